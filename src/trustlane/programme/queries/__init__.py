"""Questions about cases: rows to choose from and frozen facts; faces read these, never the models."""
