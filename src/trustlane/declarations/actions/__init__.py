"""Deeds with declarations."""
