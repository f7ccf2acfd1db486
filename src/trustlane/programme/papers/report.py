"""The validation report: what was looked at, by whom and how, what was found, what has to be mended, what was said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from trustlane.programme.papers import legible, words
from trustlane.programme.papers.heading import heading
from trustlane.programme.papers.photos import prepared
from trustlane.programme.papers.press import press
from trustlane.programme.papers.refusals import PaperRefused

MOST_PHOTOS = 200
MOST_FINDINGS = 1_000
_MENDABLE = ("minor", "major")


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph with what it shows; JPEG, PNG or WebP."""

    picture: bytes = field(repr=False)
    caption: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found on one item of the catalogue. `rating`: met, recommendation, minor, major, not_applicable."""

    item: str  # its id in the catalogue
    asks: str  # what the item asks
    rating: str
    text: str
    site: str = ""  # empty: of all sites
    photos: tuple[Photo, ...] = ()
    seen: str = ""  # where within the site and when, as one line


@dataclass(frozen=True, slots=True)
class CorrectiveAction:
    """What has to be mended, by whom and until when. `state`: open, answered, settled, not_mended."""

    item: str
    text: str
    owner: str
    due_on: date
    state: str = "open"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the operator's own answers come to in one criterion, in points of a hundred."""

    title: str
    percent: int


@dataclass(frozen=True, slots=True)
class Report:
    """A validation report. The first and the last day are those of the validation; comments are the operator's."""

    case: str
    administration: str
    operator: str
    catalogue: str
    mode: str
    first_day: date
    last_day: date
    sites: tuple[str, ...]
    team: tuple[str, ...]
    findings: tuple[Finding, ...]
    actions: tuple[CorrectiveAction, ...]
    comments: str
    conclusion: str
    demonstration: bool = False
    language: str = "en"
    agenda: str = ""
    points: tuple[Criterion, ...] = ()  # where the criteria know grades; for the operator and for officers
    grade: str = ""  # that these points reach
    consignments: tuple[str, ...] = ()  # to trace, each with what that showed
    guests: tuple[str, ...] = ()  # of a partner or another agency, each with where from, at a joint validation


def report_pdf(report: Report, *, at: datetime) -> bytes:
    """The report as PDF/A-3b; `at` is the instant of making. Photographs lose what cameras write into them."""
    _hangs_together(report)
    pictures = {
        _picture(number, each): prepared(photo.picture, f"finding {finding.item}, photograph {each}")
        for number, finding in enumerate(report.findings, 1)
        for each, photo in enumerate(finding.photos, 1)
    }
    return press("report", _shown(report), at=at, enclosed=pictures)


def _hangs_together(report: Report) -> None:
    if report.last_day < report.first_day:
        raise PaperRefused(f"last_day: {report.last_day} lies before {report.first_day}, the first; exchange them.")
    if not report.team or not report.sites:
        raise PaperRefused("team and sites: name at least one of each.")
    if len(report.findings) > MOST_FINDINGS or sum(len(each.photos) for each in report.findings) > MOST_PHOTOS:
        raise PaperRefused(f"A report holds at most {MOST_FINDINGS:,} findings, {MOST_PHOTOS} photographs; split it.")
    for finding in report.findings:
        if finding.site and finding.site not in report.sites:
            raise PaperRefused(f"finding {finding.item}: {finding.site!r} is none of the sites; name one of them.")
    gaps = {finding.item for finding in report.findings if finding.rating in _MENDABLE}
    for action in report.actions:
        if action.item not in gaps:
            raise PaperRefused(f"corrective action {action.item}: no gap was found there; name an item that has one.")


def _shown(report: Report) -> dict[str, Any]:
    spoken, language = words.words(report.language), report.language
    said = spoken.report
    days = {"first": words.day(report.first_day, language), "last": words.day(report.last_day, language)}
    counted = Counter(finding.rating for finding in report.findings)
    return {
        **heading(report, said["subject"], language),
        "mode": words.word(spoken.modes, report.mode, "mode"),
        "period": days["first"] if report.first_day == report.last_day else words.fill(said["from_to"], days),
        "sites": [legible.running(legible.line(site, "sites")) for site in report.sites],
        "team": [legible.running(legible.line(person, "team")) for person in report.team],
        "guests": [legible.running(legible.line(person, "guests")) for person in report.guests],
        "consignments": [
            legible.running(legible.line(one, "consignments", longest=legible.PARAGRAPH)) for one in report.consignments
        ],
        "agenda": _optional(report.agenda, "agenda"),
        "counts": [{"rating": each, "word": word, "count": counted[each]} for each, word in spoken.ratings.items()],
        "findings": [_finding(number, each, spoken) for number, each in enumerate(report.findings, 1)],
        "actions": [_action(each, spoken, language) for each in report.actions],
        "points": [
            {"title": legible.running(legible.line(one.title, "points")), "percent": str(one.percent)}
            for one in report.points
        ],
        "grade": words.fill(said["grade"], {"grade": legible.line(report.grade, "grade", longest=10)})
        if report.grade
        else said["no_grade"],
        "comments": _optional(report.comments, "comments"),
        "conclusion": _paragraphs(report.conclusion, "conclusion"),
        "said": dict(said),
        "page-words": said["page"],
        "demonstration": spoken.demonstration if report.demonstration else "",
    }


def _finding(number: int, finding: Finding, spoken: words.Words) -> dict[str, Any]:
    place = f"finding {finding.item}"
    photos = [
        {
            "file": _picture(number, each),
            "caption": words.fill(
                spoken.report["photo"], {"number": f"{number}.{each}", "caption": legible.line(photo.caption, place)}
            ),
        }
        for each, photo in enumerate(finding.photos, 1)
    ]
    return {
        "item": legible.line(finding.item, "finding item", longest=30),
        "asks": legible.running(legible.line(finding.asks, place, longest=1_000)),
        "rating": finding.rating,
        "word": words.word(spoken.ratings, finding.rating, place),
        "text": _paragraphs(finding.text, place),
        "site": legible.running(legible.line(finding.site, place) if finding.site else spoken.report["all_sites"]),
        "seen": legible.running(legible.line(finding.seen, place)) if finding.seen else [],
        "photos": photos,
    }


def _action(action: CorrectiveAction, spoken: words.Words, language: str) -> dict[str, Any]:
    place = f"corrective action {action.item}"
    return {
        "item": legible.line(action.item, "corrective action item", longest=30),
        "text": _paragraphs(action.text, place),
        "owner": legible.running(legible.line(action.owner, place)),
        "due": words.day(action.due_on, language),
        "state": words.word(spoken.states, action.state, place),
    }


def _paragraphs(text: str, place: str) -> list[dict[str, Any]]:
    return [legible.running(part) for part in legible.paragraphs(text, place, longest=20_000)]


def _optional(text: str, place: str) -> list[dict[str, Any]]:
    return _paragraphs(text, place) if text.strip() else []


def _picture(finding: int, photo: int) -> str:
    return f"photo-{finding}-{photo}.svg"
