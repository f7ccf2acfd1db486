"""What the people of the demonstration do beside its cases: declare, rate alike, consult on criteria, audit, bring."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustlane.access.actors import Actor
    from trustlane.access.models import User
    from trustlane.programme.models import Case, ConsistencyRound, ReviewCall, Sample

SEED = 20_260_402
VALIDATORS = ("vera", "vito", "vida", "vance")
RATINGS = ("met", "recommendation", "minor", "major")  # from the mildest to the gravest

# What validators can do and speak, and why one of them keeps away from a firm.
SKILLS = (
    ("vera", "skill", "accounts"),
    ("vera", "language", "English"),
    ("vito", "skill", "seals and containers"),
    ("vito", "language", "English"),
    ("vito", "language", "French"),
    ("vida", "skill", "data security"),
    ("vida", "language", "English"),
    ("vida", "language", "Spanish"),
    ("vance", "skill", "seals and containers"),
    ("vance", "language", "English"),
)

# The next edition of the national list, made of the one in force.
OWN, NEXT = "national-2026", "national-2027"
ABOUT = """about: >-
  What the invented administration XA means to ask from next year on: periods are written out, mistakes have to be told,
  and working from elsewhere is covered.
"""
CHANGED = (
    ('edition: "2026"', 'edition: "2027"'),
    ("title: National programme; a short template to copy", "title: National programme of XA"),
    ("[three]", "three"),
    ("[four]", "four"),
    ("A.O3\n        of: operator\n        level: should", "A.O3\n        of: operator\n        level: must"),
)
ADDED = """
      - id: E.O5
        of: operator
        level: should
        text: Whoever works from elsewhere reaches the firm's systems over a protected line only.
        question: Does everybody who works from elsewhere reach your systems over a protected line only?
        guidance: >-
          A line that is protected by a password and a second proof is enough. A firm in which nobody works from
          elsewhere says so.
        evidence: [rule on working from elsewhere]
        weight: 1
        reference: Draft of the invented order on trusted traders, section 9
"""
FOR_ALL = "Order of the invented administration on payment, section 4: every importer may pay within thirty days."
CHAMBER, FORWARDERS = "Chamber of commerce of Gullhaven", "Forwarders' association"
PORTS = """
id: port-firms
edition: "2027"
title: Firms at the port; a first draft
about: What we might ask of firms with a site inside the port, beside the national list.
sections:
  - id: P
    title: Inside the port
    about: Goods that wait at the quay are watched by whoever has them.
    applies: {terminal: full, warehouse: full, carrier: full}
    items:
      - id: P.O1
        of: operator
        level: must
        text: The firm knows who was at its stacks at night.
        question: Do you know who was at your stacks at night?
        guidance: A list by the guard is enough, if it is kept every night.
        evidence: [list of the last month]
        weight: 2
        reference: First thoughts, no law yet
      - id: P.O2
        of: operator
        level: should
        text: Containers that wait longer than three days are looked at once a day.
        question: Do you look once a day at containers that wait longer than three days?
        guidance: Write down the number of the container and of its seal.
        evidence: [list of the last week]
        weight: 1
        reference: First thoughts, no law yet
"""

# Cases of the office that joins the programme, as its spreadsheet has them; one line is wrong, one day is not known.
ARRIVING = """\
Case number,Name,TIN,Certificate number,Stage,Scope,Roles,Submitted on,Granted on,Valid from
S-14,Marrow & Sons Ltd,XA800000014,XA-OLD-0014,active,both,importer,{a},{b},{c}
S-15,Pebble Freight Ltd,XA800000015,XA-OLD-0015,active,compliance,forwarder,{a},unknown,{c}
S-17,Larkspur Mills Ltd,XA800000017,XA-OLD-0017,active,both,"manufacturer, exporter",{a},{b},{c}
S-18,Teasel Storage Ltd,XA800000018,XA-OLD-0018,suspended,security,warehouse,{a},{b},{c}
S-21,Quince Traders Ltd,XA800000021,,under review,both,importer,{d},,
S-22,Sorrel Exports Ltd,XA800000022,,visit planned,both,exporter,{d},,
S-23,Tansy Lines Ltd,XA800000023,,{word},both,carrier,{d},,
"""
UPLOADS = (("saltpocket-cases.csv", "asleep", 3), ("saltpocket-cases-mended.csv", "visit planned", 2))


def qualify(users: Mapping[str, User], officer: Actor, today: date, stranger: str) -> None:
    """Say what the validators can do, when one of them is away, and which firm one of them keeps away from, if any."""
    from trustlane.programme import actions

    begun = _at(today, 769, 9)
    for name, kind, value in SKILLS:
        actions.declare(person=users[name], kind=kind, value=value, by=officer, at=begun)
    if stranger:
        actions.declare(
            person=users["vance"],
            kind="conflict",
            value=stranger,
            reason="Worked there for two years before joining customs.",
            by=officer,
            at=begun,
        )
    for ago, length, why in ((150, 12, "Course in data security."), (-6, 11, "Annual leave.")):
        first = today - timedelta(days=ago)
        actions.declare(
            person=users["vida"],
            kind="absence",
            first=first,
            last=first + timedelta(days=length),
            reason=why,
            by=officer,
            at=_at(today, max(ago, 0) + 20),
        )


def measures(officer: Actor, decider: Actor, today: date) -> None:
    """What every operator of the invented country has anyhow, told by one and agreed to by another."""
    from trustlane.programme import actions

    proposal = actions.propose_measures(letters=("d",), reason=FOR_ALL, by=officer, at=_at(today, 400))
    actions.agree_measures(proposal=proposal, by=decider, at=_at(today, 398))


def rounds(actors: Mapping[str, Actor], today: date) -> None:
    """Two rounds of rating alike: one is closed and can be read, in one Vera's ratings are still awaited."""
    from trustlane.programme import actions

    chance = Random(SEED)  # noqa: S311 - nothing rests on it
    decider = actors["dina"]
    before = _written(before=_at(today, 60))
    closed = _round("When is a gap a major one? Gates and seals", before[:3], decider, actors, _at(today, 52))
    for name in VALIDATORS:
        _rate(closed, actors[name], name, _at(today, 50), chance)
    actions.close_round(round=closed, by=decider, at=_at(today, 43))
    recent = [case for case in _written(before=_at(today, 8)) if case not in before[:3]]
    running = _round("Recommendation or minor gap?", recent[-3:], decider, actors, _at(today, 6))
    for name, share in (("vito", 1.0), ("vida", 1.0), ("vance", 0.5)):
        _rate(running, actors[name], name, _at(today, 4), chance, share)


def _written(*, before: datetime) -> list[Case]:
    """Cases with findings in words, written before an instant and none after it."""
    from trustlane.programme.models import Case, Finding

    later = Finding.objects.filter(at__gte=before).values("case")
    found = Finding.objects.filter(at__lt=before, rating__in=("minor", "major")).values("case")
    return list(Case.objects.filter(pk__in=found).exclude(pk__in=later).order_by("pk"))


def _round(title: str, cases: Sequence[Case], by: Actor, actors: Mapping[str, Actor], at: datetime) -> ConsistencyRound:
    from trustlane.programme import actions

    raters = [actors[name].person for name in VALIDATORS]
    return actions.open_round(title=title, cases=cases, raters=raters, by=by, at=at)


def _rate(round: ConsistencyRound, by: Actor, name: str, at: datetime, chance: Random, share: float = 1.0) -> None:
    """Rate the first items of a round as this validator would; Vance is stricter than the others."""
    from trustlane.programme import actions
    from trustlane.programme.models import Finding

    for place, item in enumerate(round.items):
        if place >= share * len(round.items):
            return
        rated = Finding.objects.filter(case__reference=item["case"], item=item["criterion"]).exclude(text="")
        usual = RATINGS.index(rated.order_by("-pk").values_list("rating", flat=True)[0])
        strictness = 1 if chance.random() < (0.6 if name == "vance" else 0.15) else 0
        strictness -= 1 if name == "vida" and chance.random() < 0.2 else 0
        rating = RATINGS[min(max(usual + strictness, 0), len(RATINGS) - 1)]
        why = "Nobody could have noticed it." if strictness > 0 else ""
        actions.rate_alike(
            round=round, item=item["item"], rating=rating, why=why, by=by, at=at + timedelta(minutes=9 * place)
        )


def editions(actors: Mapping[str, Actor], today: date, agency: str) -> None:
    """The next national list is out for comments; another list is being drafted."""
    from trustlane.criteria import actions

    officer = actors["cara"]
    edition = actions.load(data=next_words().encode(), file_name=f"{NEXT}.yaml", by=officer, at=_at(today, 34))
    until = today + timedelta(days=12)
    actions.consult(edition=edition, bodies=[agency, CHAMBER, FORWARDERS], until=until, by=officer, at=_at(today, 25))
    taken = actions.comment(
        edition=edition,
        item="A.O3",
        text="Say within how many days a mistake has to be told; ten working days is what our own law asks.",
        by=actors["fern"],
        at=_at(today, 16),
    )
    actions.comment(
        edition=edition,
        item="E.O5",
        text="Inspectors of ours work at firms over their lines. Please name them as an exception.",
        by=actors["fern"],
        at=_at(today, 16, 11),
    )
    actions.enter_letter(
        edition=edition,
        body=CHAMBER,
        item="",
        text="Small firms ask for a year before the new list counts for them.",
        letter=f"Letter of {today - timedelta(days=9)}, our number 218",
        by=officer,
        at=_at(today, 7),
    )
    actions.reply(
        comment=taken,
        outcome="taken",
        text="Ten working days it will be; the words are changed once the consultation is closed.",
        by=officer,
        at=_at(today, 5),
    )
    actions.load(data=PORTS.encode(), file_name="port-firms-2027.yaml", by=actors["cole"], at=_at(today, 11))


def next_words() -> str:
    """The file of the next national list."""
    from trustlane.criteria import queries

    words = queries.words(OWN) or ""
    for old, new in CHANGED:
        words = words.replace(old, new)
    return re.sub(r"about: >-\n.*?(?=sections:)", ABOUT, words, count=1, flags=re.DOTALL).rstrip() + ADDED


def audit(auditor: Actor, today: date) -> Sample:
    """Six decisions of two years, drawn by a seed that was thrown with dice; four were followed to the end."""
    from trustlane.programme import actions
    from trustlane.programme.models import SampledCase
    from trustlane.programme.queries.sampling import BY_OUTCOME_AND_OFFICER, Population

    period = Population(first=today - timedelta(days=730), last=today - timedelta(days=15), kind="granted")
    sample = actions.draw_sample(
        population=period,
        size=6,
        seed="six dice, thrown before two witnesses: 4 1 6 2 2 5",
        typed=True,
        strata=BY_OUTCOME_AND_OFFICER,
        by=auditor,
        at=_at(today, 12),
    )
    drawn = SampledCase.objects.filter(sample=sample).order_by("place")
    notes = ("", "The agenda of the visit names a warehouse of which the report says nothing.", "", "")
    for place, (one, note) in enumerate(zip(drawn, notes, strict=False)):
        verdict = "finding" if note else "in_order"
        actions.look(sampled=one, verdict=verdict, note=note, by=auditor, at=_at(today, 11, 9 + place))
    return sample


def arrival(by: Actor, today: date, office: str, preset: str) -> None:
    """The spreadsheet of an office that joins the programme, uploaded with a mistake, then mended.

    It waits for a second person to apply it.
    """
    from trustlane.programme import actions

    days = {name: today - timedelta(days=ago) for name, ago in (("a", 900), ("b", 800), ("c", 795), ("d", 60))}
    for name, word, ago in UPLOADS:
        actions.upload_migration(
            file_name=name,
            data=ARRIVING.format(**days, word=word).encode(),
            on=today - timedelta(days=3),
            office=office,
            preset=preset,
            by=by,
            at=_at(today, ago),
            told={"monitored": 3, "suspended": 1, "desk_review": 1, "validation_planned": 2},
        )


def review(call: ReviewCall, by: Actor | User, at: datetime) -> None:
    """Say what came of looking at a holder anew."""
    from trustlane.programme import actions

    actions.answer_review(
        call=call,
        outcome="in_order",
        reason="The goods came with one order of one supplier. We went through its papers with the firm, which asked "
        "the supplier to change them and looks at each of its consignments since.",
        by=by,
        at=at,
    )


def _at(today: date, ago: int, hour: int = 9) -> datetime:
    return datetime.combine(today - timedelta(days=ago), time(hour), UTC)
