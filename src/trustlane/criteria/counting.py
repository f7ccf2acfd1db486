"""How much a catalogue asks, and of whom: counted from the catalogue, never written by hand."""

from __future__ import annotations

from trustlane.criteria.catalogue import Catalogue
from trustlane.criteria.questionnaire.asking import Applicant, Size, asked
from trustlane.criteria.questionnaire.questions import Questions
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


def questions_by_role(of: Questions) -> dict[str, dict[str, int]]:
    """For each role that is asked anything: how many questions a firm in it alone can be asked on the full and on the
    light path, and how many of them only after another answer."""
    found: dict[str, dict[str, int]] = {}
    for role in ROLES:
        if not any(True for _ in of.catalogue.applying(role)):
            continue
        count: dict[str, int] = {}
        sizes: tuple[tuple[str, Size], ...] = (("full", "large"), ("light", "small"))
        for path, size in sizes:
            states = [entry.state for entry in asked(of, Applicant(frozenset({role}), size)).entries.values()]
            count[path] = states.count("asked") + states.count("waits")
            count[f"{path}_after"] = states.count("waits")
        found[role] = count
    return found
