"""Questions about decisions; answers are frozen dataclasses."""
