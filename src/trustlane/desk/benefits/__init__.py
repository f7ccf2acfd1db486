"""Officers' pages about benefits: what the trusted-trader credit spares whom."""
