"""The arrangements of the demonstration: laid in by the deeds of the desk, on either side as that side sees it.

Those in force have gone the whole way: plan, comparison, joint visits, procedures, signature, a first evaluation. The
one that is tried stands at its pilot. One partner runs no node and sends a spreadsheet a month.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import segno
import yaml

from trustlane.cli.demo_firms import firm
from trustlane.config.demonstration import BY_SPREADSHEET, IN_FORCE, NEIGHBOURS, PILOT, Neighbour
from trustlane.recognition.terms import INWARD, OUTWARD

if TYPE_CHECKING:
    from trustlane.access.models import User
    from trustlane.recognition.models import Arrangement, Comparison, Partner
    from trustlane.standing.facts import StandingFact

DONE = "demonstration.arrangements"
BEGAN = timedelta(days=640)  # ago, all of them
LISTED = timedelta(days=9)  # ago, a list by spreadsheet
PERIOD_MINUTES = 4  # so short that one can watch a benefit fade: the time is signed every minute
OURS = "national-2026"
EDITION = "2026"  # of the partner's programme
FIRST = Neighbour("XA", "Demonstration Customs", ())

# Days since it began, and what is said; those in force go on where the pilot ends.
TO_PILOT = (
    ("begin_plan", 60, "Both programmes ask for security and compliance; the laws of both allow recognition."),
    ("begin_comparison", 120, "The plan was agreed in two meetings: six months, in English, two contact points each."),
    ("begin_visits", 240, ""),
    ("begin_procedures", 330, "Four firms were visited together, two on each side; both teams came to one view."),
)
TO_OPERATION = (
    ("complete_procedures", 430, "Three months of trial: 412 entries, no removal later than nine seconds."),
    ("propose_signature", 450, "The terms are those both delegations left the room with."),
    ("sign", 452, "Signed by the heads of both administrations."),
    ("evaluate", 600, "Of consignments that named a partner's operator, 61 in a hundred met its status by number."),
)
# What the partner's programme asks for, which item of ours it is read by, how, and what the desk made of that.
ASKS = (
    ("A.1", "The firm complies with customs and tax law.", "A.O1", "equal", "Both ask for the record of three years."),
    ("A.2", "Records show each consignment from order to release.", "B.O1", "equal", "Both follow a consignment."),
    ("A.3", "The firm pays what it owes.", "C.O1", "equal", "Both ask for solvency."),
    ("A.4", "Whoever declares knows the rules.", "D.O1", "covers", "Ours asks for a deputy beside it."),
    ("A.5", "The firm locks its site and its containers.", "E.O1", "overlaps", "Theirs speaks of seals as well."),
    ("A.6", "The firm knows whom it deals with.", "E.O4", "overlaps", "Theirs names hauliers alone."),
)
REMEDY = "Looked at in each validation until the next edition of the programme says so."


def lay(own: str, *, at: datetime) -> bool:
    """Lay this side's arrangements in, if they are not there yet; whether they were. Its people are there already."""
    from django.db import transaction

    from trustlane.access.models import User
    from trustlane.access.queries import actor_of
    from trustlane.access.roles import Role
    from trustlane.config.demonstration import PEOPLE
    from trustlane.ledger.actions import record
    from trustlane.ledger.queries import story
    from trustlane.ledger.subjects import Subject

    mark = Subject("demonstration", "arrangements")
    with transaction.atomic():
        if story(mark):
            return False
        users = {user.username: user for user in User.objects.filter(username__in=[one.username for one in PEOPLE])}
        if not actor_of(users["mara"], at=at - BEGAN).holds(Role.MRA_DESK):
            return False  # a demonstration that an earlier version laid in, with younger houses, stays as it was
        for partner, signed in with_whom(own):
            Laying(own, partner, users, at).tell(signed=signed)
        if own == FIRST.code:
            _by_file(BY_SPREADSHEET, users, at)
        record(verb=DONE, actor="system:demonstration", subjects=[mark], at=at)
    return True


def with_whom(own: str) -> Iterator[tuple[Neighbour, bool]]:
    """With whom an administration has an arrangement, and whether it is signed."""
    known = {one.code: one for one in (FIRST, *NEIGHBOURS)}
    for pairs, signed in ((IN_FORCE, True), (PILOT, False)):
        for pair in pairs:
            if own in pair:
                yield known[next(code for code in pair if code != own)], signed
    if own == FIRST.code:
        yield BY_SPREADSHEET, True


def terms(told_by: str, *, scope: tuple[str, ...], by_spreadsheet: bool) -> dict[str, Any]:
    """What is agreed for operators of an administration with its partner."""
    ages = {"preset": "periodic", "days": 31} if by_spreadsheet else {"preset": "periodic", "minutes": PERIOD_MINUTES}
    every = {"what": "list", "every": "month", "within": 5}
    return {
        "scope": list(scope),
        "roles": ["importer", "exporter", "manufacturer"],
        "benefits": ["fewer_examinations", "priority_examination", "contact_point", "recovery_priority"],
        "fields": ["legal_name", "roles", "identifiers", "valid_to"],
        "ages": ages,
        "additions": 20_000,
        "numbers": {
            "kind": "TIN",
            "pattern": f"{told_by}[0-9]{{9}}",
            "declared_as": "exporter",
            "translates": "nobody",
        },
        "owes": [
            {"what": "removal_notice", "every": "event", "within": 24 if by_spreadsheet else 1},
            {"what": "figures", "every": "month", "within": 10},
            *([every] if by_spreadsheet else []),
        ],
    }


class Laying:
    """One arrangement as it is told, on one side: Mara keeps it, Milo is the second of the desk, Dora signs."""

    def __init__(self, own: str, partner: Neighbour, users: Mapping[str, User], now: datetime) -> None:
        self.own, self.partner, self.users = own, partner, users
        self.now, self.began = now, now - BEGAN
        self.by = users["mara"]

    def tell(self, *, signed: bool) -> None:
        """From the first talk to where it is now."""
        from trustlane.recognition import actions

        self.arrangement: Arrangement = actions.open_arrangement(
            title=f"Recognition with {self.partner.name}",
            partners=f"{self.partner.code} {self.partner.name}",
            plurilateral=False,
            by=self.by,
            at=self.began,
        )
        self._people()
        self._paper("legal_basis", 10)
        for name, day, said in TO_PILOT:
            if name == "begin_visits":
                self._compare(130)
            self._move(name, day, said)
        self._meeting(
            115, "Scope: security for every firm, compliance where both inspect it. Next meeting at our office."
        )
        self._paper("work_plan", 121)
        self._paper("visit_report", 331)
        self._terms(400)
        if not signed:
            self._task("Send the figures of the second month of the pilot", "milo", self.now + timedelta(days=12))
            return
        self._paper("pilot", 425)
        for name, day, said in TO_OPERATION:
            self._move(name, day, said, by=self.users["dora"] if name == "sign" else None)
        self._paper("agreement", 453)
        self._task("Prepare the yearly meeting to evaluate", "mara", self.now + timedelta(days=40))

    def _on(self, day: int, hour: int = 0) -> datetime:
        return self.began + timedelta(days=day, hours=hour)

    def _move(self, name: str, day: int, reason: str, by: User | None = None) -> None:
        from trustlane.recognition import actions

        actions.move(name, arrangement=self.arrangement, by=by or self.by, at=self._on(day), reason=reason)
        self.arrangement.refresh_from_db()

    def _people(self) -> None:
        from trustlane.recognition import actions

        code = self.partner.code
        host = f"{code.lower()}.example"
        for partner, purpose, name, mailbox, telephone in (
            (code, "desk", "Their mutual recognition desk", f"mra@{host}", ""),
            (code, "incidents", "Their officer on duty", f"duty@{host}", "+00 0000 0000"),
            ("", "desk", "Mara Sorrel", "mara@example.org", ""),
        ):
            actions.add_contact(
                arrangement=self.arrangement,
                partner=partner,
                purpose=purpose,
                name=name,
                mailbox=mailbox,
                telephone=telephone,
                by=self.by,
                at=self._on(5),
            )

    def _paper(self, kind: str, day: int) -> None:
        from trustlane.recognition import actions

        picture = io.BytesIO()
        said = f"An invented document of {self.own} and {self.partner.code}: {kind}"
        segno.make(said).save(picture, kind="png", scale=6)
        picture.seek(0)
        actions.keep_paper(
            arrangement=self.arrangement,
            kind=kind,
            name=f"{kind.replace('_', '-')}-{self.partner.code.lower()}.png",
            media_type="image/png",
            stream=picture,
            speaks_of=self._on(day).date(),
            by=self.by,
            at=self._on(day, 1),
        )

    def _meeting(self, day: int, text: str) -> None:
        from trustlane.recognition import actions

        actions.keep_minutes(
            arrangement=self.arrangement,
            held_on=self._on(day).date(),
            place=self.partner.name,
            present=f"{self.own}: Mara Sorrel, Milo Birdsfoot\n{self.partner.code}: their desk",
            text=text,
            by=self.by,
            at=self._on(331),
        )

    def _task(self, title: str, owner: str, due: datetime) -> None:
        from trustlane.recognition import actions

        actions.add_task(
            arrangement=self.arrangement,
            title=title,
            owner=self.users[owner].pk,
            due=due.date(),
            by=self.by,
            at=self.now - timedelta(days=20),
        )

    def _compare(self, day: int) -> None:
        """Our programme beside theirs, every item judged: what is not the same, with its remedy."""
        from trustlane.recognition import actions
        from trustlane.recognition.queries import comparisons

        for file in (catalogue(self.partner), crosswalk(self.partner)):
            actions.import_file(
                data=file.encode(), file_name=f"{self.partner.code.lower()}.yaml", by=self.by, at=self._on(day)
            )
        held: Comparison = actions.open_comparison(
            partner=self._partner(), ours=OURS, theirs=f"{_id(self.partner)}-{EDITION}", by=self.by, at=self._on(day, 2)
        )
        for one in comparisons.comparison_file(held, at=None).judged:
            direction, item = one.line.key
            verdict = one.line.proposed or "gap"
            actions.judge(
                comparison=held,
                direction=direction,
                item=item,
                verdict=verdict,
                remedy="" if verdict == "compatible" else REMEDY,
                evidence="Read at the joint meeting.",
                by=self.by,
                at=self._on(day + 60),
            )

    def _partner(self) -> Partner:
        from trustlane.recognition.queries import arrangements

        found = arrangements.partner(self.arrangement, self.partner.code)
        assert found is not None
        return found

    def _terms(self, day: int) -> None:
        """Theirs with us count for security alone; what ours get there says their side."""
        from trustlane.recognition import actions

        sheet = self.partner == BY_SPREADSHEET
        for direction, told_by in ((INWARD, self.partner.code), (OUTWARD, self.own)):
            actions.draft_terms(
                arrangement=self.arrangement,
                partner=self.partner.code,
                direction=direction,
                words=terms(told_by, scope=("security",), by_spreadsheet=sheet),
                by=self.by,
                at=self._on(day),
            )


def _id(partner: Neighbour) -> str:
    return f"{partner.name.rsplit(' ', 1)[-1].lower()}-aeo"


def catalogue(partner: Neighbour) -> str:
    """The programme of an invented administration, as a catalogue of criteria."""
    items = [
        {"id": item, "of": "operator", "level": "must", "text": text, "weight": 2, "reference": f"Act 7, {item}"}
        for item, text, *_ in ASKS
    ]
    applies = {"importer": "full", "exporter": "full", "manufacturer": "full"}
    section = {"id": "A", "title": "What is asked", "about": "All of it.", "applies": applies, "items": items}
    told = {
        "id": _id(partner),
        "edition": EDITION,
        "title": f"AEO programme of {partner.name}",
        "about": "An invented programme of an invented administration.",
        "sections": [section],
    }
    return str(yaml.safe_dump(told, sort_keys=False))


def crosswalk(partner: Neighbour) -> str:
    """How that programme and ours are read beside each other."""
    family, _, edition = OURS.rpartition("-")
    links = [{"from": item, "relation": how, "to": ours, "why": why} for item, _, ours, how, why in ASKS]
    told = {
        "from": {"catalogue": _id(partner), "edition": EDITION},
        "to": {"catalogue": family, "edition": edition},
        "about": "How the two desks read the programmes beside each other.",
        "links": links,
    }
    return str(yaml.safe_dump(told, sort_keys=False))


def _by_file(partner: Neighbour, users: Mapping[str, User], at: datetime) -> None:
    """Its list of the month, brought by one and applied by another; what it told by telephone waits for a second."""
    from trustlane.recognition.actions.by_file import apply_received, bring_list
    from trustlane.recognition.actions.calls import enter_call
    from trustlane.recognition.queries.received import looked
    from trustlane.standing import exports

    came = at - LISTED
    received = bring_list(
        partner=partner.code,
        file_name=f"{partner.code.lower()}-{came:%Y-%m}.xlsx",
        data=exports.xlsx(_said(partner, came)),
        speaks_of=came.date(),
        received_on=came.date(),
        came_by="email",
        sender=f"aeo@{partner.code.lower()}.example",
        complete=True,
        by=users["mara"],
        at=came,
    )
    seen = looked(received.upload, at=came).preview.digest
    apply_received(received=received, seen=seen, by=users["milo"], at=came + timedelta(hours=2))
    enter_call(
        partner=partner.code,
        operator=_tin(partner, 1),
        caller=f"The duty officer of {partner.name}",
        telephone="+00 555 0199",
        told_at=at - timedelta(hours=5),
        called_back=True,
        said="Its seals were found broken; the firm is heard next week. Called back on the number that was agreed.",
        by=users["mara"],
        at=at - timedelta(hours=4),
    )


def _tin(partner: Neighbour, number: int) -> str:
    return f"{partner.code}9{number:08d}"


def _said(partner: Neighbour, at: datetime) -> list[StandingFact]:
    """Its firms: no sender of the invented country comes from there."""
    from trustlane.parties.identifiers import Identifier

    told = [firm(partner, number, "valid", at) for number in range(1, len(partner.firms) + 1)]
    tins = [_tin(partner, number) for number in range(1, len(told) + 1)]
    return [
        replace(one, operator=tin, identifiers=(Identifier("TIN", tin),)) for one, tin in zip(told, tins, strict=True)
    ]
