"""The identifier profiles in force: read from data, chosen by scheme and by how a number begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from trustlane.parties.checks import Fault, faults
from trustlane.parties.identifiers import (
    Declared,
    Identifier,
    IdentifierProfile,
    cleaned,
    fits,
    normalise,
    number_in,
)


@dataclass(frozen=True, slots=True)
class ProfileBook:
    """All profiles of one version."""

    version: int
    profiles: tuple[IdentifierProfile, ...]

    def of(self, identifier: Identifier) -> IdentifierProfile | None:
        """The profile that governs an identifier: the one it fits, else the one its beginning points to."""
        same = [each for each in self.profiles if each.scheme == identifier.scheme]
        for profile in same:
            if fits(identifier, profile):
                return profile
        for profile in same:
            value = cleaned(identifier.value, profile.steps)
            if any(prefix and value.startswith(prefix) for prefix in profile.prefixes):
                return profile
        return same[0] if len(same) == 1 else None

    def common(self, identifier: Identifier) -> Identifier:
        """The identifier in the one form in which all its writings meet."""
        profile = self.of(identifier)
        if profile is None:
            return Identifier(identifier.scheme, cleaned(identifier.value))
        return Identifier(identifier.scheme, normalise(identifier, profile))

    def faults(self, identifier: Identifier) -> tuple[Fault, ...]:
        """Why the identifier cannot be right, by its scheme and, for a national code, by its issuer's profile."""
        general = faults(identifier)
        profile = self.of(identifier) if not general and identifier.scheme == "AEO" else None
        if profile is None or fits(identifier, profile):
            return general
        return (
            Fault(
                f"does not have the form {profile.issuer} uses: {profile.prefix}{profile.number}",
                "Copy the number as the administration that issued it writes it.",
            ),
        )

    def guess(self, value: str) -> Identifier:
        """The identifier a bare value most likely is, when a list names no scheme: the narrowest scheme it fits."""
        plain = cleaned(value)
        for scheme in ("ISO6346", "LEI", "AEO"):
            for profile in self.profiles:
                identifier = Identifier(scheme, value)
                if (
                    profile.scheme == scheme
                    and number_in(plain, profile) is not None
                    and not faults(self.common(identifier))
                ):
                    return self.common(identifier)
        tin = Identifier("TIN", plain)
        return tin if not faults(tin) else Identifier("NATIONAL", plain)


def read_profiles(document: dict[str, Any]) -> ProfileBook:
    """The book a parsed document of profiles says."""
    version = int(document["version"])
    return ProfileBook(version, tuple(_profiles(document["profiles"], version)))


def _profiles(rows: Iterable[dict[str, Any]], version: int) -> Iterable[IdentifierProfile]:
    for row in rows:
        texts = {name: tuple(row[name]) for name in ("also", "steps") if name in row}
        declared = tuple(Declared(each["to"], each["field"], each["written"]) for each in row.get("declared", ()))
        yield IdentifierProfile(
            name=row["name"],
            scheme=row["scheme"],
            issuer=row["issuer"],
            prefix=row["prefix"],
            number=row["number"],
            longest=int(row.get("longest", 17)),
            declared=declared,
            version=version,
            **texts,
        )


@cache
def shipped() -> ProfileBook:
    """The profiles that come with the system."""
    text = resources.files("trustlane.parties").joinpath("law_data/identifier_profiles.yaml").read_text("utf-8")
    return read_profiles(yaml.safe_load(text))
