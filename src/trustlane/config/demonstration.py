"""The people of the demonstration: invented, one a role, with one password that is no secret."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "demonstration"  # noqa: S105 - shown at the log-in page of every demonstration, and of nothing else


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can log in to the demonstration."""

    username: str
    full_name: str
    role: str
    comes_for: str
    office: str = ""


PEOPLE = (
    Person("rita", "Rita Rowan", "risk_manager", "Today's lanes, capacity, and whether trusted operators are examined less"),
    Person("rosa", "Rosa Quill", "register_officer", "The register of trusted operators; uploads lists"),
    Person("remy", "Remy Vale", "register_officer", "The second person, who applies the lists Rosa uploads"),
    Person("fay", "Fay Linden", "frontline_officer", "The consignments of Gullhaven: lane and what to look for", "GULLHAVEN"),
    Person("aude", "Aude Marsh", "auditor", "Everything, without changing anything"),
    Person("otto", "Otto Thistle", "operator", "His company's own consignments and status, and nothing of any score"),
    Person("ada", "Ada Birch", "administrator", "People and roles; two of them give a role"),
    Person("abel", "Abel Heath", "administrator", "The other of the two"),
)
