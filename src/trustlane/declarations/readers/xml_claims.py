"""Trusted statuses that the documents of a declaration state: certificates by the code of the document.

Such a document bears the number of the certificate, while a register knows operators by their own numbers. So a claim
is made for the operator the declaration names in that role, and only where it names none, under the certificate's
number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

Claim = dict[str, str | None]

# Code of the document: whose status it states, and which kind of status.
STATUS_DOCUMENTS: Final[dict[str, tuple[str, str]]] = {
    "C501": ("holder", "AEOC"),
    "C502": ("holder", "AEOS"),
    "C503": ("holder", "AEOF"),
    "Y022": ("exporter", "AEO"),
    "Y023": ("consignee", "AEO"),
    "Y024": ("declarant", "AEO"),
    "Y025": ("representative", "AEO"),
    "Y026": ("principal", "AEO"),
    "Y027": ("warehouse_keeper", "AEO"),
    "Y028": ("carrier", "AEO"),
    "Y029": ("other", "AEO"),
    "Y031": ("exporter", "MRA"),
}
# Under which names a declaration may carry the party in that role.
NAMED_AS: Final[dict[str, tuple[str, ...]]] = {
    "exporter": ("exporter", "consignor", "seller"),
    "consignee": ("consignee", "importer", "buyer"),
}


def stated(documents: Iterable[tuple[str, str | None]], parties: Sequence[Claim], held: Iterable[Claim]) -> list[Claim]:
    """The claims that documents (code and number) state, beyond the authorisations already held."""
    kinds = {claim["kind"] for claim in held}
    claims: list[Claim] = []
    for code, number in documents:
        status = STATUS_DOCUMENTS.get(code.upper())
        if status is None:
            continue
        role, kind = status
        if role == "holder" and kind in kinds:
            continue
        identifier = _operator(role, parties) or number
        claim: Claim = {"role": role, "kind": kind, "identifier": identifier}
        if identifier and claim not in claims:
            claims.append(claim)
    return claims


def _operator(role: str, parties: Sequence[Claim]) -> str | None:
    for name in NAMED_AS.get(role, (role,)):
        for party in parties:
            if party["role"] == name and party["identifier"]:
                return party["identifier"]
    return None
