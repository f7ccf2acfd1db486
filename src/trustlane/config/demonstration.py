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


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An invented administration whose node runs beside the demonstration, with firms of its own."""

    code: str
    name: str
    firms: tuple[str, ...]


NODES_FILE = "TRUSTLANE_DEMONSTRATION_NODES"  # names the file that says which nodes run, to every process of them
NEIGHBOURS = (
    Neighbour(
        "XB",
        "Customs of Northport",
        ("Northport Tin Works", "Grey Quay Forwarding", "Saltmarsh Dairies", "Ferrow Timber", "Lantern Textiles"),
    ),
    Neighbour(
        "XC",
        "Customs of Eastmere",
        ("Eastmere Ceramics", "Reedbank Seeds", "Millrace Paper", "Kestrel Instruments", "Low Weir Orchards"),
    ),
)
# It runs no node: a spreadsheet comes from it each month.
BY_SPREADSHEET = Neighbour(
    "XE",
    "Customs of Farholm",
    ("Farholm Glass", "Two Bridges Bakery Machines", "Sheldrake Pumps"),
)
# Between whom an arrangement is in force, and between whom it is tried.
IN_FORCE = (("XA", "XB"), ("XA", "XC"))
PILOT = (("XB", "XC"),)


PEOPLE = (
    Person("rita", "Rita Rowan", "risk_manager", _("Today's lanes and capacity; are trusted operators examined less?")),
    Person("rhea", "Rhea Marlow", "risk_manager", _("The second risk manager, who ratifies what Rita holds covertly")),
    Person("rosa", "Rosa Quill", "register_officer", _("The register of trusted operators; uploads lists")),
    Person("remy", "Remy Vale", "register_officer", _("The second person, who applies the lists Rosa uploads")),
    Person("fay", "Fay Linden", "frontline_officer", _("The consignments of Gullhaven: what to look for"), "GULLHAVEN"),
    Person("aude", "Aude Marsh", "auditor", _("Everything, without changing anything")),
    Person("otto", "Otto Thistle", "operator", _("His company's own consignments and status")),
    Person(
        "cara",
        "Cara Finch",
        "case_officer",
        _("Applications of firms: what is urgent, and what to do next"),
        "GULLHAVEN",
    ),
    Person("cole", "Cole Wren", "case_officer", _("The second case officer, with cases of his own"), "GULLHAVEN"),
    Person("vera", "Vera Sedge", "validator", _("Visits to firms: what to look at, and what was found"), "GULLHAVEN"),
    Person("vito", "Vito Ash", "validator", _("A second validator: no team has fewer than two"), "GULLHAVEN"),
    Person("vida", "Vida Moss", "validator", _("A third validator"), "GULLHAVEN"),
    Person("vance", "Vance Reed", "validator", _("A fourth validator"), "GULLHAVEN"),
    Person("dora", "Dora Heron", "decision_maker", _("Cases that await a decision, handled by others"), "GULLHAVEN"),
    Person("dirk", "Dirk Alder", "decision_maker", _("A second decision maker, who ratifies freezes"), "GULLHAVEN"),
    Person("dina", "Dina Crane", "decision_maker", _("A third, who settles appeals against the others"), "GULLHAVEN"),
    Person(
        "fern", "Fern Dale", "agency_officer", _("The food agency: what it was asked, and what it stops"), "FOODSAFETY"
    ),
    Person("finn", "Finn Teal", "agency_officer", _("The second officer, who lets a stop of Fern stand"), "FOODSAFETY"),
    Person("gita", "Gita Holm", "guest_validator", _("A partner's guest: the visits she takes part in"), "GULLHAVEN"),
    Person("mara", "Mara Sorrel", "mra_desk", _("What partner administrations are told, and what they tell us")),
    Person("milo", "Milo Birdsfoot", "mra_desk", _("The second of that desk, who agrees to what Mara proposes")),
    Person("tess", "Tess Bramble", "operator", _("Her firm's application: two gaps to close")),
    Person("ada", "Ada Birch", "administrator", _("People and roles: one proposes a role")),
    Person("abel", "Abel Heath", "administrator", _("People and roles: another approves it")),
)
