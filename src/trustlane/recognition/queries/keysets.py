"""The keys of partners as we believe them: which count now for feeds, and whose requests are answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from trustlane.recognition.keys.chain import Chain, pinned
from trustlane.recognition.keys.keysets import Keyset
from trustlane.recognition.keys.refusals import KeysRefused
from trustlane.recognition.keys.roles import Role
from trustlane.recognition.keys.using import counting
from trustlane.recognition.models import PartnerKeyset
from trustlane.recognition.refusals import PartnerKeysMissing
from trustlane.recognition.requests.signing import Caller


@dataclass(frozen=True, slots=True)
class PartnerCaller:
    """Whose key for requests it is, and under which code we know that administration."""

    partner: str
    caller: Caller


@dataclass(frozen=True, slots=True)
class KeysetRow:
    """A version of a partner's keys as people see it."""

    id: int
    partner: str
    administration: str
    version: int
    fingerprint: str
    expires: datetime
    trusted_at: datetime | None
    by_two: bool  # else it was believed by the version before


def chain_of(partner: str) -> Chain | None:
    """Every version of a partner's keys that was believed, from the one two persons trusted; None without any."""
    rows = PartnerKeyset.objects.filter(partner=partner, trusted_at__isnull=False).order_by("version")
    return _chain(bytes(data) for data in rows.values_list("data", flat=True))


def keyset_of(partner: str, *, at: datetime) -> Keyset:
    """The keyset of a partner that counts now; PartnerKeysMissing, or KeysetExpired."""
    chain = chain_of(partner)
    if chain is None:
        raise PartnerKeysMissing(partner, "nobody trusted a keyset of it")
    return chain.current(at)


def callers(*, at: datetime) -> Mapping[str, PartnerCaller]:
    """Whose requests are answered now, by the name of the key."""
    partners = PartnerKeyset.objects.filter(trusted_at__isnull=False).order_by().values_list("partner", flat=True)
    found: dict[str, PartnerCaller] = {}
    for partner in partners.distinct():
        try:
            keyset = keyset_of(partner, at=at)
        except KeysRefused:
            continue  # an expired keyset opens no door
        for public in counting(keyset, Role.REQUEST, at=at):
            caller = Caller(keyset.administration, public)
            found[caller.keyid] = PartnerCaller(partner, caller)
    return found


def keysets() -> list[KeysetRow]:
    """Every version that was proposed or believed, by partner and version."""
    return [_row(each) for each in PartnerKeyset.objects.order_by("partner", "version", "pk")]


def newest_of_each() -> list[KeysetRow]:
    """The newest version of each partner, and what waits for a second person."""
    newest: dict[tuple[str, bool], KeysetRow] = {}
    for row in keysets():
        newest[row.partner, row.trusted_at is not None] = row
    return list(newest.values())


def proposed(partner: str) -> PartnerKeyset | None:
    """The keyset of a partner that waits for a second person, the newest if there are several."""
    rows = PartnerKeyset.objects.filter(partner=partner, trusted_at__isnull=True)
    return rows.order_by("-pk").first()


def _chain(versions: Iterable[bytes]) -> Chain | None:
    chain: Chain | None = None
    for data in versions:
        chain = pinned(data) if chain is None else chain.followed(data)
    return chain


def _row(row: PartnerKeyset) -> KeysetRow:
    from trustlane.recognition.keys import keysets as written

    keyset = written.read(bytes(row.data))
    return KeysetRow(
        id=row.pk,
        partner=row.partner,
        administration=row.administration,
        version=row.version,
        fingerprint=keyset.fingerprint.hex(),
        expires=keyset.expires,
        trusted_at=row.trusted_at,
        by_two=row.proposed_by_id is not None,
    )
