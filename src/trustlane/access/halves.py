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
CODE_LENGTH = 8


def new_link() -> str:
    """The part of an address that nobody guesses; its randomness has to come from the system's own source."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A code short enough to be told; it is tried a few times only."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def digest(link: str) -> str:
    """What is kept of a link: who reads the database cannot follow it."""
    return hashlib.sha256(link.encode()).hexdigest()


def shown(code: str) -> str:
    """A code as it is read out: in two groups."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def typed(text: str) -> str:
    """A code as people type it, with blanks, hyphens and small letters, in the one form in which it was made."""
    return "".join(letter for letter in text.upper() if letter.isalnum())
