"""Measurements: each module says what it measures, against which target, beside which peer."""
