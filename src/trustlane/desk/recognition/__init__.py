"""Pages of the desk that keeps arrangements with partner administrations."""
