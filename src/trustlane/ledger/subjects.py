"""What a ledger row is about: a kind of thing and the id it goes by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """One thing a deed was about, such as ``Subject("document", "4711")``; the id is text, leading zeros are real."""

    kind: str
    id: str
