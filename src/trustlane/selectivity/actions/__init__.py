"""Deeds of selectivity: keeping what was decided."""
