"""Which consignments to look at, and why."""
