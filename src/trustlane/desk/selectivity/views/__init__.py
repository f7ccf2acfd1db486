"""The pages of selectivity: the day at a glance, the declarations, one declaration whole."""
