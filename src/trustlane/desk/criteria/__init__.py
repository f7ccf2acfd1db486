"""Catalogues of criteria on the desk: read, compared, drafted, commented on, adopted."""
