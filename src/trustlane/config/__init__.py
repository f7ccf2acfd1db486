"""Settings, addresses, wiring, the embedded database."""
