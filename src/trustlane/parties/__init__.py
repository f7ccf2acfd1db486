"""Economic operators, their sites, and the identifiers they are known by."""
