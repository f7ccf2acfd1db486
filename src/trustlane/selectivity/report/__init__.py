"""The report of a screening: one page that needs nothing else."""
