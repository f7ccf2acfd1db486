"""Who is trusted, by whom, for which risks, from when to when."""
