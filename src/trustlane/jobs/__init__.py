"""What happens by itself: e-mail that notices wait."""
