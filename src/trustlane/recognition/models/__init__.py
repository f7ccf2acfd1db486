"""What is kept of arrangements with partner administrations, of feeds we write, and of feeds we read."""

__all__: list[str] = []
