"""How much a catalogue asks, and of whom: counted from the catalogue, never written by hand."""

from __future__ import annotations

from trustlane.criteria.catalogue import Catalogue
from trustlane.parties.roles import ROLES


def counts(of: Catalogue) -> dict[str, int]:
    """Sections; items that operators must and should meet; items for customs; items whose source is not confirmed."""
    items = list(of.items.values())
    asked = [item for item in items if item.of == "operator"]
    return {
        "sections": len(of.sections),
        "must": sum(item.level == "must" for item in asked),
        "should": sum(item.level == "should" for item in asked),
        "customs": sum(item.of == "customs" for item in items),
        "unconfirmed": sum(not item.confirmed for item in items),
    }


def by_role(of: Catalogue) -> dict[str, dict[str, int]]:
    """For each role how many items it must and should meet, and how many of these only partly."""
    found: dict[str, dict[str, int]] = {}
    for role in ROLES:
        asked = list(of.applying(role))
        found[role] = {
            "must": sum(item.level == "must" for _, item, _ in asked),
            "should": sum(item.level == "should" for _, item, _ in asked),
            "partly": sum(extent == "partly" for *_, extent in asked),
        }
    return found
