"""The two halves of a key to a password: a link from one administrator, a code from another; pure.

Neither half opens anything alone, as a bank sends a card in one letter and its number in another.
"""

import hashlib
import secrets
from datetime import timedelta

# How long the halves fit, and how many wrong codes are borne before a new one is needed.
LASTS = timedelta(days=7)
TRIES = 5
# Nothing that is read wrongly from paper or misheard on the telephone: no 0 and O, no 1, I and L.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LINK_LENGTH = 20
CODE_LENGTH = 8


def new_link() -> str:
    """The part of an address that nobody guesses (99 bits), and that can still be typed from paper."""
    return _drawn(LINK_LENGTH)


def new_code() -> str:
    """A code short enough to be told; it is tried a few times only."""
    return _drawn(CODE_LENGTH)


def digest(link: str) -> str:
    """What is kept of a link, however it was typed: who reads the database cannot follow it."""
    return hashlib.sha256(typed(link).encode()).hexdigest()


def shown(half: str) -> str:
    """A link or a code as it is read out: in groups of four."""
    return "-".join(half[start : start + 4] for start in range(0, len(half), 4))


def typed(text: str) -> str:
    """What people type, with spaces, hyphens and small letters, in the one form in which it was made."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _drawn(length: int) -> str:
    # From the system's own source of randomness: these have to be beyond guessing.
    return "".join(secrets.choice(LETTERS) for _ in range(length))
