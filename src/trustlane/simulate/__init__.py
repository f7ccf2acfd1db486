"""A country's trade with stated mechanics."""
