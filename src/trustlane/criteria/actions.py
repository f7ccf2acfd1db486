"""What is done with a catalogue, crosswalk or questions of our own: load, revise, consult, comment, answer, adopt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from trustlane import written
from trustlane.access.actors import Actor
from trustlane.access.evaluator import Someone, in_force
from trustlane.access.roles import Role
from trustlane.clock.zones import day_of
from trustlane.criteria import kinds, lifecycle, queries, reading
from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.crosswalk import Crosswalk
from trustlane.criteria.kinds import Content, Kind
from trustlane.criteria.labels import OUTCOMES
from trustlane.criteria.library import shipped
from trustlane.criteria.lifecycle import LOAD, MOVES, Hand, Stage, target_of
from trustlane.criteria.models import Body, Comment, Edition, Event, Reply, Wording
from trustlane.criteria.permits import Permission
from trustlane.criteria.question import QuestionFile
from trustlane.criteria.questionnaire.editions import difference
from trustlane.criteria.refusals import (
    AnsweredBefore,
    BodyUnfit,
    CommentsOpen,
    CommentUnfit,
    ConsultationRuns,
    DayUnfit,
    EditionChanged,
    FileRefused,
    NameTaken,
    ReasonMissing,
    SuccessorsUnfit,
    WrongStage,
)
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.written import WrittenRefused

LARGEST = 2_000_000  # bytes of one file
LONGEST = 20_000  # characters of one text
MOST_BODIES = 40


def read_file(data: bytes, *, file_name: str) -> tuple[str, Content]:
    """The words of a file and what they hold. Raises FileRefused, which names every place and the mend."""
    where = "".join(sign for sign in file_name if sign.isprintable())[:80] or "the file"
    if len(data) > LARGEST:
        raise FileRefused(f"{where}: it has {len(data):,} bytes; no such file has more than {LARGEST:,}.")
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileRefused(f"{where}, line {line}: it is not UTF-8; save it as UTF-8.") from error
    try:
        return words, _content(words, where)
    except WrittenRefused as error:
        raise FileRefused(str(error)) from error


def _content(words: str, where: str) -> Content:
    kind = kinds.kind_of(words)
    if kind is Kind.CATALOGUE:
        return reading.catalogue(words, where=where)
    known = queries.relatable()
    if kind is Kind.CROSSWALK:
        walk, lines = written.read(words, Crosswalk, where=where)
        written.refuse(_unadopted({"from": walk.of.name, "to": walk.to.name}, known), lines, where=where)
        return reading.crosswalk(words, known, where=where)
    file, lines = written.read(words, QuestionFile, where=where)
    if file.begins is not None:
        told = "whoever adopts this file says from which day it counts; leave begins out."
        written.refuse([("begins", told)], lines, where=where)
    written.refuse(_unadopted({"catalogue": file.name}, known), lines, where=where)
    return reading.questions(words, known, where=where)


def _unadopted(named: Mapping[str, str], known: Mapping[str, Catalogue]) -> Iterator[written.Fault]:
    for place, name in named.items():
        if name not in known and Edition.objects.filter(name=name, kind=Kind.CATALOGUE).exists():
            yield place, f"{name} is not adopted; adopt that catalogue first, then load what is written for it."


def load(*, data: bytes, file_name: str, by: Someone, at: datetime, successors: str = "") -> Edition:
    """Load a draft from its file: of an edition of a catalogue, a crosswalk, or questions to a catalogue.

    It follows the one of its family that was adopted last. ``successors`` says which item of that catalogue is followed
    by which, where its id changed: ``A.O1 = A.O2``, a line each.
    """
    who = in_force().require(by, Permission.DRAFT, at=at)
    words, content = read_file(data, file_name=file_name)
    family = kinds.family(content)
    name = content.name if isinstance(content, Catalogue) else queries.next_name(family)
    if name in shipped().catalogues or Edition.objects.filter(name=name).exists():
        raise NameTaken(f"There is a catalogue {name}.")
    before = queries.newest(family)
    follows = _successors(successors, before, content)
    try:
        with transaction.atomic():
            edition = Edition.objects.create(
                kind=kinds.kind_in(content),
                name=name,
                family=family,
                before=before,
                stage=Stage.DRAFT,
                last_event=1,
                wording=1,
            )
            row = _record(edition, LOAD, who, at, after={"digest": kinds.digest(content), "before": before})
            _keep(edition, 1, words, content, follows, who, at)
            _event(edition, 1, LOAD, "", Stage.DRAFT, who, at, row, data={"wording": 1})
    except IntegrityError as error:
        raise NameTaken(f"There is a file {name}.") from error
    return edition


def revise(
    *,
    edition: Edition,
    data: bytes,
    file_name: str,
    by: Someone,
    at: datetime,
    successors: str = "",
    reason: str = "",
    seen: int | None = None,
) -> Event:
    """Put other words in the place of a draft's; the former ones stay readable."""
    words, content = read_file(data, file_name=file_name)
    holds = content.name if isinstance(content, Catalogue) else kinds.family(content)
    wanted = edition.name if edition.kind == Kind.CATALOGUE else edition.family
    if holds != wanted:
        raise FileRefused(f"The file holds {holds}; it has to hold {wanted}.")
    follows = _successors(successors, edition.before, content)
    with transaction.atomic():
        locked, who, target = _begin("revise", edition, by, at, seen)
        number = locked.wording + 1
        row = _record(
            locked, "revise", who, at, after={"digest": kinds.digest(content), "wording": number}, reason=reason
        )
        _keep(locked, number, words, content, follows, who, at)
        return _complete(locked, "revise", target, who, at, row, reason, {"wording": number}, wording=number)


def consult(
    *, edition: Edition, bodies: Sequence[str], until: date, by: Someone, at: datetime, seen: int | None = None
) -> Event:
    """Ask named bodies to comment until a day; the words stand still meanwhile."""
    named = list(dict.fromkeys(text for text in (_text(body, "The name of a body", 200) for body in bodies) if text))
    if not named:
        raise BodyUnfit("Nobody is named who would be asked.")
    if len(named) > MOST_BODIES:
        raise BodyUnfit(f"{len(named)} bodies are named; {MOST_BODIES} are asked at most.")
    if until < _on(at):
        raise DayUnfit(f"Comments until {until} cannot be asked for on {_on(at)}.")
    with transaction.atomic():
        locked, who, target = _begin("consult", edition, by, at, seen)
        facts = {"bodies": named, "until": until.isoformat(), "wording": locked.wording}
        row = _record(locked, "consult", who, at, after=facts)
        event = _complete(locked, "consult", target, who, at, row, "", facts)
        Body.objects.bulk_create(Body(edition=locked, asked_in=event, name=name, until=until) for name in named)
        return event


def comment(*, edition: Edition, item: str, text: str, by: Someone, at: datetime) -> Comment:
    """Comment on one item, or on the whole (""), for the body the person answers for."""
    who = in_force().require(by, Permission.COMMENT, edition, at=at)
    with transaction.atomic():
        locked = Edition.objects.select_for_update().get(pk=edition.pk)
        body = queries.body_of(locked, who.offices(Role.AGENCY_OFFICER))
        if body is None:
            raise BodyUnfit("The body you answer for was not asked this time.")
        if _on(at) > body.until:
            raise CommentUnfit(f"{body.name} could comment until {body.until}.")
        return _comment(locked, body, item, text, "account", "", who, at)


def enter_letter(
    *, edition: Edition, body: str, item: str, text: str, letter: str, by: Someone, at: datetime
) -> Comment:
    """Enter what a body that was asked wrote in a letter; the letter is named, with its day."""
    who = in_force().require(by, Permission.ENTER_LETTER, edition, at=at)
    called = _text(letter, "The letter", 400)
    if not called:
        raise CommentUnfit("The letter is not named.")
    with transaction.atomic():
        locked = Edition.objects.select_for_update().get(pk=edition.pk)
        asked = next((one for one in queries.bodies(locked) if one.name == body), None)
        if asked is None:
            raise BodyUnfit("This body was not asked.")
        return _comment(locked, asked, item, text, "letter", called, who, at)


def reply(*, comment: Comment, outcome: str, text: str, by: Someone, at: datetime) -> Reply:
    """Answer a comment once: taken up, in part or not, and why."""
    said = _text(text, "The answer")
    if outcome not in OUTCOMES:
        raise CommentUnfit(f"{outcome[:40]!r} is none of {', '.join(OUTCOMES)}.")
    if not said:
        raise ReasonMissing("The answer says nothing.")
    with transaction.atomic():
        edition = Edition.objects.select_for_update().get(pk=comment.edition_id)
        who = in_force().require(by, Permission.DRAFT, edition, at=at)
        if edition.stage not in (Stage.CONSULTATION, Stage.SETTLING):
            raise WrongStage("reply", edition.stage, [Stage.CONSULTATION, Stage.SETTLING])
        if Reply.objects.filter(comment=comment).exists():
            raise AnsweredBefore("This comment was answered before.")
        row = _record(edition, "reply", who, at, after={"comment": comment.pk, "outcome": outcome}, reason=said)
        return Reply.objects.create(comment=comment, outcome=outcome, text=said, by=who.id, at=at, recorded_in=row)


def close(*, edition: Edition, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Close the consultation: its last day is over, or every body has commented."""
    with transaction.atomic():
        locked, who, target = _begin("close", edition, by, at, seen)
        asked = queries.bodies(locked)
        silent = [one for one in asked if not Comment.objects.filter(body=one).exists()]
        if silent and _on(at) <= max(one.until for one in asked):
            names = ", ".join(one.name for one in silent)
            raise ConsultationRuns(f"It runs until {asked[0].until}, and has not heard: {names}.")
        row = _record(locked, "close", who, at, after={"silent": [one.name for one in silent]})
        return _complete(locked, "close", target, who, at, row, "", {"silent": [one.name for one in silent]})


def adopt(
    *,
    edition: Edition,
    begins: date,
    until: date | None = None,
    reason: str,
    by: Someone,
    at: datetime,
    seen: int | None = None,
) -> Event:
    """Adopt the edition: in force from a day; until another, one may still submit under the edition before.

    A crosswalk and questions have no such time: from their day they stand in the place of those before.
    """
    until = begins if until is None or edition.kind != Kind.CATALOGUE else until
    if begins < _on(at):
        raise DayUnfit(f"It cannot come into force on {begins}, before it is adopted on {_on(at)}.")
    if edition.kind != Kind.CATALOGUE and begins == _on(at):
        # Whatever was begun earlier that day keeps what it was asked.
        raise DayUnfit(f"It comes into force on a day after {begins}, on which it is adopted.")
    if until < begins:
        raise DayUnfit(f"The transition cannot end on {until}, before it begins on {begins}.")
    with transaction.atomic():
        locked, who, target = _begin("adopt", edition, by, at, seen)
        if Comment.objects.filter(edition=locked, reply__isnull=True).exists():
            raise CommentsOpen("Comments were not answered.")
        if queries.newest(locked.family) != locked.before:
            raise EditionChanged(
                f"{queries.newest(locked.family)} was adopted since; this one follows {locked.before}."
            )
        earlier = queries.edition_named(locked.before) if locked.before else None
        if earlier is not None and earlier.begins is not None and begins <= earlier.begins:
            raise DayUnfit(f"{earlier.name} comes into force on {earlier.begins}; this one follows it.")
        facts = {"begins": begins.isoformat(), "until": until.isoformat(), "wording": locked.wording}
        said = _reason("adopt", reason)
        row = _record(locked, "adopt", who, at, after=facts, reason=said)
        return _complete(locked, "adopt", target, who, at, row, said, facts, begins=begins, until=until)


def send_back(*, edition: Edition, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Send it back to be drafted."""
    return _simple("send_back", edition, reason, by, at, seen)


def drop(*, edition: Edition, reason: str, by: Someone, at: datetime, seen: int | None = None) -> Event:
    """Give it up."""
    return _simple("drop", edition, reason, by, at, seen)


_PERMISSIONS = {Hand.DRAFTER: Permission.DRAFT, Hand.ADOPTER: Permission.ADOPT}


def _simple(name: str, edition: Edition, reason: str, by: Someone, at: datetime, seen: int | None) -> Event:
    with transaction.atomic():
        locked, who, target = _begin(name, edition, by, at, seen)
        said = _reason(name, reason)
        row = _record(locked, name, who, at, reason=said)
        return _complete(locked, name, target, who, at, row, said, {})


def _begin(name: str, edition: Edition, by: Someone, at: datetime, seen: int | None) -> tuple[Edition, Actor, Stage]:
    """Lock the edition and ask permits and table; within a transaction."""
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    who = in_force().require(by, _PERMISSIONS[MOVES[name].hand], locked, at=at)
    if seen is not None and seen != locked.last_event:
        raise EditionChanged(f"{locked.name} was moved since this page was made.")
    return locked, who, target_of(name, Stage(locked.stage))


def _complete(
    edition: Edition,
    name: str,
    target: Stage,
    who: Actor,
    at: datetime,
    row: Row,
    reason: str,
    data: Mapping[str, object],
    **columns: object,
) -> Event:
    event = _event(edition, edition.last_event + 1, name, edition.stage, target, who, at, row, reason, data)
    edition.stage, edition.last_event = target, event.number
    for column, value in columns.items():
        setattr(edition, column, value)
    edition.save(update_fields=["stage", "last_event", *columns])
    return event


def _event(
    edition: Edition,
    number: int,
    name: str,
    source: str,
    target: Stage,
    who: Actor,
    at: datetime,
    row: Row,
    reason: str = "",
    data: Mapping[str, object] | None = None,
) -> Event:
    return Event.objects.create(
        edition=edition,
        number=number,
        move=name,
        source=source,
        target=target,
        path=f"{name}:{source}>{target}",
        person_id=who.person,
        at=at,
        reason=reason,
        data=dict(data or {}),
        recorded_in=row,
    )


def _comment(
    edition: Edition, body: Body, item: str, text: str, channel: str, letter: str, who: Actor, at: datetime
) -> Comment:
    said = _text(text, "The comment")
    if not said:
        raise CommentUnfit("The comment says nothing.")
    if edition.stage != Stage.CONSULTATION:
        raise WrongStage("comment", edition.stage, [Stage.CONSULTATION])
    if item and item not in kinds.places(queries.written_in(edition)):
        raise CommentUnfit(f"{edition.name} has no item {item[:40]}.")
    row = _record(edition, "comment", who, at, after={"body": body.name, "item": item}, reason=said)
    return Comment.objects.create(
        body=body,
        edition=edition,
        wording=edition.wording,
        item=item,
        text=said,
        channel=channel,
        letter=letter,
        by=who.id,
        at=at,
        recorded_in=row,
    )


def _keep(
    edition: Edition, number: int, words: str, content: Content, follows: dict[str, str], who: Actor, at: datetime
) -> None:
    Wording.objects.create(
        edition=edition,
        number=number,
        words=words,
        digest=kinds.digest(content),
        successors=follows,
        by=who.id,
        at=at,
    )


def _record(
    edition: Edition,
    name: str,
    who: Actor,
    at: datetime,
    *,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> Row:
    subjects = [Subject("catalogue", edition.name)]
    return record(verb=f"criteria.{name}", actor=who.id, subjects=subjects, at=at, after=after, reason=reason)


def _successors(words: str, before: str, content: Content) -> dict[str, str]:
    try:
        follows = lifecycle.successors(_text(words, "What follows what"))
        if follows and not isinstance(content, Catalogue):
            raise ValueError("Only items of a catalogue get other ids; leave this empty.")
        if follows and not before:
            raise ValueError(f"{content.name} follows no edition; leave this empty.")
        if before and isinstance(content, Catalogue):
            difference(queries.catalogue(before), content, follows)
    except ValueError as error:
        raise SuccessorsUnfit(str(error)) from error
    return follows


def _reason(name: str, reason: str) -> str:
    said = _text(reason, "The reason")
    if MOVES[name].reasoned and not said:
        raise ReasonMissing(f"'{name.replace('_', ' ')}' needs a reason.")
    return said


def _text(text: str, what: str, longest: int = LONGEST) -> str:
    """The text without blanks round it, as the database and the record can keep it."""
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise CommentUnfit(f"{what} holds a character that cannot be kept.")
    said = text.strip()
    if len(said) > longest:
        raise CommentUnfit(f"{what} has {len(said):,} characters; {longest:,} are kept at most.")
    return said


def _on(at: datetime) -> date:
    return day_of(at, settings.TIME_ZONE)
