"""What an operator sees: its own matters, and nothing of a risk profile."""
