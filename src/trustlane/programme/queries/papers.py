"""The papers of a case: its certificate and its validation report, sealed where this administration has a key."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils.crypto import salted_hmac

from trustlane.access.evaluator import Someone
from trustlane.clock.zones import day_of
from trustlane.criteria import queries as catalogues
from trustlane.parties import queries as parties
from trustlane.programme.models import Case, Event, Terms
from trustlane.programme.papers import words
from trustlane.programme.papers.certificate import MOST_IDENTIFIERS, Certificate, Given, Holder, certificate_pdf
from trustlane.programme.papers.keys import Signer, signer_from_pkcs12
from trustlane.programme.papers.refusals import PaperRefused, SealRefused
from trustlane.programme.papers.report import CorrectiveAction, Finding, Photo, Report, report_pdf
from trustlane.programme.papers.report import Criterion as Points
from trustlane.programme.papers.seal import ON_CERTIFICATE, check_seal, seal
from trustlane.programme.queries.benefits import expected
from trustlane.programme.queries.casefile import case_file, last_report
from trustlane.programme.queries.photos import of_visit, picture
from trustlane.programme.queries.points import own_points
from trustlane.programme.queries.tracing import to_trace, traced
from trustlane.programme.refusals import NothingToPrint
from trustlane.programme.rows import CaseFile, EventRow
from trustlane.programme.stages import HOLDING
from trustlane.standing import queries as standing

# Letters of the code on a certificate: enough that nobody finds a holder by trying numbers.
CODE_LETTERS = 12
PROGRAMME = "AEO"  # as the register names it
_WHOLE_ADDRESS = "All sites"
# In the place of the recommendation, which is for whoever decides.
_DECIDES = "Customs decides on the application; this report says what the team saw."


@dataclass(frozen=True, slots=True)
class Verified:
    """What anybody who holds a certificate may know of it today; the name only with the code that is on it."""

    number: str
    in_force: bool
    name: str
    security: bool
    compliance: bool
    roles: tuple[str, ...]
    effective: date
    expires: date | None


def code_of(number: str) -> str:
    """The letters that show somebody has seen the certificate; they cannot be found from its number."""
    return salted_hmac("trustlane.certificate", number, algorithm="sha256").hexdigest()[:CODE_LETTERS].upper()


def verified(number: str, code: str, *, at: datetime) -> Verified | None:
    """What a certificate says today, or None where no certificate has that number.

    In force is what the register says of this programme, and nothing else: whether a consignment is looked at is no
    part of it. Where the operator was granted the status anew, only its newest certificate speaks for it.
    """
    terms = Terms.objects.filter(number=number).select_related("case__operator").order_by("-decided_in__number").first()
    if terms is None:
        return None
    today = day_of(at, settings.TIME_ZONE)
    rows = standing.of_operator(terms.case.operator.reference, valid=today)
    ours = (settings.TRUSTLANE_ADMINISTRATION, PROGRAMME)
    holds = any((row.fact.issuer, row.fact.programme) == ours and row.fact.state == "valid" for row in rows)
    # As bytes: letters that are no ASCII are a wrong code, and texts of them cannot be compared in constant time.
    seen = hmac.compare_digest(code.strip().upper().encode(errors="replace"), code_of(number).encode())
    return Verified(
        number=number,
        in_force=holds and number == _newest(terms.case, today),
        name=terms.case.name if seen else "",
        security=terms.security,
        compliance=terms.compliance,
        roles=tuple(terms.roles),
        effective=terms.effective,
        expires=terms.expires,
    )


def _newest(case: Case, today: date) -> str | None:
    """The certificate that took effect last of those of the case's operator."""
    rows = Terms.objects.filter(case__operator=case.operator_id, effective__lte=today)
    return rows.order_by("-decided_in__at", "-pk").values_list("number", flat=True).first()


def available(file: CaseFile) -> frozenset[str]:
    """Which papers there are for the person who reads the case: "certificate", "report", both or none."""
    held = file.terms is not None and file.row.stage in HOLDING
    reported = bool(file.findings) and last_report(file.timeline) is not None
    return frozenset(name for name, there in (("certificate", held), ("report", reported)) if there)


def comments(file: CaseFile) -> list[EventRow]:
    """What the operator said to the last report on a visit, the first said first."""
    last = next((event.number for event in file.timeline if event.move == "report"), 0)
    return [event for event in reversed(file.timeline) if event.move == "comment_report" and event.number > last]


def certificate(case: Case, who: Someone, *, at: datetime, verify_at: str) -> bytes:
    """The certificate of a case as a sealed PDF, for the holder and for officers who see the case.

    Raises access' Refused, NothingToPrint or a PaperRefused.
    """
    seen = case_file(case, who, at=at).terms
    if seen is None:
        raise NothingToPrint(f"{case.reference} has no certificate that you may read.")
    terms = Terms.objects.filter(case=case).select_related("decided_in").order_by("-decided_in__number").first()
    if terms is None or case.stage not in HOLDING:
        raise NothingToPrint(f"{case.reference} holds no status, so there is no certificate.")
    facts = parties.operator(case.operator.reference)
    seat = facts.sites[0] if facts and facts.sites else None
    lines = (seat.street, f"{seat.postcode} {seat.city}".strip(), seat.country) if seat else ()
    paper = Certificate(
        number=terms.number,
        administration=settings.TRUSTLANE_NAME,
        holder=Holder(
            case.name,
            tuple(line for line in lines if line),
            tuple(known.identifier for known in facts.identifiers[:MOST_IDENTIFIERS]) if facts else (),
        ),
        roles=tuple(terms.roles),
        scope=frozenset(name for name in ("security", "compliance") if getattr(terms, name)),
        tier=terms.tier,
        programme=PROGRAMME,
        catalogue=catalogues.catalogue(case.catalogue).title,
        effective_on=terms.effective,
        expires_on=terms.expires,
        decided_on=min(terms.effective, day_of(terms.decided_in.at, settings.TIME_ZONE)),
        mode=terms.mode or "on_site",
        verify_at=verify_at,
        conditions=terms.conditions,
        benefits=tuple(
            Given(one.benefit.title, one.benefit.text, one.benefit.agency) for one in expected(seen.benefits)
        ),
        demonstration=settings.DEMONSTRATION,
    )
    return sealed(certificate_pdf(paper, at=at), at=at, visible=True)


def validation_report(case: Case, who: Someone, *, at: datetime) -> bytes:
    """The report on the last validation as a sealed PDF. Raises access' Refused, NothingToPrint or a PaperRefused."""
    file = case_file(case, who, at=at)
    reported = Event.objects.filter(case=case, move="report").order_by("-number").first()
    if reported is None or "report" not in available(file):
        raise NothingToPrint(f"{case.reference} has no validation report yet.")
    plan = file.plan
    asks = catalogues.catalogue(case.catalogue).items
    actions = tuple(
        CorrectiveAction(
            one.finding.item,
            one.asked,
            case.name,
            one.due,
            {"mended": "settled"}.get(one.settled, one.settled) or "open",
        )
        for one in file.corrections
    )
    shown, places = _photos(case, file, at), _places(case)
    planned = plan.get("sites")
    visited = [number for number in planned if number in places] if isinstance(planned, list) else []
    visited += sorted({one.site for one in file.findings if one.site in places} - set(visited))
    said = [step.text for one in file.corrections for step in one.steps if not step.settled]
    said += [event.reason for event in comments(file)]
    # A guest of a partner or an agency reads what was seen, not what the firm answered.
    own = own_points(case, on=day_of(at, settings.TIME_ZONE)) if file.seen_by in ("customs", "operator") else None
    paper = Report(
        case=case.reference,
        administration=settings.TRUSTLANE_NAME,
        operator=case.name,
        catalogue=catalogues.catalogue(case.catalogue).title,
        mode=str(plan.get("mode", "on_site")),
        first_day=date.fromisoformat(str(plan["begins"])),
        last_day=date.fromisoformat(str(plan["ends"])),
        sites=tuple(places[number] for number in visited) or (_WHOLE_ADDRESS,),
        agenda=str(plan.get("agenda", "")),
        # Which consignments were traced is for officers: in the plan of no other reader they are named.
        consignments=_traced(case) if "consignments" in plan else (),
        team=_named(file, guests=False) or (settings.TRUSTLANE_NAME,),
        guests=_named(file, guests=True),
        findings=tuple(
            Finding(
                one.item,
                asks[one.item].text if one.item in asks else one.item,
                one.rating,
                one.text or "–",
                site=places.get(one.site or 0, ""),
                seen=", ".join(filter(None, (one.place, _moment(one.seen_at)))),
                photos=shown.get((one.item, one.site), ()),
            )
            for one in file.findings
        ),
        actions=actions,
        comments="\n".join(said),
        conclusion=reported.reason if file.inside else _DECIDES,
        points=tuple(Points(one.title, one.points.percent or 0) for one in own.criteria) if own else (),
        grade=own.grade if own else "",
        demonstration=settings.DEMONSTRATION,
    )
    return sealed(report_pdf(paper, at=at), at=at, visible=False)


def _photos(case: Case, file: CaseFile, at: datetime) -> dict[tuple[str, int | None], tuple[Photo, ...]]:
    """The photographs by criterion and site: beside the finding of their site, else the first of the criterion."""
    there = {(one.item, one.site) for one in file.findings}
    first: dict[str, int | None] = {}
    for one in file.findings:
        first.setdefault(one.item, one.site)
    found: dict[tuple[str, int | None], tuple[Photo, ...]] = {}
    for row in of_visit(case, then=at):
        content = picture(case, row.id) if row.item in first else None
        if content is not None:
            place = (row.item, row.site if (row.item, row.site) in there else first[row.item])
            said = ", ".join(filter(None, (row.where, _moment(row.taken_at))))
            found[place] = (*found.get(place, ()), Photo(content, said))
    return found


def _moment(at: datetime) -> str:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%Y-%m-%d %H:%M")


def _places(case: Case) -> Mapping[int, str]:
    """The operator's sites by number, in words; one that was closed since is still where something was seen."""
    facts = parties.operator(case.operator.reference)
    return {one.number: one.in_words for one in facts.sites} if facts else {}


def _named(file: CaseFile, *, guests: bool) -> tuple[str, ...]:
    """Who validated, by name: the team, or the guests and where they are of."""
    of_these = [person for person in file.team if person.name and (person.duty == "guest") is guests]
    return tuple(person.coming_from if guests else person.name for person in of_these)


def seals() -> bool:
    """This node has a key that seals its papers."""
    return bool(settings.TRUSTLANE_SEAL[0])


def sealed(paper: bytes, *, at: datetime, visible: bool) -> bytes:
    """The paper under the seal of this administration; as it is where the node has no key. Raises SealRefused."""
    signer = _signer(settings.TRUSTLANE_SEAL[0], settings.TRUSTLANE_SEAL[1])
    if signer is None:
        return paper
    return seal(paper, signer, at=at, shown=ON_CERTIFICATE if visible else None)


@cache
def _signer(file: str, passphrase: str) -> Signer | None:
    """Who seals, or None where the settings name no key. What cannot be read is refused, and looked for again."""
    if not file:
        return None
    try:
        content = Path(file).expanduser().read_bytes()
    except OSError as error:
        raise SealRefused(
            "programme.seal_file: the key named there cannot be read, and no paper leaves unsealed where there should"
            " be a seal; put the file back, or name none."
        ) from error
    return signer_from_pkcs12(content, passphrase.encode())


@dataclass(frozen=True, slots=True)
class PaperProof:
    """One paper of a case as it is handed out today, and what its seal is worth: sealed, unsealed, broken, cannot."""

    name: str  # certificate or report
    state: str
    told: str


def checked(case: Case, file: CaseFile, who: Someone, *, at: datetime) -> tuple[PaperProof, ...]:
    """Every paper there is of a case, made as it is handed out and its seal checked. Raises access' Refused."""
    makers: dict[str, Callable[[], bytes]] = {
        "certificate": lambda: certificate(case, who, at=at, verify_at=_NOWHERE),
        "report": lambda: validation_report(case, who, at=at),
    }
    return tuple(_proof(name, makers[name], at) for name in sorted(available(file)))


# A paper that is made to be checked leads nowhere: nobody gets it.
_NOWHERE = "https://example.invalid/"


def _proof(name: str, made: Callable[[], bytes], at: datetime) -> PaperProof:
    try:
        paper, signer = made(), _signer(settings.TRUSTLANE_SEAL[0], settings.TRUSTLANE_SEAL[1])
    except (NothingToPrint, PaperRefused) as refused:
        return PaperProof(name, "cannot", str(refused))
    if signer is None:
        return PaperProof(name, "unsealed", "")
    root = signer.chain[-1] if signer.chain else signer.certificate
    found = check_seal(paper, root.public_bytes(Encoding.PEM), at=at)
    return PaperProof(name, "sealed" if found.holds else "broken", " ".join(found.reasons) or found.by)


def _traced(case: Case) -> tuple[str, ...]:
    """Each consignment of the plan with what tracing it showed, as one line."""
    said, told = traced(case), words.words(settings.LANGUAGE_CODE).traced
    lines = []
    for consignment in to_trace(case):
        one = said.get(consignment)
        found = [] if one is None else [words.word(told, one.outcome, "traced"), one.documents, one.note]
        lines.append(" – ".join(" ".join(part.split()) for part in (consignment, *found) if part))
    return tuple(lines)
