"""A comparison as a paper to take into the room: PDF/A, both directions, item by item."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trustlane.programme.papers import fonts, legible
from trustlane.programme.papers.press import press
from trustlane.recognition import labels
from trustlane.recognition.queries.comparisons import ComparisonFile, Judged
from trustlane.recognition.terms import DIRECTIONS

HERE = __package__


def paper(file: ComparisonFile, *, reference: str, at: datetime) -> bytes:
    """The report; raises PaperRefused where something in it cannot be shown on paper."""
    return press("comparison", _shown(file, reference, at), at=at, room=HERE)


def _shown(file: ComparisonFile, reference: str, at: datetime) -> dict[str, Any]:
    language = get_language() or "en"
    # A language that is made by machine has no letters of its own.
    language = "en" if language in ("en-xa", "ar-xb") else language
    return {
        "language": fonts.spoken(language),
        "families": fonts.families(language),
        "title": _("Programme comparison"),
        "administration": legible.breakable(legible.line(settings.TRUSTLANE_NAME, "administration")),
        "reference": reference or _("Worked example"),
        "partner": _one(f"{file.partner} {file.partner_name}".strip() or _("Worked example"), "partner"),
        "ours": _one(f"{file.sides.ours.title} ({file.sides.ours.name})", "ours"),
        "theirs": _one(f"{file.sides.theirs.title} ({file.sides.theirs.name})", "theirs"),
        "on": f"{at:%Y-%m-%d %H:%M} UTC",
        "directions": [_direction(file, direction) for direction in DIRECTIONS],
        "demonstration": "",
        "page-words": _("Page {page} of {pages}"),
        "said": {
            "ours": _("Ours"),
            "theirs": _("Theirs"),
            "on": _("As of"),
            "partner": _("Partner"),
            "beside": _("Beside it"),
            "none": _("Nothing stands beside it."),
            "remedy": _("Remedy"),
            "evidence": _("Evidence"),
            "proposed": _("The crosswalk proposes"),
        },
    }


def _direction(file: ComparisonFile, direction: str) -> dict[str, Any]:
    far = file.progress[direction]
    counts = [("compatible", far.compatible), ("partly", far.partly), ("gap", far.gap), ("open", far.left)]
    return {
        "title": str(labels.DIRECTIONS[direction]),
        "counts": [
            {"key": key, "word": str(labels.VERDICTS.get(key, _("Open"))), "count": many} for key, many in counts
        ],
        "lines": [_line(each) for each in file.of(direction)],
    }


def _line(each: Judged) -> dict[str, Any]:
    line, verdict = each.line, each.verdict
    by = f"{verdict.by_name}, {verdict.at:%Y-%m-%d}" if verdict else ""
    return {
        "item": line.item.id,
        "asks": _one(line.item.text, f"item {line.item.id}"),
        "besides": [
            {
                "item": one.item.id,
                "relation": str(labels.RELATIONS[one.relation]),
                "text": _one(one.item.text, f"item {one.item.id}"),
            }
            for one in line.besides
        ],
        "key": each.state or "open",
        "word": str(labels.VERDICTS[each.state]) if each.state else _("Open"),
        "proposed": str(labels.VERDICTS[line.proposed]),
        "remedy": _many(verdict.remedy, f"remedy {line.item.id}") if verdict else [],
        "evidence": _many(verdict.evidence, f"evidence {line.item.id}") if verdict else [],
        "by": legible.running(by) if by else None,
    }


def _one(text: str, place: str) -> dict[str, Any]:
    return legible.running(legible.line(" ".join(text.split()), place, longest=2_200))


def _many(text: str, place: str) -> list[dict[str, Any]]:
    return [legible.running(one) for one in legible.paragraphs(text, place, longest=20_000)] if text.strip() else []
