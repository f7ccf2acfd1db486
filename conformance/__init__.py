"""The kit with which any administration holds its own reader of feeds against the exchange; see README.md."""
