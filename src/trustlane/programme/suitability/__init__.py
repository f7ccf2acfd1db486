"""Whether a validation may be done from afar, in whole or in part, and what then has to be kept."""
