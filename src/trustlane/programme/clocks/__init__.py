"""Clocks of an AEO case: which periods run, on which event they begin, stop and end, and what silence means."""
