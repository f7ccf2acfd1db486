"""Evaluation: how good a way of choosing is, on combinations it never saw, beside a look-up and chance."""
