"""Catalogues of criteria: what a programme asks of operators and of customs, and how catalogues relate."""
