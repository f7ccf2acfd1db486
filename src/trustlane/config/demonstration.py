"""The people of the demonstration: invented, one a role, with one password that is no secret."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "demonstration"  # noqa: S105 - shown at the log-in page of every demonstration, and of nothing else


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can log in to the demonstration."""

    username: str
    full_name: str
    role: str
    what: Promise  # each comes for
    office: str = ""
    password: str = PASSWORD


PEOPLE = (
    Person("rita", "Rita Rowan", "risk_manager", _("Today's lanes and capacity; are trusted operators examined less?")),
    Person("rhea", "Rhea Marlow", "risk_manager", _("The second risk manager, who ratifies what Rita holds covertly")),
    Person("rosa", "Rosa Quill", "register_officer", _("The register of trusted operators; uploads lists")),
    Person("remy", "Remy Vale", "register_officer", _("The second person, who applies the lists Rosa uploads")),
    Person("fay", "Fay Linden", "frontline_officer", _("The consignments of Gullhaven: what to look for"), "GULLHAVEN"),
    Person("aude", "Aude Marsh", "auditor", _("Everything, without changing anything")),
    Person("otto", "Otto Thistle", "operator", _("His company's own consignments and status")),
    Person("ada", "Ada Birch", "administrator", _("People and roles: one proposes a role")),
    Person("abel", "Abel Heath", "administrator", _("People and roles: another approves it")),
)
