"""Officers' pages about people: who is enrolled, who holds which role, and what waits for a second person."""
