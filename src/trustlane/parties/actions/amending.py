"""Say something else of an operator: what was known is superseded by the deed and stays readable.

Who may is not asked on this floor: the deeds for people stand in `standing.actions`.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.ledger.subjects import Subject
from trustlane.parties.addresses import address_key
from trustlane.parties.checks import is_country, is_locode
from trustlane.parties.identifiers import Identifier, match_key
from trustlane.parties.keying import keep_keys
from trustlane.parties.models import Operator, OperatorIdentifier, OperatorName, Site
from trustlane.parties.names import name_key
from trustlane.parties.periods import first_and_last, span
from trustlane.parties.profiles import shipped
from trustlane.parties.refusals import IdentifierFaulty, IdentifierTaken, NotKnown, SiteUnfit


def rename(
    *,
    operator: Operator,
    name: str,
    since: date | None,
    actor: str,
    at: datetime,
    kind: str = "legal",
    source: str = "",
) -> OperatorName:
    """Give an operator another name from a day on; the name before it ends the day before."""
    with transaction.atomic():
        _lock(operator)
        current = (
            OperatorName.objects.select_for_update()
            .filter(operator=operator, kind=kind, known_to__isnull=True)
            .order_by("-pk")
            .first()
        )
        row = _record(
            "parties.rename",
            actor,
            operator,
            at,
            before={"name": current.name if current else None, "kind": kind},
            after={"name": name, "kind": kind, "since": since},
        )
        begun = first_and_last(current.valid)[0] if current else None
        if current:
            _supersede(current, row, at)
            if since and (begun is None or begun < since):
                ended = OperatorName.objects.create(
                    operator=operator,
                    name=current.name,
                    name_key=current.name_key,
                    kind=kind,
                    valid=span(begun, since - timedelta(days=1)),
                    known_from=at,
                    source=current.source,
                    recorded_in=row,
                )
                keep_keys([(ended.pk, ended.name)])
        given = OperatorName.objects.create(
            operator=operator,
            name=name,
            name_key=name_key(name),
            kind=kind,
            valid=span(since, None),
            known_from=at,
            source=source,
            recorded_in=row,
        )
        keep_keys([(given.pk, given.name)])
        return given


def add_identifier(
    *,
    operator: Operator,
    identifier: Identifier,
    actor: str,
    at: datetime,
    valid_from: date | None = None,
    valid_to: date | None = None,
    issuer: str = "",
    confidence: str = "stated",
    source: str = "",
) -> OperatorIdentifier:
    """Link one more number to an operator; refused where it is faulty or another operator's."""
    for fault in shipped().faults(identifier):
        raise IdentifierFaulty(f"{identifier} {fault.reason}. {fault.mend}")
    common = shipped().common(identifier)
    key = match_key(common, issuer)
    with transaction.atomic():
        _lock(operator)
        owner = OperatorIdentifier.objects.filter(key=key, known_to__isnull=True).select_related("operator").first()
        if owner and (common.scheme != "MID" or owner.operator_id == operator.pk):
            raise IdentifierTaken(f"{common} already belongs to {owner.operator.reference}.")
        row = _record(
            "parties.add_identifier", actor, operator, at, after={"identifier": str(common), "confidence": confidence}
        )
        return OperatorIdentifier.objects.create(
            operator=operator,
            scheme=common.scheme,
            value=common.value,
            written=identifier.value,
            issuer=issuer,
            key=key,
            confidence=confidence,
            valid=span(valid_from, valid_to),
            known_from=at,
            source=source,
            recorded_in=row,
        )


def drop_identifier(
    *, operator: Operator, identifier: Identifier, actor: str, at: datetime, reason: str, issuer: str = ""
) -> None:
    """Unlink a number that was never the operator's; the record keeps that it was thought to be."""
    with transaction.atomic():
        _lock(operator)
        key = match_key(shipped().common(identifier), issuer)
        link = (
            OperatorIdentifier.objects.select_for_update()
            .filter(operator=operator, key=key, known_to__isnull=True)
            .first()
        )
        if link is None:
            raise NotKnown(f"{identifier} is not linked to {operator.reference}.")
        row = _record(
            "parties.drop_identifier", actor, operator, at, before={"identifier": str(identifier)}, reason=reason
        )
        _supersede(link, row, at)


def add_site(*, operator: Operator, actor: str, at: datetime, country: str, **particulars: Any) -> Site:
    """Add a place where an operator works: name, kind, street, postcode, city, UN/LOCODE, whom to meet, from when."""
    with transaction.atomic():
        _lock(operator)
        last = Site.objects.filter(operator=operator).order_by("-number").values_list("number", flat=True).first()
        return _put_site(operator, (last or 0) + 1, actor, at, {"country": country, **particulars}, before=None)


def amend_site(*, operator: Operator, number: int, actor: str, at: datetime, **particulars: Any) -> Site:
    """Say some particulars of a site otherwise; the others stay."""
    with transaction.atomic():
        _lock(operator)
        current = _site_now(operator, number)
        return _put_site(operator, number, actor, at, _said_of(current) | particulars, before=current)


def close_site(*, operator: Operator, number: int, actor: str, at: datetime, last: date) -> Site:
    """Say until which day an operator works at a site; what was said of it before stays readable."""
    with transaction.atomic():
        _lock(operator)
        current = _site_now(operator, number)
        first, closed = first_and_last(current.valid)
        if closed is not None:
            raise SiteUnfit(f"Site {number} of {operator.reference} was closed before, on {closed}.")
        if first is not None and last < first:
            raise SiteUnfit(f"Site {number} of {operator.reference} opened on {first}; it cannot close on {last}.")
        said = _said_of(current) | {"valid_to": last}
        return _put_site(operator, number, actor, at, said, before=current, verb="parties.close_site")


def _site_now(operator: Operator, number: int) -> Site:
    rows = Site.objects.select_for_update().filter(operator=operator, known_to__isnull=True)
    current = rows.filter(number=number).first() if number < 1 << 31 else None
    if current is None:
        raise NotKnown(f"{operator.reference} has no site {number}.")
    return current


def _said_of(site: Site) -> dict[str, Any]:
    """Everything that is said of a site, its first and last day with it."""
    first, last = first_and_last(site.valid)
    return site.particulars() | {"valid_from": first, "valid_to": last}


_TEXTS = ("name", "street", "postcode", "city", "contact")
_PARTICULARS = frozenset({*_TEXTS, "number", "kind", "country", "locode", "valid_from", "valid_to", "source"})


def _put_site(
    operator: Operator,
    number: int,
    actor: str,
    at: datetime,
    said: Mapping[str, Any],
    before: Site | None,
    verb: str = "",
) -> Site:
    if unknown := set(said) - _PARTICULARS:
        raise TypeError(f"A site has no {', '.join(sorted(unknown))}.")
    country = str(said["country"]).upper()
    if not is_country(country):
        raise NotKnown(f"{country!r} is no ISO 3166 country code.")
    locode = "".join(str(said.get("locode", "")).split()).upper()
    if locode and not (is_locode(locode) and locode[:2] == country):
        raise SiteUnfit(f"{locode!r} is no UN/LOCODE of {country}: the country and three letters or digits 2 to 9.")
    first, last = said.get("valid_from"), said.get("valid_to")
    if first is not None and last is not None and last < first:
        raise SiteUnfit(f"A site that opens on {first} cannot close on {last}.")
    kept = {each: said.get(each, "") for each in _TEXTS}
    after = {**kept, "country": country, "locode": locode, "kind": said.get("kind", "office"), "number": number}
    was = _told(before) if before else None
    days = {name: day for name, day in (("valid_from", first), ("valid_to", last)) if day is not None}
    verb = verb or ("parties.amend_site" if before else "parties.add_site")
    row = _record(verb, actor, operator, at, before=was, after=after | days)
    if before:
        _supersede(before, row, at)
    return Site.objects.create(
        operator=operator,
        address_key=address_key(street=kept["street"], city=kept["city"], postcode=kept["postcode"], country=country),
        valid=span(first, last),
        known_from=at,
        source=said.get("source", ""),
        recorded_in=row,
        **after,
    )


def _told(site: Site) -> dict[str, Any]:
    return {name: value for name, value in _said_of(site).items() if value is not None}


def _lock(operator: Operator) -> None:
    """One deed about an operator at a time."""
    Operator.objects.select_for_update().get(pk=operator.pk)


def _record(
    verb: str,
    actor: str,
    operator: Operator,
    at: datetime,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> Row:
    subjects = [Subject("operator", operator.reference)]
    return record(verb=verb, actor=actor, subjects=subjects, at=at, before=before, after=after, reason=reason)


def _supersede(known: OperatorName | OperatorIdentifier | Site, row: Row, at: datetime) -> None:
    # A deed that waited for another speaks after it, though it began before.
    known.known_to = max(at, known.known_from)
    known.superseded_in = row
    known.save(update_fields=["known_to", "superseded_in"])
