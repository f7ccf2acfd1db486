"""Whether an identifier can be what it claims to be: shape and check digits of each scheme, with what to mend."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pycountry
from stdnum import iso6346
from stdnum.iso7064 import mod_97_10

from trustlane.parties.identifiers import Identifier, cleaned

# fmt: off
EORI_COUNTRIES = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI",
})
# fmt: on
# The provinces that stand for Canada in a MID (19 CFR part 102, appendix).
MID_PROVINCES = frozenset(["XA", "XB", "XC", "XM", "XN", "XO", "XP", "XQ", "XS", "XT", "XV", "XW", "XY"])
OUTSIDE_ISO = frozenset({"EU", "XI", "XK"})  # in daily use at customs, though ISO 3166-1 does not assign them
MID_SHAPE = re.compile(r"(?P<country>[A-Z]{2})(?P<name>[A-Z0-9]{1,6}?)(?P<number>[0-9]{0,4})(?P<city>[A-Z]{1,3})")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an identifier cannot be right, and how to mend it."""

    reason: str
    mend: str


@cache
def assigned_countries() -> frozenset[str]:
    """The alpha-2 codes ISO 3166-1 assigns."""
    return frozenset(country.alpha_2 for country in pycountry.countries)


def is_country(code: str) -> bool:
    """The code is assigned by ISO 3166-1, reserved for its users (AA, QM–QZ, XA–XZ, ZZ), or in use at customs."""
    if code in assigned_countries() or code in OUTSIDE_ISO:
        return True
    return len(code) == 2 and (code in ("AA", "ZZ") or "QM" <= code <= "QZ" or "XA" <= code <= "XZ")


def is_locode(code: str) -> bool:
    """The code has the shape of a UN/LOCODE: a country, then three letters or digits 2 to 9."""
    return re.fullmatch(r"[A-Z]{2}[A-Z2-9]{3}", code) is not None and is_country(code[:2])


def tin_faults(value: str) -> tuple[Fault, ...]:
    """A trader identification number is an ISO country code and a national number, at most 17 letters and digits."""
    if not re.fullmatch(r"[A-Z0-9]*", value):
        return (Fault("holds characters other than Latin letters and digits", "Write letters A–Z and digits only."),)
    if not is_country(value[:2]):
        return (
            Fault(
                f"begins with {value[:2]!r}, which is no ISO 3166 country code",
                "Put the two-letter code of the country that issued the number before it.",
            ),
        )
    if len(value) < 3:
        return (Fault("has no national number after the country code", "Write the whole number."),)
    if len(value) > 17:
        return (Fault(f"has {len(value)} characters; 17 are the most", "Write the number without additions."),)
    return ()


def eori_faults(value: str) -> tuple[Fault, ...]:
    """An EORI number is the code of the state that issued it and at most 15 letters and digits."""
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{1,15}", value):
        return (
            Fault(
                "is not two letters followed by 1 to 15 letters or digits",
                "Copy the number from the EORI register, with its country code.",
            ),
        )
    if value[:2] not in EORI_COUNTRIES:
        return (
            Fault(
                f"begins with {value[:2]}, a country that issues no EORI numbers",
                "If it is another country's trader number, give its scheme as TIN.",
            ),
        )
    return ()


def lei_faults(value: str) -> tuple[Fault, ...]:
    """A legal entity identifier has 18 letters or digits and two check digits (ISO 17442, modulus 97)."""
    if not re.fullmatch(r"[A-Z0-9]{18}[0-9]{2}", value):
        return (
            Fault("is not 18 letters or digits followed by two digits", "Copy all 20 characters from the LEI record."),
        )
    if not mod_97_10.is_valid(value):
        return (Fault("fails its two check digits", "Compare it with the LEI record, character by character."),)
    return ()


def container_faults(value: str) -> tuple[Fault, ...]:
    """A container number is an owner code, a category letter, six digits and a check digit (ISO 6346)."""
    if not re.fullmatch(r"[A-Z]{3}[UJZR][0-9]{7}", value):
        return (
            Fault(
                "is not three letters, one of U, J, Z or R, and seven digits",
                "Copy the eleven characters painted on the container.",
            ),
        )
    if not iso6346.is_valid(value):
        return (
            Fault(
                f"fails its check digit, which should be {iso6346.calc_check_digit(value[:-1])}",
                "Compare it with the container, character by character.",
            ),
        )
    return ()


def mid_faults(value: str) -> tuple[Fault, ...]:
    """A manufacturer identification code is country, name, number and city in at most 15 letters and digits."""
    if len(value) > 15 or not MID_SHAPE.fullmatch(value):
        return (
            Fault(
                "is not a country, 1 to 6 characters of the name, up to 4 digits and up to 3 letters of the city",
                "Build it anew from name and address of the manufacturer.",
            ),
        )
    if value[:2] == "CA":
        return (Fault("begins with CA", "For Canada use the code of the province, such as XO for Ontario."),)
    if value[:2] not in MID_PROVINCES and not is_country(value[:2]):
        return (
            Fault(
                f"begins with {value[:2]}, which is no ISO 3166 country code",
                "Begin with the country of origin of the goods.",
            ),
        )
    return ()


def aeo_faults(value: str) -> tuple[Fault, ...]:
    """A national AEO code has 3 to 35 Latin letters and digits; its issuer's profile says more."""
    if not re.fullmatch(r"[A-Z0-9]{3,35}", value):
        return (Fault("is not 3 to 35 Latin letters and digits", "Copy the code from the certificate."),)
    return ()


def national_faults(value: str) -> tuple[Fault, ...]:
    """A national number has at least one letter or digit."""
    return () if value else (Fault("holds no letter and no digit", "Write the number."),)


CHECKS: dict[str, Callable[[str], tuple[Fault, ...]]] = {
    "TIN": tin_faults,
    "EORI": eori_faults,
    "LEI": lei_faults,
    "ISO6346": container_faults,
    "MID": mid_faults,
    "AEO": aeo_faults,
    "NATIONAL": national_faults,
}


def faults(identifier: Identifier) -> tuple[Fault, ...]:
    """Why the identifier cannot be right; empty when nothing speaks against it."""
    value = cleaned(identifier.value)
    if not value:
        return (Fault("is empty", "Write the number."),)
    check = CHECKS.get(identifier.scheme)
    if check is None:
        return (Fault(f"has the unknown scheme {identifier.scheme!r}", f"Use one of {', '.join(sorted(CHECKS))}."),)
    return check(value)
