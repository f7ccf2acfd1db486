"""The product's own law behind the same four commands: one step of `trustlane.recognition.feed` after the other.

Here is no law: what is believed, applied and left of a credit is asked of the product. State is kept as a pickle in
the folder of the state, which only this program writes.
"""

import base64
import json
import pickle
import re
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trustlane.recognition.feed import ages, believing, bodies, cosignatures, folding, leaves, notes, tiles
from trustlane.recognition.feed.believing import Keys, Position
from trustlane.recognition.feed.folding import State, Terms
from trustlane.recognition.feed.leaves import ADDITIONS, Status
from trustlane.recognition.feed.merkle import Frontier, consistency_proof, leaf_hash, root_of
from trustlane.recognition.feed.notes import Note, decoded, encoded, read_key
from trustlane.recognition.feed.refusals import ConsistencyRefused, FeedRefused, TilesRefused, TreeShrank

Answer = dict[str, Any]
_RANGE = re.compile("([1-9][0-9]{0,17})-([1-9][0-9]{0,17})")
LONGEST_BODIES = 256 * (16 * 1024 * 4 // 3 + 256)


class NotServed(FeedRefused):
    """A file is not there."""


class AnswerTooLarge(FeedRefused):
    """A file is larger than what was asked for can be."""


@dataclass
class Kept:
    """What the reader keeps between two commands."""

    position: Position
    frontier: Frontier
    state: State
    keys: Keys
    terms: Terms
    ages: ages.Ages
    reader: dict[str, str]
    note: str = ""


def init(asked: Answer) -> Answer:
    """Begin to follow a feed."""
    keys = Keys(*(tuple(map(read_key, asked.get(name, ()))) for name in ("signers", "heartbeats", "witnesses")))
    agreed = asked["ages"]
    schedule = ages.Ages("agreed", *(timedelta(seconds=agreed[name]) for name in ("fresh", "ageing", "stale")))
    terms = Terms(asked["terms"]["live"], asked["terms"]["in_a_day"], frozenset(asked["terms"]["profile"]))
    origin = asked["origin"]
    kept = Kept(Position(origin), Frontier(), State(origin=origin), keys, terms, schedule, asked["reader"])
    Path(asked["state"]).mkdir(parents=True, exist_ok=True)
    _keep(asked, kept)
    return {"verdict": "ready"}


def sync(asked: Answer) -> Answer:
    """Read the folder of the feed, believe it, fold it."""
    kept, folder = _kept(asked), Path(asked["directory"])
    if asked.get("release"):
        kept.state = folding.released(kept.state)
    try:
        notices = _applied(kept, folder, _instant(asked["at"]), date.fromisoformat(asked["on"]))
    except FeedRefused as refused:
        if isinstance(refused, TreeShrank) or (isinstance(refused, ConsistencyRefused) and _forked(kept, folder)):
            kept.state = folding.quarantined(kept.state, from_seq=kept.state.size + 1)
        _keep(asked, kept)
        return {"verdict": "refused", "refusal": type(refused).__name__, "what": str(refused), **_position(kept)}
    _keep(asked, kept)
    return {"verdict": "accepted", "notices": notices, **_position(kept)}


def _forked(kept: Kept, folder: Path) -> bool:
    """Whether the tree that was signed is another one, and not only its proof broken on the way."""
    _, checkpoint = believing.signed(_note(folder), origin=kept.position.origin, keys=kept.keys)
    if checkpoint.size == kept.position.size:
        return True
    try:
        read = [each for bundle in tiles.bundles_of(checkpoint.size) for each in _bundle(folder, bundle, 0)]
    except FeedRefused:
        return False
    hashes = [leaf_hash(entry) for entry in read]
    return root_of(hashes) == checkpoint.root and root_of(hashes[: kept.position.size]) != kept.position.root


def _applied(kept: Kept, folder: Path, at: datetime, on: date) -> list[Answer]:
    data = _note(folder)
    _, checkpoint = believing.signed(data, origin=kept.position.origin, keys=kept.keys)
    old, new = kept.position.size, checkpoint.size
    proof: tuple[bytes, ...] = ()
    broken: FeedRefused | None = None
    if old < new:
        try:
            proof = consistency_proof(old, new, tiles.nodes_in(new, lambda tile: _tile(folder, tile)))
        except (TilesRefused, NotServed, AnswerTooLarge) as refused:
            broken = refused
    try:
        believed = believing.believe(data, position=kept.position, keys=kept.keys, proof=proof, at=at)
    except ConsistencyRefused:
        if broken:
            raise broken from None
        raise
    if broken:
        raise broken
    entries = [entry for bundle in tiles.bundles_of(new, old) for entry in _bundle(folder, bundle, old)] if new else []
    frontier = believing.extended(kept.frontier, entries, checkpoint)
    read = [leaves.at(seq, entry) for seq, entry in enumerate(entries, old + 1)]
    wanted = {
        each.seq for each in read if isinstance(each, Status) and each.to in ADDITIONS
    } | kept.state.waiting.keys()
    found, bad = _bodies(folder, wanted)
    folded = folding.fold(kept.state, read, bodies=found, terms=kept.terms, on=on)
    kept.position, kept.frontier, kept.state, kept.note = believed.position, frontier, folded.state, checkpoint.text
    told = [{"told": str(notice.told), "seq": notice.seq} for notice in folded.notices]
    told += [{"told": "bodies_refused", "seq": 0} for _ in range(bad)]
    return sorted(told, key=lambda notice: (notice["seq"], notice["told"]))


def _file(folder: Path, name: str, longest: int) -> bytes:
    try:
        with (folder / name).open("rb") as stream:
            data = stream.read(longest + 1)
    except OSError:
        raise NotServed(name, "it is not there") from None
    if len(data) > longest:
        raise AnswerTooLarge(name, f"more than {longest:,} bytes")
    return data


def _note(folder: Path) -> bytes:
    """One byte more than a note may have is enough for the product to refuse it."""
    path = folder / "checkpoint"
    if not path.is_file():
        raise NotServed("checkpoint", "it is not there")
    with path.open("rb") as stream:
        return stream.read(notes.LONGEST + 1)


def _tile(folder: Path, tile: tiles.Tile) -> tuple[bytes, ...]:
    return tiles.read_tile(_file(folder, tile.path, tile.width * 32), tile)


def _bundle(folder: Path, bundle: tiles.Bundle, old: int) -> tuple[bytes, ...]:
    data = _file(folder, bundle.path, bundle.width * (tiles.LONGEST_ENTRY + tiles.LENGTH_BYTES))
    return tiles.read_bundle(data, bundle)[max(0, old - bundle.index * tiles.WIDTH) :]


def _bodies(folder: Path, wanted: set[int]) -> tuple[dict[int, bodies.Sealed], int]:
    found: dict[int, bodies.Sealed] = {}
    bad = 0
    for path in sorted((folder / "bodies").iterdir()) if (folder / "bodies").is_dir() else ():
        met = _RANGE.fullmatch(path.name)
        if met is None or not any(int(met[1]) <= seq <= int(met[2]) for seq in wanted):
            continue
        try:
            found.update(_bodies_of(_file(folder, f"bodies/{path.name}", LONGEST_BODIES), int(met[1]), int(met[2])))
        except (FeedRefused, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            bad += 1
    return {seq: sealed for seq, sealed in found.items() if seq in wanted}, bad


def _bodies_of(data: bytes, first: int, last: int) -> dict[int, bodies.Sealed]:
    rows = json.loads(data)["bodies"]
    numbers = [row["seq"] for row in rows]
    if len(rows) > 256 or numbers != sorted(set(numbers)) or not all(type(one) is int for one in numbers):
        raise ValueError("not in order")
    if rows and not first <= numbers[0] <= numbers[-1] <= last:
        raise ValueError("not asked for")
    found = {}
    for row in rows:
        if row != {"seq": row["seq"], "erased": True}:
            salt, content = decoded(row.pop("salt")), decoded(row.pop("content"))
            if salt is None or content is None or len(salt) != bodies.SALT_BYTES or len(row) != 1:
                raise ValueError("neither a body nor erased")
            found[row["seq"]] = bodies.Sealed(salt, content)
    return found


def decide(asked: Answer) -> Answer:
    """What the feed gives a subject now."""
    kept, at, on = _kept(asked), _instant(asked["at"]), date.fromisoformat(asked["on"])
    last, first = kept.state.subjects.get(asked["subject"]), kept.state.quarantined_from
    quarantined = last is not None and last.to in ADDITIONS and first is not None and last.seq >= first
    state = ages.freshness(kept.ages, ages.age(kept.position.signed, at), quarantined=quarantined)
    gives = kept.state.gives(asked["subject"], at=at, on=on)
    left = ages.credit(Fraction(asked["credit"]), state) if gives else Fraction(0)
    return {"verdict": "decided", "gives": gives, "state": str(state), "credit": str(left)}


def receipt(asked: Answer) -> Answer:
    """The checkpoint that was applied last, cosigned by the reader."""
    kept = _kept(asked)
    if not kept.note:
        return {"verdict": "refused", "refusal": "NothingApplied"}
    private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(kept.reader["seed"]))
    key = notes.Key(kept.reader["name"], notes.COSIGNATURE, private.public_key().public_bytes_raw())
    line = cosignatures.cosigned_by(kept.note, key, private.sign, at=_instant(asked["at"]))
    return {"verdict": "cosigned", "note": Note(kept.note, (line,)).written.decode()}


COMMANDS = {"init": init, "sync": sync, "decide": decide, "receipt": receipt}


def answer(command: str, asked: Answer) -> Answer:
    """Carry out one command; whatever is refused is an answer too."""
    try:
        return COMMANDS[command](asked)
    except FeedRefused as refused:
        return {"verdict": "refused", "refusal": type(refused).__name__, "what": str(refused)}


def _position(kept: Kept) -> Answer:
    position, state = kept.position, kept.state
    return {
        "size": state.size,
        "root": encoded(position.root),
        "signed": f"{position.signed:%Y-%m-%dT%H:%M:%SZ}" if position.signed else None,
        "live": state.live,
        "waiting": sorted(state.waiting),
        "held_from": state.held_from,
        "quarantined_from": state.quarantined_from,
    }


_PLAIN = ("ids", "subjects", "waiting")  # what a state keeps unchangeable, and a pickle cannot hold


def _keep(asked: Answer, kept: Kept) -> None:
    plain = replace(kept.state, **{name: dict(getattr(kept.state, name)) for name in _PLAIN})
    (Path(asked["state"]) / "product").write_bytes(pickle.dumps(replace(kept, state=plain)))


def _kept(asked: Answer) -> Kept:
    return pickle.loads((Path(asked["state"]) / "product").read_bytes())  # type: ignore[no-any-return]  # noqa: S301


def _instant(written: str) -> datetime:
    return datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def main() -> int:
    """Read standard input, answer on standard output."""
    print(json.dumps(answer(sys.argv[1], json.load(sys.stdin))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
