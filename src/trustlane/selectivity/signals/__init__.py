"""Signals: named, documented expressions, each the strength (0 to 1) of one thing worth noticing."""
