"""Which duties the system itself lets nobody hold together in one case, whatever a profile of an office says.

Permits, the lot and triggers of the database keep them apart; `tests/programme/staffing/test_least_staff.py` walks a
whole case with fewer people and is refused at each. So a profile names no replacement for them, and what an office
needs at least is counted with them.
"""

from __future__ import annotations

from itertools import combinations

Pair = frozenset[str]  # two duties, by id

_VALIDATING = ("validate-lead", "validate-second")
_OF_A_CASE = ("handle", *_VALIDATING, "decide", "freeze", "ratify")

# Refused whenever it is tried.
NEVER: frozenset[Pair] = frozenset(
    {
        *(frozenset((one, "decide")) for one in ("handle", *_VALIDATING)),
        frozenset(_VALIDATING),
        frozenset(("freeze", "ratify")),
        *(frozenset((one, "audit")) for one in _OF_A_CASE),
    }
)
# Nobody who handled a case is drawn for it. Who was drawn may still handle it afterwards, and an audit is owed then.
AT_THE_DRAW: frozenset[Pair] = frozenset(frozenset(("handle", one)) for one in _VALIDATING)


def kept_apart(duties: tuple[str, ...]) -> frozenset[Pair]:
    """The pairs of these duties that no plan may give to one person."""
    return frozenset(map(frozenset, combinations(duties, 2))) & (NEVER | AT_THE_DRAW)
