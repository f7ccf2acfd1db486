"""Compare programmes: bring a partner's catalogue, open a comparison, judge a line, go over to newer editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from trustlane import written
from trustlane.access.actors import Actor
from trustlane.access.evaluator import Someone, in_force
from trustlane.clock.zones import day_of
from trustlane.criteria import kinds, reading
from trustlane.criteria.crosswalk import Crosswalk
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.recognition import texts
from trustlane.recognition.comparing import COMPATIBLE, VERDICTS, touched
from trustlane.recognition.models import Arrangement, Comparison, ComparisonEdition, Paper, Partner, SideFile, Verdict
from trustlane.recognition.permits import Permission
from trustlane.recognition.queries import comparisons, library
from trustlane.recognition.queries.library import Words
from trustlane.recognition.refusals import (
    CatalogueUnfit,
    CatalogueUnknown,
    ComparedAnew,
    ComparisonRefused,
    DoneBefore,
    ItemUnknown,
    NothingNew,
    RemedyMissing,
    SidesSame,
    WrongStage,
)
from trustlane.recognition.stages import ENDED, Stage
from trustlane.recognition.terms import DIRECTIONS

LARGEST = 2_000_000  # bytes of a file


def import_file(*, data: bytes, file_name: str, by: Someone, at: datetime) -> SideFile:
    """Bring a partner's catalogue, or a crosswalk to it, as YAML in the format of the library."""
    who = in_force().require(by, Permission.IMPORT_FILE, at=at)
    where = texts.line(file_name, "file", needed=False) or "file"
    words = _decoded(data, where)
    kind = kinds.kind_of(words)
    try:
        if kind is kinds.Kind.CATALOGUE:
            content = reading.catalogue(words, where=where, asked=False)
            name = content.name
        elif kind is kinds.Kind.CROSSWALK:
            named = written.read(words, Crosswalk, where=where)[0]
            known = library.catalogues({named.of.name, named.to.name})
            name = library.read_crosswalk(words, known, where=where).name
        else:
            raise CatalogueUnfit(where, "these are questions; a catalogue or a crosswalk is needed")
    except written.WrittenRefused as refused:
        raise CatalogueUnfit(where, str(refused)) from refused
    file = Words(str(kind), name, words, True)
    with transaction.atomic():
        if kind is kinds.Kind.CATALOGUE and library.named(name, theirs=True) is not None:
            raise CatalogueUnfit(where, f"there is a catalogue {name} already; give this one another edition")
        if SideFile.objects.filter(name=name, digest=library.digest(file)).exists():
            raise CatalogueUnfit(where, f"exactly these words are kept as {name} already")
        row = record(
            verb="recognition.import_file",
            actor=who.id,
            subjects=[Subject("catalogue", name)],
            at=at,
            after={"kind": str(kind), "sha256": library.digest(file), "file": where},
        )
        return _kept(file, who, at, row)


def open_comparison(*, partner: Partner, ours: str, theirs: str, by: Someone, at: datetime) -> Comparison:
    """Set our programme beside a partner's, each by the name of its catalogue; every item is open at first."""
    with transaction.atomic():
        arrangement, who = _opened(partner, by, at)
        if Comparison.objects.filter(partner=partner).exists():
            raise DoneBefore("comparison", f"that with {partner.code} is open already")
        files = _files(ours, theirs, at)
        row = _record("open_comparison", arrangement, partner, who, at, {"ours": ours, "theirs": theirs})
        comparison = Comparison.objects.create(partner=partner, by=who.id, at=at, recorded_in=row)
        _edition(comparison, 1, files, [], who, at, row)
        return comparison


def change_editions(
    *, comparison: Comparison, ours: str, theirs: str, seen: int | None = None, by: Someone, at: datetime
) -> ComparisonEdition:
    """Take a comparison over to other editions, which opens exactly the lines they touch; all others stay judged."""
    with transaction.atomic():
        arrangement, who = _opened(comparison.partner, by, at)
        last = _newest(comparison, seen)
        files = _files(ours, theirs, at)
        new = library.read_sides(*files)
        rests_on = [last.ours.digest, last.theirs.digest, *sorted(library.digests(last.crosswalks))]
        if rests_on == [library.digest(one) for one in files[:2]] + sorted(library.digest(one) for one in files[2]):
            raise NothingNew("editions", f"it rests on {ours} and {theirs} already")
        opened = [[*key, why] for key, why in touched(library.sides(last), new).items()]
        said = {"ours": ours, "theirs": theirs, "reopened": len(opened)}
        row = _record("change_editions", arrangement, comparison.partner, who, at, said)
        return _edition(comparison, last.number + 1, files, opened, who, at, row)


def judge(
    *,
    comparison: Comparison,
    direction: str,
    item: str,
    verdict: str,
    remedy: str = "",
    evidence: str = "",
    documents: Iterable[int] = (),
    seen: int | None = None,
    before: int | None = None,
    by: Someone,
    at: datetime,
) -> Verdict:
    """Say of one line whether the programmes are compatible there, in part, or not; with the remedy and the evidence.

    ``seen`` is the number of the edition on the page, ``before`` that of the verdict that stood there (0 for none).
    ``documents`` are papers of the arrangement.
    """
    with transaction.atomic():
        arrangement, who = _opened(comparison.partner, by, at)
        last = _newest(comparison, seen)
        texts.one_of(direction, "direction", DIRECTIONS)
        texts.one_of(verdict, "verdict", VERDICTS)
        line = comparisons.comparison_file(comparison, at=None).line(direction, item)
        if line is None:
            raise ItemUnknown(direction, f"{item[:40]!r} is no item that is asked for there")
        if before is not None and before != (line.last.id if line.last else 0):
            raise ComparedAnew(item, "it was judged since this page was made")
        said = texts.text(remedy, "remedy")
        if verdict != COMPATIBLE and not said:
            raise RemedyMissing(item, f"{verdict} needs a remedy")
        papers = _papers(arrangement, documents)
        row = _record(
            "judge",
            arrangement,
            comparison.partner,
            who,
            at,
            {"direction": direction, "item": item, "verdict": verdict, "edition": last.number},
        )
        return Verdict.objects.create(
            comparison=comparison,
            edition=last.number,
            direction=direction,
            item=item,
            verdict=verdict,
            proposed=line.line.proposed,
            remedy=said,
            evidence=texts.text(evidence, "evidence"),
            documents=papers,
            person_id=who.person,
            by=who.id,
            at=at,
            recorded_in=row,
        )


def _opened(partner: Partner, by: Someone, at: datetime) -> tuple[Arrangement, Actor]:
    locked = Arrangement.objects.select_for_update().get(pk=partner.arrangement_id)
    who = in_force().require(by, Permission.COMPARE, locked, at=at)
    if locked.stage in ENDED:
        raise WrongStage("compare", locked.stage, sorted(set(Stage) - ENDED))
    return locked, who


def _newest(comparison: Comparison, seen: int | None) -> ComparisonEdition:
    last = comparison.editions.select_related("ours", "theirs").latest("number")
    if seen is not None and seen != last.number:
        raise ComparedAnew("comparison", "it went over to other editions since this page was made")
    return last


Files = tuple[Words, Words, tuple[Words, ...]]


def _files(ours: str, theirs: str, at: datetime) -> Files:
    if ours == theirs:
        raise SidesSame("catalogues", f"both are {ours[:60]}")
    one, other = library.named(ours, theirs=False), library.named(theirs, theirs=True)
    if one is None:
        raise CatalogueUnknown("ours", f"there is no catalogue {ours[:60]!r} of ours")
    if other is None:
        raise CatalogueUnknown("theirs", f"there is no catalogue {theirs[:60]!r}")
    return one, other, library.crosswalks(ours, theirs, on=day_of(at, settings.TIME_ZONE))


def _edition(
    comparison: Comparison,
    number: int,
    files: Files,
    reopened: Sequence[Sequence[str]],
    who: Actor,
    at: datetime,
    row: Row,
) -> ComparisonEdition:
    ours, theirs, links = files
    return ComparisonEdition.objects.create(
        comparison=comparison,
        number=number,
        ours=_kept(ours, who, at, row),
        theirs=_kept(theirs, who, at, row),
        crosswalks=[_kept(one, who, at, row).pk for one in links],
        reopened=list(reopened),
        by=who.id,
        at=at,
        recorded_in=row,
    )


def _kept(file: Words, who: Actor, at: datetime, row: Row) -> SideFile:
    """The words as they are kept, once for all that rests on them."""
    found = SideFile.objects.filter(name=file.name, digest=library.digest(file)).first()
    return found or SideFile.objects.create(
        kind=file.kind,
        name=file.name,
        digest=library.digest(file),
        words=file.words,
        imported=file.imported,
        by=who.id,
        at=at,
        recorded_in=row,
    )


def _papers(arrangement: Arrangement, documents: Iterable[int]) -> list[int]:
    wanted = sorted(set(documents))
    known = set(Paper.objects.filter(arrangement=arrangement, document__in=wanted).values_list("document", flat=True))
    if unknown := [number for number in wanted if number not in known]:
        raise ComparisonRefused("documents", f"{unknown[0]} is no document of {arrangement.reference}")
    return wanted


def _decoded(data: bytes, where: str) -> str:
    if len(data) > LARGEST:
        raise CatalogueUnfit(where, f"it has {len(data):,} bytes; {LARGEST:,} are the most")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CatalogueUnfit(where, f"byte {error.start} is no UTF-8; save the file as UTF-8") from error


def _record(
    name: str, arrangement: Arrangement, partner: Partner, who: Actor, at: datetime, after: Mapping[str, object]
) -> Row:
    return record(
        verb=f"recognition.{name}",
        actor=who.id,
        subjects=[Subject("arrangement", arrangement.reference)],
        at=at,
        after={"partner": partner.code, **after},
    )
