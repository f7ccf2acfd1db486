"""Readers of declarations: every format in, one columnar shape out, and a located refusal for what cannot be used."""
