"""Signed requests between nodes."""
