"""Officers' pages about selectivity: today, declarations, one declaration."""
