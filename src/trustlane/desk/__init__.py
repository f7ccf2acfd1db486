"""Officers' pages, one subroom a context."""
