"""Mutual recognition: agreements, programme comparison, signed feeds between administrations."""
