"""The four commands of the kit: init, sync, decide, receipt; each takes one JSON object and gives one."""

import base64
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from conformance.reader import entries, files, folding, notes, trees
from conformance.reader.refused import Refused

AHEAD = 60  # seconds
LEFT = {"fresh": 1, "ageing": 1, "stale": Fraction(1, 2), "expired": 0, "quarantined": 0}
Answer = dict[str, Any]


def init(asked: Answer) -> Answer:
    """Begin to follow a feed: its keys and terms, an empty list."""
    for name, kind in (("signers", notes.PLAIN), ("heartbeats", notes.COSIGNED), ("witnesses", notes.COSIGNED)):
        for line in asked.get(name, ()):
            notes.verifier(line, kind)
    cosigners = [line.split("+", 2)[2] for name in ("heartbeats", "witnesses") for line in asked.get(name, ())]
    if len(set(cosigners)) < len(cosigners):
        raise Refused("KeyUnfit", "one key is two cosigners")
    kept = {name: asked.get(name, []) for name in ("origin", "signers", "heartbeats", "witnesses", "terms", "ages")}
    state = kept | {"reader": asked["reader"], "leaves": [], "root": _b64(trees.EMPTY), "signed": None, "note": None}
    _keep(asked, state | {"list": folding.empty()})
    return {"verdict": "ready"}


def sync(asked: Answer) -> Answer:
    """Read the folder of the feed, believe it step by step, and apply what is new."""
    state = _kept(asked)
    if asked.get("release"):
        state["list"]["held_from"] = state["list"]["quarantined_from"] = None
    folder = Path(asked["directory"])
    try:
        text, signed, leaves, new = _believed(state, folder, _seconds(asked["at"]))
    except Refused as refused:
        if contradicts(refused, state, folder):
            first = folding.lower(state["list"]["quarantined_from"], state["list"]["size"] + 1)
            state["list"]["quarantined_from"] = first
        _keep(asked, state)
        return {"verdict": "refused", "refusal": refused.name, "what": refused.what, **_position(state)}
    size = len(state["leaves"])
    read = [entries.leaf(data, size + place) for place, data in enumerate(new, 1)]
    wanted = {each["seq"] for each in read if each.get("to") in entries.ADDS}
    bodies, bad = files.bodies(folder, wanted | {int(seq) for seq in state["list"]["waiting"]})
    notices = [{"told": "bodies_refused", "seq": 0} for _ in bad]
    notices += folding.fold(state["list"], read, bodies, state["terms"], asked["on"])
    state |= {"leaves": leaves, "root": _b64(trees.root([base64.b64decode(one) for one in leaves]))}
    state |= {"signed": signed, "note": text}
    _keep(asked, state)
    ordered = sorted(notices, key=lambda notice: (notice["seq"], notice["told"]))
    return {"verdict": "accepted", "notices": ordered, **_position(state)}


def _believed(state: Answer, folder: Path, at: int) -> tuple[str, int | None, list[str], list[bytes]]:
    """The text of the checkpoint, the newest time, all leaf hashes, and the new entries."""
    note = notes.parse(files.note(folder))
    if "\n\n" in note.text:
        raise Refused("NoteUnfit", "an empty line within the text")
    origin, size, root = notes.checkpoint(note.text)
    notes.check_origin(origin, state["origin"])
    signers = [notes.signed_by(note, notes.verifier(line, notes.PLAIN)) for line in state["signers"]]
    if not any(signers):
        raise Refused("SignatureMissing", "no signer of the issuer")
    signed = check_time(note, state, at)
    check_tree(state, folder, size, root)
    old = len(state["leaves"])
    new = files.entries(folder, old, size)
    leaves = [base64.b64decode(each) for each in state["leaves"]] + [trees.of_leaf(each) for each in new]
    if trees.root(leaves) != root:
        raise Refused("RootDiffers", "the entries make another root")
    return note.text, signed, [_b64(each) for each in leaves], new


def check_time(note: notes.Note, state: Answer, at: int) -> int | None:
    """The newest time of a heartbeat: not ahead of our clock, not older than one we saw. Witnesses set no time."""
    beats = [time for line in state["heartbeats"] for time in notes.times(note, notes.verifier(line, notes.COSIGNED))]
    for line in state["witnesses"]:
        notes.times(note, notes.verifier(line, notes.COSIGNED))
    if not beats:
        return state["signed"]  # type: ignore[no-any-return]
    if max(beats) - at > AHEAD:
        raise Refused("TimeAhead", str(max(beats) - at))
    if state["signed"] is not None and max(beats) < state["signed"]:
        raise Refused("TimeOlder", str(state["signed"] - max(beats)))
    return max(beats)


def check_tree(state: Answer, folder: Path, size: int, root: bytes) -> None:
    """The tree we know is the beginning of the one that was signed."""
    old = len(state["leaves"])
    hashes = trees.proof(old, size, lambda start, stop: files.part(folder, size, start, stop)) if old < size else []
    trees.check_consistency(old, base64.b64decode(state["root"]), size, root, hashes)


def contradicts(refused: Refused, state: Answer, folder: Path) -> bool:
    """Whether the issuer contradicted itself: what it adds from there on gives nothing until people decide.

    A smaller tree does, and another tree that its own entries make; a proof that only fails may be the line's fault.
    """
    if refused.name != "ConsistencyRefused":
        return refused.name == "TreeShrank"
    _, size, root = notes.checkpoint(notes.parse(files.note(folder)).text)
    if size == len(state["leaves"]):
        return True
    try:
        leaves = [trees.of_leaf(each) for each in files.entries(folder, 0, size)]
    except Refused:
        return False
    return trees.root(leaves) == root and _b64(trees.root(leaves[: len(state["leaves"])])) != state["root"]


def decide(asked: Answer) -> Answer:
    """What the feed gives a subject now: whether anything, the state of its age, what is left of a credit."""
    state = _kept(asked)
    at = _seconds(asked["at"])
    freshness = age_state(state, at)
    if folding.quarantined(state["list"], asked["subject"]):
        freshness = "quarantined"
    gives = folding.gives(state["list"], asked["subject"], asked["at"], asked["on"])
    left = Fraction(asked["credit"]) * LEFT[freshness] if gives else Fraction(0)
    return {"verdict": "decided", "gives": gives, "state": freshness, "credit": str(left)}


def age_state(state: Answer, at: int) -> str:
    """Fresh, ageing, stale or expired, by the time since the newest heartbeat."""
    if state["signed"] is None:
        return "expired"
    age = at - state["signed"]
    if age < -AHEAD:
        raise Refused("TimeAhead", str(-age))
    return next((name for name in ("fresh", "ageing", "stale") if age <= state["ages"][name]), "expired")


def receipt(asked: Answer) -> Answer:
    """The checkpoint that was applied last, cosigned by the reader at that time."""
    state = _kept(asked)
    if state["note"] is None:
        raise Refused("NothingApplied", "no checkpoint was applied yet")
    reader = state["reader"]
    line = notes.cosign(state["note"], reader["name"], base64.b64decode(reader["seed"]), _seconds(asked["at"]))
    return {"verdict": "cosigned", "note": f"{state['note']}\n{line}\n"}


COMMANDS: dict[str, Callable[[Answer], Answer]] = {"init": init, "sync": sync, "decide": decide, "receipt": receipt}


def answer(command: str, asked: Answer) -> Answer:
    """Carry out one command; whatever is refused is an answer too."""
    try:
        return COMMANDS[command](asked)
    except Refused as refused:
        return {"verdict": "refused", "refusal": refused.name, "what": refused.what}


def _position(state: Answer) -> Answer:
    of = state["list"]
    return {
        "size": of["size"],
        "root": state["root"],
        "signed": None
        if state["signed"] is None
        else f"{datetime.fromtimestamp(state['signed'], UTC):%Y-%m-%dT%H:%M:%SZ}",
        "live": folding.live(of),
        "waiting": sorted(int(seq) for seq in of["waiting"]),
        "held_from": of["held_from"],
        "quarantined_from": of["quarantined_from"],
    }


def _kept(asked: Answer) -> Answer:
    return json.loads((Path(asked["state"]) / "reader.json").read_text("utf-8"))  # type: ignore[no-any-return]


def _keep(asked: Answer, state: Answer) -> None:
    """Whole or not at all: a crash leaves the state before or the state after."""
    folder = Path(asked["state"])
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "reader.json.new"
    with partial.open("w", encoding="utf-8") as out:
        json.dump(state, out)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(folder / "reader.json")


def _seconds(instant: str) -> int:
    return int(datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
