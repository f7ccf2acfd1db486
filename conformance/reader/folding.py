"""What entries make of the list: a table of subjects, in plain dictionaries that are kept as JSON.

The state: `size`, `subjects` (pseudonym → to, seq, effective, body), `waiting` (seq → entry), `held_from`,
`quarantined_from`, `day` and `in_a_day`.
"""

from typing import Any

from conformance.reader.entries import ADDS, REASONS, body
from conformance.reader.refused import Refused

State = dict[str, Any]
Notice = dict[str, Any]


def empty() -> State:
    """The list before the first entry."""
    return {
        "size": 0,
        "subjects": {},
        "waiting": {},
        "held_from": None,
        "quarantined_from": None,
        "day": None,
        "in_a_day": 0,
    }


def live(state: State) -> int:
    """Subjects of whom an addition was said last."""
    return sum(each["to"] in ADDS for each in state["subjects"].values())


def lower(one: int | None, other: int) -> int:
    """The earlier of two entries, of which the first may not be."""
    return other if one is None else min(one, other)


def fold(
    state: State, new: list[dict[str, Any]], bodies: dict[int, tuple[bytes, bytes]], terms: dict[str, Any], on: str
) -> list[Notice]:
    """Apply new entries and what waited; changes the state and gives what people are told."""
    notices: list[Notice] = []
    erased: set[int] = set()
    for entry in new:
        notices += _hear(state, entry)
        erased.update(entry.get("seqs", ()))
    for entry in new:
        _remove(state, entry)
    for last in state["subjects"].values():
        if last["seq"] in erased and last["to"] in ADDS:
            last.update(to="erased", body=None)
    for number in sorted(state["waiting"], key=int):
        notices += _add(state, state["waiting"][number], bodies, erased, terms, on)
    state["size"] += len(new)
    return notices


def _hear(state: State, entry: dict[str, Any]) -> list[Notice]:
    seq = entry["seq"]
    if "unknown" in entry or "unreadable" in entry:
        state["held_from"] = lower(state["held_from"], seq)
        return [{"told": "unknown_kind" if "unknown" in entry else "unreadable", "seq": seq}]
    if entry["kind"] != "status":
        return [{"told": entry["kind"], "seq": seq}]
    if entry["to"] in ADDS:
        state["waiting"][str(seq)] = entry
    elif entry["reason"] not in REASONS[entry["to"]].split():
        return [{"told": "reason_unknown", "seq": seq}]
    return []


def _remove(state: State, entry: dict[str, Any]) -> None:
    if entry.get("kind") == "status" and entry["to"] not in ADDS:
        state["subjects"][entry["subject"]] = _said(entry["to"], entry)
    elif "unreadable" in entry and entry["subject"]:
        state["subjects"][entry["subject"]] = _said("unreadable", entry)


def _said(to: str, entry: dict[str, Any], who: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"to": to, "seq": entry["seq"], "effective": entry.get("effective"), "body": who}


def _add(
    state: State,
    entry: dict[str, Any],
    bodies: dict[int, tuple[bytes, bytes]],
    erased: set[int],
    terms: dict[str, Any],
    on: str,
) -> list[Notice]:
    """One addition: overtaken, erased, stopped, without a body, above a cap, or applied."""
    seq, subject = entry["seq"], entry["subject"]
    last = state["subjects"].get(subject)
    if last and last["seq"] > seq:
        del state["waiting"][str(seq)]
        return []
    if seq in erased:
        del state["waiting"][str(seq)]
        state["subjects"][subject] = _said("erased", entry)
        return []
    stops = [first for first in (state["held_from"], state["quarantined_from"]) if first is not None]
    if seq not in bodies or any(seq >= first for first in stops):
        return []
    try:
        who = body(entry["body"], *bodies[seq], terms["profile"])
    except Refused:
        return [{"told": "body_refused", "seq": seq}]
    today = state["in_a_day"] if state["day"] == on else 0
    is_more = not last or last["to"] not in ADDS
    if today >= terms["in_a_day"] or (is_more and live(state) >= terms["live"]):
        state["quarantined_from"] = seq
        return [{"told": "above_cap", "seq": seq}]
    del state["waiting"][str(seq)]
    state["day"], state["in_a_day"] = on, today + 1
    state["subjects"][subject] = _said(entry["to"], entry, who)
    return []


def gives(state: State, subject: str, at: str, on: str) -> bool:
    """Whether the list gives this subject anything at that instant and day; both compare as they are written."""
    last = state["subjects"].get(subject)
    if not last or last["to"] not in ADDS or quarantined(state, subject):
        return False
    who = last["body"]
    return bool(last["effective"] <= at and who["valid_from"] <= on <= who.get("valid_to", on))


def quarantined(state: State, subject: str) -> bool:
    """Whether what was said last of a subject gives nothing until people decide."""
    last, first = state["subjects"].get(subject), state["quarantined_from"]
    return bool(last and last["to"] in ADDS and first is not None and last["seq"] >= first)
