"""Schema changes, each one named deed."""
