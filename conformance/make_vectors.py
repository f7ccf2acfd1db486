"""Writes the vectors anew out of the product: `python -m conformance.make_vectors`; what it decides becomes expected.

What a vector is about is asserted here by name, so that a product that changes its mind does not change a vector
without anybody noticing. The files are the same each time they are made.
"""

import base64
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from conformance import invented, misbehaving, product, run
from conformance.invented import NOON, SECOND, SIGNER, WITNESS, Feed, Files, sealed, status, subject, uuid7
from trustlane.parties.identifiers import Identifier
from trustlane.recognition.feed import leaves
from trustlane.recognition.feed.ages import PATIENT, PROMPT, Ages, periodic
from trustlane.recognition.feed.bodies import Address, Body
from trustlane.recognition.feed.leaves import Agreement, Correction, Erased, Keyset

Vector = dict[str, Any]
KEPT = frozenset(
    "verdict size root signed live waiting held_from quarantined_from gives state credit note".split()  # noqa: SIM905
)


@dataclass
class Story:
    """A vector in the making: steps are tried on the product, and what it answers is what is expected."""

    name: str
    about: str
    init: dict[str, Any] = field(default_factory=dict)
    steps: list[Vector] = field(default_factory=list)
    laid: dict[str, bytes] = field(default_factory=dict)
    folder: str = field(default_factory=tempfile.mkdtemp)

    def sync(
        self, files: Files, at: datetime = NOON, *, on: date | None = None, refused: tuple[str, ...] = (),
        notices: tuple[str, ...] | None = None, **more: Any,
    ) -> "Story":  # fmt: skip
        """The folder is changed to these files and read."""
        change: dict[str, str | None] = {name: None for name in self.laid if name not in files}
        change |= {name: _b64(data) for name, data in files.items() if self.laid.get(name) != data}
        self.laid = dict(files)
        step = {"do": "sync", "files": change, "at": _instant(at), "on": (on or at.date()).isoformat(), **more}
        return self._tried(step, refused, notices)

    def decide(
        self, of: int, at: datetime = NOON, *, on: date | None = None, credit: str = "1", **told: Any
    ) -> "Story":
        """A subject is asked about; what is told is asserted."""
        step = {"do": "decide", "subject": subject(of), "at": _instant(at), "on": (on or at.date()).isoformat()}
        self._tried(step | {"credit": credit}, (), None)
        came = self.steps[-1]["expect"]
        assert all(came[name] == value for name, value in told.items()), (self.name, told, came)
        return self

    def receipt(self, at: datetime = NOON) -> "Story":
        """The reader cosigns what it applied."""
        return self._tried({"do": "receipt", "at": _instant(at)}, (), None)

    def _tried(self, step: Vector, refused: tuple[str, ...], notices: tuple[str, ...] | None) -> "Story":
        self.steps.append(step | {"expect": {}})
        came = self._answered(step)
        expect = {name: value for name, value in came.items() if name in KEPT}
        if came["verdict"] == "refused":
            assert came["refusal"] in refused, (self.name, came, refused)
            expect["refusal"] = list(refused)
        else:
            assert not refused, (self.name, came, refused)
        if "notices" in came:
            expect["notices"] = [[each["told"], each["seq"]] for each in came["notices"]]
            if notices is not None:
                assert tuple(told for told, _ in expect["notices"]) == notices, (self.name, expect["notices"])
        self.steps[-1]["expect"] = expect
        return self

    def _answered(self, step: Vector) -> dict[str, Any]:
        """What the product answers to a step, in the folder of this story."""
        folder = Path(self.folder)
        at = {"state": str(folder / "state"), "directory": str(folder / "feed")}
        if len(self.steps) == 1:
            (folder / "feed").mkdir()
            product.answer("init", self.asked | at)
        run.lay(folder / "feed", step.get("files", {}))
        return product.answer(step["do"], step | at)

    def told(self) -> Vector:
        """The vector as it is written; the story is at its end."""
        shutil.rmtree(self.folder)
        return {"name": self.name, "about": self.about, "init": self.asked, "steps": self.steps}

    @property
    def asked(self) -> dict[str, Any]:
        """What the reader is told at its beginning."""
        return invented.init(**self.init)


def _grown(many: int, feed: Feed | None = None) -> Feed:
    found = feed or Feed()
    for number in range(found.size + 1, many + 1):
        found = found.tells(number)
    return found


def notes() -> Iterator[Story]:
    """What is signed: keys that change, lines of others, extensions."""
    feed = _grown(3)
    yield (
        Story("plain", "A checkpoint with its signer and its heartbeat.").sync(feed.files()).receipt(NOON + 5 * SECOND)
    )
    strange = WITNESS.cosigns(invented.Holder("somebody.example").signs(feed.note()), NOON + 999 * SECOND)
    yield (
        Story("lines_of_others", "Lines of unknown keys are ignored; a witness gives no time.")
        .sync(feed.files(note=strange))
        .decide(1, NOON + 901 * SECOND, state="ageing")
    )
    new = invented.Holder(invented.ORIGIN, made_of="next")
    told = {"signers": [SIGNER.key.written, new.key.written]}
    first = feed.files(note=invented.HEARTBEAT.cosigns(new.signs(invented.Note(feed.checkpoint().text, ())), NOON))
    yield Story("either_signer", "While keys are changed either of two signers will do.", told).sync(first)
    both = invented.Holder(invented.HEARTBEAT.key.name, 4, made_of="next beat")
    beats = {"heartbeats": [invented.HEARTBEAT.key.written, both.key.written]}
    yield Story("newer_of_two_beats", "Of two heartbeats the newer counts.", beats).sync(
        feed.files(note=both.cosigns(feed.note(NOON - 60 * SECOND), NOON))
    )
    text = replace(feed.checkpoint(), extensions=("an extension", "another")).text
    signed = invented.HEARTBEAT.cosigns(SIGNER.signs(invented.Note(text, ())), NOON)
    yield (
        Story("extensions", "Lines below the root are read over, and are part of what is signed.")
        .sync(feed.files(note=signed))
        .receipt()
    )
    yield (
        Story("no_beat_ever", "Without a heartbeat entries are believed, and nothing is given.")
        .sync(feed.files(at=None))
        .decide(1, gives=True, state="expired", credit="0")
    )
    cut = feed.files(NOON + SECOND)
    cut["tile/entries/000.p/3"] = b""
    yield (
        Story("nothing_new", "Where the tree has not grown nothing is fetched; the time is newer.")
        .sync(feed.files())
        .sync(cut, NOON + SECOND)
    )
    yield Story("receipt_of_nothing", "Before anything was applied there is nothing to cosign.")._tried(
        {"do": "receipt", "at": _instant(NOON)}, ("NothingApplied",), None
    )
    ahead = Story("sixty_seconds_ahead", "A time up to sixty seconds ahead is believed, and of no age.")
    yield (
        ahead.sync(feed.files(NOON + 60 * SECOND))
        .decide(1, state="fresh")
        .decide(1, NOON + 960 * SECOND, state="fresh")
    )


def tiles() -> Iterator[Story]:
    """Trees of many sizes, read from one to the next."""
    for sizes in ([0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17], [6, 6, 8], [255, 256, 257], [250, 300]):
        name = "sizes_" + "_".join(map(str, sizes)) if len(sizes) < 5 else "sizes_0_to_17"
        story = Story(name, f"A tree that grows: {', '.join(map(str, sizes))} entries.")
        feed = Feed()
        for step, size in enumerate(sizes):
            while feed.size < size:  # removals need no bodies, so that the vector stays small
                feed = feed.tells(feed.size + 1, "revoked") if size > 20 else feed.tells(feed.size + 1)
            story.sync(feed.files(NOON + step * SECOND), NOON + step * SECOND)
        yield story.receipt(NOON + 60 * SECOND)


def entries() -> Iterator[Story]:
    """Entries of every kind, and each of them with one thing wrong."""
    common = {"effective": NOON}
    digest = b"d" * 32
    feed = _grown(2)
    feed = feed.says(lambda seq: leaves.write(Agreement(seq=seq, id=uuid7(seq), body=digest, **common)))
    feed = feed.says(lambda seq: leaves.write(Keyset(seq=seq, id=uuid7(seq), version=2, digest=digest, **common)))
    feed = feed.says(
        lambda seq: leaves.write(Correction(seq=seq, id=uuid7(seq), refers=1, reason="typing_error", **common))
    )
    feed = feed.says(lambda seq: leaves.write(Erased(seq=seq, id=uuid7(seq), seqs=(1,), **common)))
    kinds = ("agreement", "keyset", "correction", "erased")
    yield (
        Story("every_kind", "What concerns no subject is told to people.")
        .sync(feed.files(), notices=kinds)
        .decide(1, gives=False)
        .decide(2, gives=True)
    )
    for change in _changes():
        odd = _grown(1).says(lambda seq, change=change: _changed(seq, change[1])).tells(1, "revoked").tells(3)
        told = ("unknown_kind",) if change[0].startswith("unknown") else ("unreadable",)
        yield (
            Story(change[0], "An entry that cannot be read: the removal behind it applies, the grant waits.")
            .sync(odd.files(), notices=told)
            .decide(1, gives=False)
            .decide(3, gives=False)
            .sync(odd.files(), release=True)
            .decide(3, gives=True)
        )


def _changes() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "unknown_kind", {"kind": "surprise"}
    yield "unknown_version", {"v": 2}
    values: dict[str, tuple[Any, ...]] = {
        "v": (0, "1", None),
        "seq": (0, True, "2", 3, -1),
        "id": ("019C0000-0000-7000-8000-000000000002", "019c0000-0000-4000-8000-000000000002", 2, None),
        "kind": ("Status", "", 1),
        "subject": ("0" * 31, "0" * 33, "F" * 32, None),
        "to": ("paused", ["valid"], None),
        "reason": ("because", "by_customs", "Granted", ""),
        "effective": ("2026-03-01T10:00:00+00:00", "2026-03-01T10:00:00.0Z", "2026-02-29T10:00:00Z",
                      "2026-03-01T24:00:00Z", "2026-12-31T23:59:60Z", "2026-03-01 10:00:00Z", 1),
        "supersedes": (0, 2, 3, "1"),
        "body": (None, "AAAA", "*", 7),
        "note": ("hello",),
    }  # fmt: skip
    for name, several in values.items():
        for number, value in enumerate(several, 1):
            yield f"{name}_{number}", {name: value}


def _changed(seq: int, change: dict[str, Any]) -> bytes:
    raw = json.loads(leaves.write(status(seq, 2))) | change
    raw = {name: value for name, value in raw.items() if value is not None}
    return json.dumps(raw, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def bodies() -> Iterator[Story]:
    """Bodies that say everything, bodies that say too much."""
    whole = Body(
        tin="XA000001",
        scope=("security", "compliance"),
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 3, 31),
        identifiers=(Identifier("LEI", "529900T8BM49AURSDO55"), Identifier("MID", "XAEXA1CIT")),
        legal_name="Ünal & Söhne 株式会社",
        trade_name="Unal",
        addresses=(Address("XA", "City", "1000", "Street 1"),),
        roles=("exporter", "manufacturer"),
        programme="AEO",
        tier="full",
        contact="aeo@example.org",
    )
    sent = sealed(1, whole)
    feed = replace(Feed().tells(1, body=sent.commitment), bodies={1: sent})
    story = Story("everything", "A body with every field, in three scripts; it gives from its first day to its last.")
    story.sync(feed.files(), notices=())
    for on, gives in ((date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 3, 31), True)):
        story.decide(1, on=on, gives=gives)
    yield story.decide(1, on=date(2026, 4, 1), gives=False)
    narrow = {"terms": {"live": 9, "in_a_day": 9, "profile": ["tin", "scope", "valid_from", "valid_to"]}}
    yield (
        Story("beyond_the_profile", "A body that says more than the agreement lets out.", narrow)
        .sync(feed.files(), notices=("body_refused",))
        .decide(1, gives=False)
    )
    yield (
        Story("within_the_profile", "A body within a narrow profile.", narrow)
        .sync(Feed().tells(1).files())
        .decide(1, gives=True)
    )
    for name, change in _odd_bodies():
        content = json.dumps(json.loads(sealed(1).content) | change, sort_keys=True, separators=(",", ":")).encode()
        odd = replace(sealed(1), content=content)
        feed = replace(Feed().tells(1, body=odd.commitment), bodies={1: odd})
        yield (
            Story(f"body_{name}", "A body that was committed to and cannot be read.")
            .sync(feed.files(), notices=("body_refused",))
            .decide(1, gives=False)
        )
    late = Feed().tells(1)
    yield (
        Story("body_later", "A grant waits for its body and counts when it comes.")
        .sync(replace(late, bodies={}).files(), notices=())
        .decide(1, gives=False)
        .sync(late.files(NOON + SECOND), NOON + SECOND)
        .decide(1, gives=True)
    )


def _odd_bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "tin", {"tin": "xa1"}
    yield "tin_long", {"tin": "XA" + "1" * 16}
    yield "scope", {"scope": ["safety"]}
    yield "scope_twice", {"scope": ["security", "security"]}
    yield "scope_none", {"scope": []}
    yield "days", {"valid_to": "2025-12-31"}
    yield "day", {"valid_from": "2026-1-1"}
    yield "name_blank", {"legal_name": " A"}
    yield "name_empty", {"legal_name": ""}
    yield "role", {"roles": ["king"]}
    yield "scheme", {"identifiers": [{"scheme": "XXX", "value": "1"}]}
    yield "address", {"addresses": [{"city": "City"}]}
    yield "country", {"addresses": [{"country": "xa"}]}
    yield "contact", {"contact": "nobody"}
    yield "strange", {"birthday": "2026-01-01"}


def folding() -> Iterator[Story]:
    """What entries make of the list."""
    feed = Feed().tells(1).tells(1, "suspended").tells(1, "valid", reason="reinstated").tells(2).tells(2, "revoked")
    yield (
        Story("highest_entry", "The state of a subject is that of its highest entry.")
        .sync(feed.files())
        .decide(1, gives=True)
        .decide(2, gives=False)
    )
    story = Story("one_by_one", "The same entries, read one by one.")
    for size in range(1, feed.size + 1):
        story.sync(feed.first(size).files(NOON + size * SECOND), NOON + size * SECOND)
    yield story.decide(1, gives=True).decide(2, gives=False)
    yield (
        Story("two_equal_suspensions", "Two equal suspensions are two entries.")
        .sync(Feed().tells(1).tells(1, "suspended").tells(1, "suspended").files())
        .decide(1, gives=False)
    )
    unknown = Feed().tells(1, "revoked")
    yield (
        Story("removal_remembered", "A removal of somebody never heard of is remembered.")
        .sync(unknown.files())
        .sync(unknown.tells(1).files(NOON + SECOND), NOON + SECOND)
        .decide(1, gives=True)
    )
    yield (
        Story("later_effect", "A grant gives from its instant; a removal at once, whatever instant it names.")
        .sync(
            Feed()
            .tells(1, effective=NOON + 9 * SECOND)
            .tells(2)
            .tells(2, "revoked", effective=NOON + 9 * SECOND)
            .files()
        )
        .decide(1, gives=False)
        .decide(1, NOON + 9 * SECOND, gives=True)
        .decide(2, gives=False)
    )
    waits = replace(Feed().tells(1).tells(1, "revoked"), bodies={})
    yield (
        Story("overtaken", "A grant that waits for its body is overtaken by a removal.")
        .sync(waits.files())
        .sync(Feed().tells(1).tells(1, "revoked").files(NOON + SECOND), NOON + SECOND)
        .decide(1, gives=False)
    )
    grown = _grown(3).tells(1, "updated").tells(4)
    terms = {"terms": {"live": 3, "in_a_day": 99, "profile": sorted(invented.ALL)}}
    story = Story("cap_of_live", "The fourth subject is above the cap; updates are not more subjects.", terms)
    story.sync(grown.files(), notices=("above_cap",)).decide(4, gives=False)
    removed = grown.tells(2, "revoked")
    story.sync(removed.files(NOON + SECOND), NOON + SECOND).decide(2, gives=False).decide(4, gives=False)
    yield story.sync(removed.files(NOON + 2 * SECOND), NOON + 2 * SECOND, release=True).decide(4, gives=True)
    terms = {"terms": {"live": 99, "in_a_day": 2, "profile": sorted(invented.ALL)}}
    story = Story("cap_of_a_day", "Two grants a day; another day has its own count.", terms)
    story.sync(_grown(2).files()).sync(_grown(3).files(NOON + SECOND), NOON + SECOND, notices=("above_cap",))
    tomorrow = NOON + timedelta(days=1)
    story.sync(_grown(3).files(tomorrow), tomorrow).decide(3, tomorrow, gives=False)
    yield story.sync(_grown(3).files(tomorrow + SECOND), tomorrow + SECOND, release=True).decide(
        3, tomorrow, gives=True
    )
    erased = _grown(2)
    erased = erased.says(lambda seq: leaves.write(Erased(seq=seq, id=uuid7(seq), effective=NOON, seqs=(1,))))
    erased = replace(erased, bodies={1: None, 2: sealed(2)})
    yield (
        Story("erased_before_it_came", "A grant whose body was erased before it came gives nothing.")
        .sync(erased.files(), notices=("erased",))
        .decide(1, gives=False)
        .decide(2, gives=True)
    )


def ages() -> Iterator[Story]:
    """What silence leaves of a credit, a second before each limit, on it, and after it."""
    for schedule in (PROMPT, PATIENT, periodic(timedelta(days=31))):
        yield _aged(schedule)
    yield (
        Story("brought_back", "Nothing but a newer signed time brings a benefit back.")
        .sync(_grown(1).files())
        .decide(1, NOON + timedelta(days=2), credit="1/3", state="expired")
        .sync(_grown(1).files(), NOON + timedelta(days=2))
        .decide(1, NOON + timedelta(days=2), state="expired")
        .sync(_grown(1).files(NOON + timedelta(days=2)), NOON + timedelta(days=2))
        .decide(1, NOON + timedelta(days=2), state="fresh")
    )


def _aged(schedule: Ages) -> Story:
    limits = {name: int(getattr(schedule, name).total_seconds()) for name in ("fresh", "ageing", "stale")}
    story = Story(
        f"preset_{schedule.name}", f"The {schedule.name} preset, around each of its limits.", {"ages": limits}
    )
    story.sync(_grown(1).files())
    for seconds in limits.values():
        for at in (seconds - 1, seconds, seconds + 1):
            story.decide(1, NOON + at * SECOND, on=NOON.date(), credit="1/3").decide(9, NOON + at * SECOND, gives=False)
    return story


def misbehaviours() -> Iterator[Story]:
    """Every behaviour of the partner that lies, and how it goes on when it behaves again."""
    init = {"terms": {"live": 1000, "in_a_day": 30, "profile": sorted(invented.ALL)}}
    for behaviour in misbehaving.BEHAVIOURS.values():
        story = Story(behaviour.name, behaviour.about, init).sync(misbehaving.before().files())
        came = behaviour.files()
        told = None if behaviour.refused else behaviour.notices
        story.sync(came, misbehaving.LATER, refused=behaviour.refused, notices=told)
        for number, gives in behaviour.given.items():
            story.decide(number, misbehaving.LATER, gives=gives)
        if behaviour.refused:  # what was refused left nothing behind: the good continuation follows on what was known
            good = misbehaving.good().files(misbehaving.AGAIN)
            story.sync(good, misbehaving.AGAIN).decide(1, misbehaving.AGAIN, gives=False)
            story.decide(7, misbehaving.AGAIN, gives=not behaviour.quarantines)
        yield story


FAMILIES = {
    "notes": notes,
    "tiles": tiles,
    "entries": entries,
    "bodies": bodies,
    "folding": folding,
    "ages": ages,
    "misbehaving": misbehaviours,
}


def made() -> dict[str, str]:
    """The text of every file of vectors."""
    found = {}
    for name, stories in FAMILIES.items():
        about = (stories.__doc__ or "").strip()
        lines = ",\n".join(json.dumps(story.told(), ensure_ascii=False, separators=(",", ":")) for story in stories())
        head = f'{{"format":1,"about":{json.dumps(about)},"vectors":[\n'
        found[f"{name}.json"] = f"{head}{lines}\n]}}\n"
    return found


def main() -> int:
    """Write the files."""
    run.VECTORS.mkdir(exist_ok=True)
    for name, text in made().items():
        (run.VECTORS / name).write_text(text, "utf-8")
        print(f"{name}: {text.count(chr(10)) - 2} vectors, {len(text.encode()):,} bytes")
    return 0


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


if __name__ == "__main__":
    sys.exit(main())
