"""Catalogues, crosswalks and questions, those that ship and our own; where each stands on a day; what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from django.db.models import Count, Q, QuerySet

from trustlane import written
from trustlane.access.actors import person_of
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.models import User
from trustlane.criteria import kinds
from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.crosswalk import Crosswalk
from trustlane.criteria.kinds import Content, Kind
from trustlane.criteria.library import Asked, files, shipped
from trustlane.criteria.lifecycle import LOAD, LOAD_SAYS, MOVES, Adopted, Phase, Stage, phases
from trustlane.criteria.models import Body, Comment, Edition, Event, Wording
from trustlane.criteria.permits import Permission
from trustlane.criteria.question import QuestionFile
from trustlane.criteria.questionnaire.questions import Questions, bind

SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Card:
    """One of our own on the list of catalogues, or a catalogue that ships."""

    kind: str
    name: str
    family: str
    title: str
    stage: str  # a stage, or `shipped`
    phase: str  # of one that is adopted or ships; else ""
    begins: date | None
    until: date | None
    before: str
    comments: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of an edition."""

    number: int
    move: str
    says: str
    person: int
    by_name: str
    at: datetime
    reason: str
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class Said:
    """One comment, and its answer where there is one."""

    id: int
    body: str
    item: str  # "" for the whole
    text: str
    channel: str
    letter: str
    by_name: str
    at: datetime
    outcome: str  # "" while it is not answered
    reply: str
    replied_by: str
    replied_at: datetime | None


def catalogue(name: str) -> Catalogue:
    """The catalogue of that name: one that ships, else an edition with the words that count. Raises KeyError."""
    found = shipped().catalogues.get(name)
    return questions(name).catalogue if found is None else found


def questions(name: str) -> Questions:
    """What is asked under the catalogue of that name by the files it came with. Raises KeyError."""
    found = shipped().questions.get(name)
    if found is not None:
        return found
    edition = Edition.objects.filter(name=name, kind=Kind.CATALOGUE).first()
    if edition is None:
        raise KeyError(name)
    return wording(edition)


def questions_on(name: str, *, on: date) -> Questions:
    """What whoever begins that day is asked under the catalogue of that name: by our own questions where there are.

    Raises KeyError.
    """
    return questions_called(name, asks_on(name, on=on))


def asks_on(name: str, *, on: date) -> str:
    """How the questions are called that whoever begins that day is asked under the catalogue of that name.

    Our own come before those that ship, whenever these begin; where nobody wrote any, they are called as the catalogue.
    Raises KeyError.
    """
    own = _own_questions(name, on)
    if own is not None:
        return own.name
    return shipped().asked_on(name, on).name if name in shipped().catalogues else catalogue(name).name


def questions_called(name: str, asks: str) -> Questions:
    """The questions of that name to a catalogue, as `asks_on` told it once. Raises KeyError where they are gone."""
    ships = next((one for one in shipped().editions.get(name, ()) if one.name == asks), None)
    if ships is not None:
        return ships.questions
    if asks == name:
        return questions(name)
    own = Edition.objects.filter(name=asks, kind=Kind.QUESTIONS, family=kinds.questions_to(name)).first()
    if own is None:
        raise KeyError(asks)
    return _asked(name, own.name, *_kept(own))


def questions_before_names(name: str, *, on: date) -> Questions:
    """What was asked of whoever began that day, when a case did not keep yet how its questions are called.

    Then no file that ships had a day; those that have one came later, whatever day it is. Raises KeyError.
    """
    own = _own_questions(name, on)
    if own is not None:
        return questions_called(name, own.name)
    return shipped().asked_on(name, date.min).questions if name in shipped().catalogues else questions(name)


def _own_questions(name: str, on: date) -> Edition | None:
    return _begun(Kind.QUESTIONS, on).filter(family=kinds.questions_to(name)).last()


def crosswalks(*, on: date) -> dict[str, Crosswalk]:
    """The crosswalks that count on a day, by name: those that ship, and our own beside them or in their place."""
    found = {kinds.family(one): (one.name, one) for one in shipped().crosswalks}
    for own in _begun(Kind.CROSSWALK, on):
        content = written_in(own)
        assert isinstance(content, Crosswalk)
        found[own.family] = (own.name, content)
    return dict(found.values())


def relatable() -> dict[str, Catalogue]:
    """The catalogues that a crosswalk or questions can be written for, by name: they ship, or were adopted."""
    ours = Edition.objects.filter(kind=Kind.CATALOGUE, stage=Stage.ADOPTED)
    return shipped().catalogues | {one.name: wording(one).catalogue for one in ours}


def _begun(kind: Kind, on: date) -> QuerySet[Edition]:
    return Edition.objects.filter(kind=kind, stage=Stage.ADOPTED, begins__lte=on).order_by("begins", "pk")


def known(name: str) -> Questions | None:
    """What is asked under the catalogue of that name; None where there is none, or no longer."""
    try:
        return questions(name)
    except KeyError:
        return None


def wording(edition: Edition, number: int | None = None) -> Questions:
    """What an edition of a catalogue asks, by the wording of that number or the one that counts."""
    return _wording(edition.name, *_kept(edition, number))


def written_in(edition: Edition) -> Content:
    """What the wording that counts says: a catalogue, a crosswalk or questions."""
    return _content(Kind(edition.kind), edition.name, *_kept(edition))


def _kept(edition: Edition, number: int | None = None) -> tuple[int, str]:
    kept = Wording.objects.filter(edition=edition, number=number or edition.wording)
    return kept.values_list("pk", "digest").get()


# A wording is never changed, so that what was read from it stays true; the digest tells databases apart. It was
# checked as a whole when it was uploaded, so that only its shape is read again.
@lru_cache(maxsize=64)
def _content(kind: Kind, name: str, key: int, digest: str) -> Content:
    words = Wording.objects.get(pk=key, digest=digest).words
    return written.read(words, kinds.SHAPES[kind], where=f"{name}.yaml")[0]


@lru_cache(maxsize=64)
def _wording(name: str, key: int, digest: str) -> Questions:
    content = _content(Kind.CATALOGUE, name, key, digest)
    assert isinstance(content, Catalogue)
    return bind(content)


@lru_cache(maxsize=64)
def _asked(catalogue_name: str, name: str, key: int, digest: str) -> Questions:
    content = _content(Kind.QUESTIONS, name, key, digest)
    assert isinstance(content, QuestionFile)
    return bind(catalogue(catalogue_name), content)


def successors(edition: Edition) -> dict[str, str]:
    """Which item of the edition before is followed by which, as its words that count say."""
    kept = Wording.objects.get(edition=edition, number=edition.wording).successors
    return {str(old): str(new) for old, new in kept.items()}


def words(name: str) -> str | None:
    """The file of that name: one that ships, else the words of our own that count; None where there is none."""
    if ships(name):
        return files()[f"{name}.yaml"]
    edition = edition_named(name)
    return None if edition is None else Wording.objects.get(edition=edition, number=edition.wording).words


def ships(name: str) -> bool:
    """Whether a file of that name ships: a catalogue, a crosswalk or questions, such as safe-2025.questions."""
    return f"{name}.yaml" in _shipped_files()


@cache
def _shipped_files() -> frozenset[str]:
    return frozenset(files())


def edition_named(name: str) -> Edition | None:
    """The edition, the crosswalk or the questions of our own of that name."""
    return Edition.objects.filter(name=name).first()


def family(of: str, *, on: date) -> dict[str, Phase]:
    """Where each edition of a family stands on a day; those that ship come before all that were adopted here."""
    return _phases(of, Edition.objects.filter(family=of, stage=Stage.ADOPTED).order_by("begins", "pk"), on)


def _phases(of: str, ours: Iterable[Edition], on: date) -> dict[str, Phase]:
    own = [Adopted(one.name, _day(one.begins), _last(one)) for one in ours]
    first = min((one.begins for one in own), default=date.max)
    ship = [Adopted(name, date.min, date.min) for name in _shipped_of(of)]
    # Questions that ship with a day on which our own count already never count here.
    ship += [Adopted(one.name, one.begins, date.min) for one in _files_of_questions(of) if one.begins < first]
    return phases([*ship, *own], on)


def next_name(of: str) -> str:
    """How the next crosswalk or questions of a family are called."""
    ship = len(_shipped_of(of)) + len(_files_of_questions(of))
    return kinds.called(of, ship + Edition.objects.filter(family=of).count() + 1)


def _shipped_of(family: str) -> list[str]:
    ship = [name for name, one in shipped().catalogues.items() if one.id == family]
    ship += [one.name for one in shipped().crosswalks if kinds.family(one) == family]
    return sorted(ship)


def _files_of_questions(family: str) -> list[Asked]:
    """The files of questions of a family that ship, the earliest first."""
    beside = (name for name in shipped().catalogues if kinds.questions_to(name) == family)
    return [one for name in beside for one in shipped().editions[name] if one.name != name]


def _last(edition: Edition) -> date:
    """The last day of the transition; where no catalogue changes there is none, and it ends before it begins."""
    return _day(edition.until) if edition.kind == Kind.CATALOGUE else _day(edition.begins) - timedelta(days=1)


def newest(of: str) -> str:
    """The edition of a family that the next one follows: the one that is adopted last; "" where there is none."""
    known = family(of, on=date.max)
    return next((name for name, phase in known.items() if phase is Phase.IN_FORCE), "")


def current(name: str, *, on: date) -> str:
    """The edition by which a new application is assessed that day: of the family of a catalogue, the one in force."""
    known = family(catalogue(name).id, on=on)
    return next((one for one, phase in known.items() if phase is Phase.IN_FORCE), name)


def in_use(names: Iterable[str], *, on: date) -> dict[str, Catalogue]:
    """Of the catalogues an administration names, the edition of each family that is in force that day, by name.

    In the order in which they are named. One that there is not, or none of whose editions is in force, is left out.
    """
    there = usable(on=on)
    editions = (current(name, on=on) for name in names if known(name))
    return {edition: catalogue(edition) for edition in editions if edition in there}


def phase_of(name: str, *, on: date) -> Phase | None:
    """Where a catalogue that ships, or anything of our own, stands on a day; None for what is not adopted."""
    own = edition_named(name)
    return family(own.family if own else catalogue(name).id, on=on).get(name)


def submittable(name: str, *, on: date) -> bool:
    """Whether an application under that edition may be submitted on a day: it is in force, or in transition."""
    return phase_of(name, on=on) in (Phase.IN_FORCE, Phase.TRANSITION)


def usable(*, on: date) -> dict[str, str]:
    """The catalogues a new application can be assessed by that day, by name, with their titles."""
    found = {}
    ours: dict[str, list[Edition]] = {one.id: [] for one in shipped().catalogues.values()}
    adopted = Edition.objects.filter(kind=Kind.CATALOGUE, stage=Stage.ADOPTED)
    for edition in adopted.order_by("begins", "pk"):
        ours.setdefault(edition.family, []).append(edition)
    for of, editions in ours.items():
        for name, phase in _phases(of, editions, on).items():
            if phase is Phase.IN_FORCE:
                found[name] = catalogue(name).title
    return dict(sorted(found.items()))


def cards(*, by: Someone, at: datetime, on: date) -> tuple[Card, ...]:
    """Every edition this person may see: our own, the newest first, then what ships."""
    seen = in_force().visible(by, Permission.SEE_EDITION, Edition.objects.all(), at)
    counted = seen.annotate(
        said=Count("comments", distinct=True),
        answered=Count("comments", filter=Q(comments__reply__isnull=False), distinct=True),
    ).order_by("-pk")
    known: dict[str, dict[str, Phase]] = {}
    found = []
    for one in counted:
        stands = known.setdefault(one.family, family(one.family, on=on))
        found.append(
            Card(
                one.kind, one.name, one.family, kinds.title(written_in(one)), one.stage,
                stands.get(one.name, Phase.COMING) if one.stage == Stage.ADOPTED else "", one.begins, one.until,
                one.before, one.said, one.said - one.answered,
            )
        )  # fmt: skip
    for name, ship in shipped().catalogues.items():
        stands = known.setdefault(ship.id, family(ship.id, on=on))
        found.append(Card(Kind.CATALOGUE, name, ship.id, ship.title, SHIPPED, stands[name], None, None, "", 0, 0))
    return tuple(found)


def history(edition: Edition) -> tuple[Happened, ...]:
    """What happened to an edition, the newest first."""
    rows = Event.objects.filter(edition=edition).select_related("person").order_by("-number")
    return tuple(
        Happened(
            row.number,
            row.move,
            LOAD_SAYS if row.move == LOAD else MOVES[row.move].says,
            row.person_id,
            row.person.full_name,
            row.at,
            row.reason,
            dict(row.data),
        )
        for row in rows
    )


def bodies(edition: Edition) -> tuple[Body, ...]:
    """The bodies that were asked the last time."""
    last = Event.objects.filter(edition=edition, move="consult").order_by("-number").first()
    return () if last is None else tuple(Body.objects.filter(asked_in=last).order_by("name"))


def body_of(edition: Edition, agencies: frozenset[str]) -> Body | None:
    """The body for which somebody who answers for these agencies comments."""
    return next((one for one in bodies(edition) if one.name in agencies), None)


def comments(edition: Edition, *, of: Sequence[str] | None = None) -> tuple[Said, ...]:
    """What was said of an edition, item by item, by all bodies or by some."""
    rows = Comment.objects.filter(edition=edition).select_related("body", "reply").order_by("pk")
    if of is not None:
        rows = rows.filter(body__name__in=of)
    people: set[int] = set()
    found = list(rows)
    for row in found:
        people |= {person_of(row.by)} | ({person_of(row.reply.by)} if hasattr(row, "reply") else set())
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))
    order = {item: place for place, item in enumerate(["", *kinds.places(written_in(edition))])}
    said = []
    for row in found:
        reply = getattr(row, "reply", None)
        said.append(
            Said(
                row.pk, row.body.name, row.item, row.text, row.channel, row.letter, names.get(person_of(row.by), ""),
                row.at, reply.outcome if reply else "", reply.text if reply else "",
                names.get(person_of(reply.by), "") if reply else "", reply.at if reply else None,
            )
        )  # fmt: skip
    return tuple(sorted(said, key=lambda one: (order.get(one.item, len(order)), one.id)))


def comment(edition: Edition, number: int) -> Comment | None:
    """One comment on an edition."""
    return Comment.objects.filter(edition=edition, pk=number).first() if number < 1 << 62 else None


def _day(day: date | None) -> date:
    return date.max if day is None else day
