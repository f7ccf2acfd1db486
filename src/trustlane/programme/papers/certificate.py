"""The certificate: one sheet that says who is trusted, for what, since when, and where to see whether it holds."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import rfc8785
import segno

from trustlane.parties.identifiers import Identifier
from trustlane.programme.papers import fonts, legible, words
from trustlane.programme.papers.press import press
from trustlane.programme.papers.refusals import PaperRefused, TooLong, UnknownWord

FORM = "trustlane.certificate/1"
FACTS = "certificate.json"  # the attachment that programs read
SCOPES = ("security", "compliance")
MOST_ADDRESS_LINES = 5  # lines
MOST_IDENTIFIERS = 4
_LINK = re.compile(r"https?://[A-Za-z0-9.\-:\[\]]+(/[A-Za-z0-9._~/?#=&%+@:\-]*)?\Z")
_LONGEST_LINK = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the certificate. `language` (BCP 47) decides how Han characters are drawn; empty: as the name shows."""

    name: str
    address: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A benefit that the holder is given: what it is called, what it means, and which agency grants it."""

    title: str
    text: str
    agency: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate states. `expires_on` is its last day (None: without end), `verify_at` says where to look."""

    number: str
    administration: str
    holder: Holder
    roles: tuple[str, ...]
    scope: frozenset[str]
    tier: str  # empty: the programme has none
    programme: str
    catalogue: str  # of criteria, with its edition
    effective_on: date
    expires_on: date | None
    decided_on: date
    mode: str
    verify_at: str
    conditions: str = ""
    benefits: tuple[Given, ...] = ()
    demonstration: bool = False
    language: str = "en"


def certificate_pdf(certificate: Certificate, *, at: datetime) -> bytes:
    """The certificate as PDF/A-3b, its facts attached as JSON; `at` is the instant of making.

    One A4 sheet; where the benefits find no room on it that can be read, they follow on a sheet of their own.
    """
    _hangs_together(certificate)
    shown, enclosed = _shown(certificate), {FACTS: facts(certificate)}
    try:
        return press("certificate", {**shown, "overleaf": False}, at=at, enclosed=enclosed)
    except TooLong:
        if not certificate.benefits:
            raise
        return press("certificate", {**shown, "overleaf": True}, at=at, enclosed=enclosed)


def facts(certificate: Certificate) -> bytes:
    """The facts of a certificate as canonical JSON (RFC 8785)."""
    holder = certificate.holder
    return rfc8785.dumps(
        {
            "form": FORM,
            "number": certificate.number,
            "administration": certificate.administration,
            "holder": {
                "name": holder.name,
                "address": list(holder.address),
                "identifiers": [{"scheme": each.scheme, "value": each.value} for each in holder.identifiers],
            },
            "roles": list(certificate.roles),
            "scope": sorted(certificate.scope),
            "tier": certificate.tier,
            "programme": certificate.programme,
            "catalogue": certificate.catalogue,
            "effective_on": certificate.effective_on.isoformat(),
            "expires_on": certificate.expires_on.isoformat() if certificate.expires_on else None,
            "decided_on": certificate.decided_on.isoformat(),
            "mode": certificate.mode,
            "conditions": certificate.conditions,
            "benefits": [{"title": each.title, "agency": each.agency} for each in certificate.benefits],
            "verify_at": certificate.verify_at,
            "demonstration": certificate.demonstration,
        }
    )


def code(address: str) -> segno.QRCode:
    """The QR code of an address; a quarter of it may be scratched or covered by glare."""
    return segno.make(address, error="q", micro=False)


def _hangs_together(certificate: Certificate) -> None:
    if not certificate.scope or certificate.scope - set(SCOPES):
        raise UnknownWord(f"scope: name one or both of {' and '.join(SCOPES)}; got {sorted(certificate.scope)}.")
    if not certificate.roles or len(set(certificate.roles)) < len(certificate.roles):
        raise PaperRefused("roles: name at least one, each once.")
    if certificate.effective_on < certificate.decided_on:
        raise PaperRefused(f"effective_on: {certificate.effective_on} lies before the decision; give a later day.")
    if certificate.expires_on is not None and certificate.expires_on < certificate.effective_on:
        raise PaperRefused(f"expires_on: {certificate.expires_on} lies before it takes effect; give a later day.")
    if len(certificate.holder.address) > MOST_ADDRESS_LINES:
        raise PaperRefused(f"holder address: more than {MOST_ADDRESS_LINES} lines; join some.")
    if len(certificate.holder.identifiers) > MOST_IDENTIFIERS:
        raise PaperRefused(f"holder identifiers: more than {MOST_IDENTIFIERS}; print those that declarations name.")
    if len(set(certificate.benefits)) < len(certificate.benefits):
        raise PaperRefused("benefits: name each once.")
    if len(certificate.verify_at) > _LONGEST_LINK or not _LINK.match(certificate.verify_at):
        raise PaperRefused("verify_at: give a web address that begins with https:// and has at most 200 characters.")


def _shown(certificate: Certificate) -> Mapping[str, Any]:
    """What the template shows, every text legible and every word in the language of the paper."""
    spoken = words.words(certificate.language)
    said, holder, language = spoken.certificate, certificate.holder, certificate.language
    name = legible.line(holder.name, "holder name", longest=legible.NAME)
    administration = legible.breakable(legible.line(certificate.administration, "administration"))
    number = legible.line(certificate.number, "number", longest=40)
    return {
        "language": fonts.spoken(language),
        "families": fonts.families(language),
        "title": words.fill(said["subject"], {"number": number, "name": name}),
        "administration": administration,
        "number": number,
        "said": {**said, "seal_how": words.fill(said["seal_how"], {"administration": administration})},
        "holder": {
            **legible.written(name, holder.language),
            "address": [_running(each, "holder address", language=holder.language) for each in holder.address],
            "identifiers": [
                {
                    "scheme": legible.line(each.scheme, "identifier scheme", longest=20),
                    "value": legible.line(each.value, "identifier", longest=60),
                }
                for each in holder.identifiers
            ],
        },
        "programme": legible.breakable(legible.line(certificate.programme, "programme")),
        "roles": [words.word(spoken.roles, role, "roles") for role in certificate.roles],
        "scopes": [{"word": spoken.scopes[each], "held": each in certificate.scope} for each in SCOPES],
        "facts": _facts_shown(certificate, spoken),
        "conditions": _optional(certificate.conditions, "conditions"),
        "benefits": _benefits_shown(certificate.benefits, spoken),
        "code": _drawn(certificate.verify_at),
        "verify_at": certificate.verify_at,
        "demonstration": spoken.demonstration if certificate.demonstration else "",
    }


def _facts_shown(certificate: Certificate, spoken: words.Words) -> list[dict[str, str]]:
    said, language = spoken.certificate, certificate.language
    until = words.day(certificate.expires_on, language) if certificate.expires_on else said["without_end"]
    named = {
        "tier": _optional(certificate.tier, "tier", longest=40),
        "effective": words.day(certificate.effective_on, language),
        "expires": until,
        "decided": words.day(certificate.decided_on, language),
        "validated": words.word(spoken.modes, certificate.mode, "mode"),
        "criteria": legible.breakable(legible.line(certificate.catalogue, "catalogue", longest=100)),
    }
    return [{"label": said[name], "value": value} for name, value in named.items() if value]


def _benefits_shown(benefits: Sequence[Given], spoken: words.Words) -> list[dict[str, Any]]:
    """The benefits by the agency that grants them, in the order of the words for agencies."""
    for each in benefits:
        words.word(spoken.agencies, each.agency, "agencies")
    return [
        {
            "agency": word,
            "given": [
                {
                    "title": legible.breakable(legible.line(each.title, "benefit")),
                    "text": legible.breakable(legible.line(each.text, "benefit", longest=legible.PARAGRAPH)),
                }
                for each in benefits
                if each.agency == agency
            ],
        }
        for agency, word in spoken.agencies.items()
        if any(each.agency == agency for each in benefits)
    ]


def _running(text: str, place: str, *, language: str) -> dict[str, Any]:
    return legible.written(legible.breakable(legible.line(text, place)), language)


def _optional(text: str, place: str, *, longest: int = 400) -> str:
    return legible.breakable(legible.line(text, place, longest=longest)) if text else ""


def _drawn(address: str) -> str:
    lines = io.BytesIO()
    code(address).save(lines, kind="svg", border=4, scale=4, dark="#0f2e3d", light="#ffffff", xmldecl=False)
    return lines.getvalue().decode()
