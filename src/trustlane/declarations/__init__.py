"""Declarations and entry summaries, their lines and versions; readers of every format."""
