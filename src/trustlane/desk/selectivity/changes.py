"""What changed from one version of a declaration to the next: the header, and the lines by their number; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from trustlane.declarations.facts import Line, Version

HEAD: dict[str, str | Promise] = {
    "office": _("Office"),
    "regime": _("Regime"),
    "procedure": _("Procedure"),
    "transport_mode": _("Mode of transport"),
    "departure": _("Country of departure"),
    "destination": _("Country of destination"),
    "declarant": _("Declarant"),
    "importer": _("Importer"),
    "exporter": _("Exporter"),
    "carrier": _("Carrier"),
    "representative": _("Representative"),
}
MESSAGE: dict[str, str | Promise] = {
    "transaction": _("Nature of the transaction"),
    "use": _("Use of the goods"),
    "payment": _("Way of payment"),
    "containers": _("Containers"),
}
LINE: dict[str, str | Promise] = {
    "hs": _("Commodity code"),
    "description": _("Description"),
    "origin": pgettext_lazy("of goods", "Origin"),
    "origin_proof": _("Proof of origin"),
    "net_mass_g": _("Net mass"),
    "gross_mass_g": _("Gross mass"),
    "packages": _("Packages"),
    "quantity_milli": _("Quantity"),
    "value_minor": _("Value"),
    "tax_rate_ppm": _("Tax rate"),
}
KINDS = {
    "net_mass_g": "mass",
    "gross_mass_g": "mass",
    "quantity_milli": "quantity",
    "value_minor": "money",
    "tax_rate_ppm": "rate",
}


@dataclass(frozen=True)
class Change:
    """One thing that is said otherwise: `line` 0 is the header; `kind` tells how its values are written."""

    line: int
    label: str | Promise
    before: Any
    after: Any
    kind: str = "text"
    currency: str = ""


@dataclass(frozen=True)
class Told:
    """A version, and what it says otherwise than the one before it."""

    version: Version
    changes: tuple[Change, ...] = ()
    added: tuple[Line, ...] = ()
    removed: tuple[Line, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.changes or self.added or self.removed)


def told(versions: tuple[Version, ...]) -> list[Told]:
    """Every version with its changes, the newest first; a message that only cancels says nothing of the goods."""
    found: list[Told] = []
    before: Version | None = None
    for version in versions:
        if version.head.message == "cancellation" or before is None:
            found.append(Told(version))
        else:
            found.append(between(before, version))
        if version.head.message != "cancellation":
            before = version
    return found[::-1]


def between(before: Version, after: Version) -> Told:
    """What the later version says otherwise."""
    changes = [*_of(before.head, after.head, HEAD, 0), *_of(before, after, MESSAGE, 0)]
    old, new = ({line.line: line for line in version.lines} for version in (before, after))
    for number in sorted(old.keys() & new.keys()):
        changes += _of(old[number], new[number], LINE, number)
    return Told(
        after,
        tuple(changes),
        tuple(line for number, line in sorted(new.items()) if number not in old),
        tuple(line for number, line in sorted(old.items()) if number not in new),
    )


def _of(before: Any, after: Any, fields: dict[str, str | Promise], line: int) -> list[Change]:
    return [
        Change(
            line,
            label,
            _plain(getattr(before, name)),
            _plain(getattr(after, name)),
            KINDS.get(name, "text"),
            getattr(after, "currency", None) or "",
        )
        for name, label in fields.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _plain(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, tuple) else value
