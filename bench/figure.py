"""One measured figure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was measured, in which unit, what is asked of it, whether that is met, and what a peer reached."""

    name: str
    value: float
    unit: str
    target: str = ""
    met: bool | None = None
    peer: str = ""
