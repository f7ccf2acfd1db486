"""An auditor's sample of cases: drawn by a seed, the same for everybody who repeats it."""
