"""Documents: content-addressed, frozen, with the date they speak of."""
