"""Every address of the desk and the portal: for whom its page is measured, or why it is not.

Addresses are named as in the configuration of addresses, people as in the demonstration. tests/desk/test_measured.py
asks that every address of the two is in one of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

ROOMS = ("desk/", "portal/")

OFFICE = ("cara", "dora", "aude")
OPENED: Mapping[str, tuple[str, ...]] = {
    # Cases.
    "cases:worklist": ("cara", "vera", "dora", "fern", "gita", "aude", "visitor"),
    "cases:case": ("cara", "vera", "dora", "fern", "gita", "aude", "visitor"),
    "cases:move": ("cara", "vera", "dora", "fern"),
    "cases:checklist": ("vera", "vito", "vida", "vance", "visitor"),
    "cases:trace": ("vera", "vito", "vida", "vance", "visitor"),
    "cases:settle": ("cara", "vera", "vito", "vida", "vance"),
    "cases:method": ("cara",),
    "cases:leg": ("cara",),
    "cases:risk": ("cara",),
    "cases:edition": ("cara", "cole", "officer"),
    "cases:assign": ("cara",),
    "cases:record": ("aude",),
    "cases:receive": ("cara",),
    "cases:letters": ("cara",),
    "cases:mails": ("ada",),
    # What the programme is steered by.
    "cases:figures": OFFICE,
    "cases:extend-many": ("dora",),
    "cases:benefits": OFFICE,
    "cases:validators": ("cara", "vera", "aude"),
    "cases:validator": ("cara", "vera", "aude"),
    "cases:end_declaration": ("cara",),
    "cases:rounds": ("vera", "dora", "aude"),
    "cases:round": ("vera", "dora", "aude"),
    "cases:staffing": OFFICE,
    "cases:audits": ("aude",),
    "cases:audit-new": ("aude",),
    "cases:audit": ("aude",),
    "cases:audited": ("aude",),
    "cases:arrivals": ("rosa", "dora", "aude"),
    "cases:arrival-new": ("rosa",),
    "cases:arrival": ("rosa", "dora"),
    "cases:comparison": ("rosa",),
    "benefits:index": ("rita", "aude"),
    # Criteria.
    "criteria:list": OFFICE,
    "criteria:load": ("cara",),
    "criteria:relations": ("cara",),
    "criteria:relation": ("cara",),
    "criteria:catalogue": ("cara",),
    "criteria:differences": ("cara",),
    "criteria:edition": ("cara", "dora", "fern"),
    "criteria:revise": ("cara", "cole"),
    "criteria:comment": ("fern", "cara"),
    "criteria:reply": ("cara", "cole"),
    "criteria:deed": ("cara", "cole", "dora"),
    # People.
    "people:people": ("ada", "aude"),
    "people:enrol": ("ada",),
    "people:person": ("ada", "aude"),
    "people:amend": ("ada",),
    "people:close": ("ada",),
    "people:reopen": ("ada",),
    "people:propose": ("ada",),
    "people:link": ("ada",),
    "people:decline": ("abel",),
    "people:withdraw": ("ada",),
    # The register.
    "standing:register": ("rosa", "cara", "aude"),
    "standing:operator": ("rosa", "cara", "aude"),
    "standing:lists": ("rosa", "aude"),
    "standing:upload": ("rosa",),
    "standing:list": ("rosa", "aude"),
    # Selectivity.
    "selectivity:overview": ("rita", "fay"),
    "selectivity:holds": ("rita", "aude"),
    "selectivity:stops": ("fern", "rita"),
    "selectivity:declarations": ("rita", "fay"),
    "selectivity:declaration": ("rita", "fay"),
    # Recognition.
    "recognition:list": ("mara", "aude"),
    "recognition:new": ("mara",),
    "recognition:exchange": ("mara", "aude"),
    "recognition:by-file": ("mara", "aude"),
    "recognition:by-file-partner": ("mara", "aude"),
    "recognition:by-file-bring": ("mara",),
    "recognition:by-file-list": ("mara", "aude"),
    "recognition:by-file-call-new": ("mara",),
    "recognition:by-file-call": ("mara",),
    "recognition:quarantine": ("mara",),
    "recognition:catalogues": ("mara",),
    "recognition:example": ("mara",),
    "recognition:one": ("mara", "dora", "aude"),
    "recognition:move": ("mara", "dora"),
    "recognition:add": ("mara",),
    "recognition:finish": ("mara",),
    "recognition:terms": ("mara",),
    "recognition:comparison": ("mara",),
    "recognition:editions": ("mara",),
    # The portal.
    "portal:standing": ("otto", "tess"),
    "portal:peers": ("otto",),
    "portal:consignments": ("otto",),
    "portal:consignment": ("otto",),
    "portal:documents": ("otto", "tess", "applicant", "holder"),
    "portal:newer": ("tess",),
    "portal:status": ("otto", "tess", "applicant", "holder"),
    "portal:begin": ("otto", "tess", "applicant", "holder"),
    "portal:case": ("otto", "tess", "applicant", "holder"),
    "portal:questions": ("tess", "applicant", "holder"),
    "portal:section": ("tess", "applicant", "holder"),
    "portal:question": ("tess", "applicant", "holder"),
    "portal:printed": ("tess", "applicant", "holder"),
    "portal:submit": ("tess", "applicant", "holder"),
    "portal:workbook": ("tess", "applicant", "holder"),
    "portal:edition": ("otto", "tess", "applicant", "holder"),
    "portal:yearly": ("otto", "applicant", "holder"),
    "portal:sites": ("otto", "tess", "applicant", "holder"),
    "portal:site_add": ("otto", "tess"),
    "portal:site": ("otto", "tess"),
    "portal:site_close": ("otto", "tess"),
    "portal:corrections": ("otto", "tess"),
    "portal:correction": ("otto", "tess"),
    "portal:deed": ("otto", "tess", "applicant", "holder"),
}

SENT = "only takes what a form sends"
FILE = "a file that is kept, no page"
LEADS = "leads on to another page"
PART = "a part of a page that is opened whole"
LABORATORY = "shows files of a period that is kept aside; asks the database for nothing that grows with cases"
EXCEPTED: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "cases:photograph",
            "cases:review",
            "cases:agree-redraw",
            "cases:write",
            "cases:mail_again",
            "cases:compare",
            "cases:propose-cut-over",
            "cases:cut-over",
            "cases:arrival-apply",
            "cases:arrival-sign",
            "cases:close_round",
            "cases:propose_measures",
            "cases:agree_measures",
            "people:code",
            "people:confirm",
            "recognition:end-contact",
            "selectivity:place_hold",
            "selectivity:place_stop",
            "selectivity:ratify_hold",
            "selectivity:end_hold",
            "standing:apply",
            "standing:discard",
            "portal:message",
            "portal:answer",
            "portal:attach",
            "portal:own",
            "portal:take",
            "portal:yearly_answer",
            "portal:yearly_attach",
        ),
        SENT,
    ),
    **dict.fromkeys(
        (
            "cases:export",
            "cases:visit-worker",
            "cases:photo",
            "cases:certificate",
            "cases:report",
            "cases:document",
            "cases:letter",
            "cases:audit-export",
            "cases:arrival-blank",
            "cases:arrival-refused",
            "cases:comparison-csv",
            "people:export",
            "criteria:template",
            "criteria:words",
            "benefits:export",
            "laboratory:export",
            "recognition:evidence",
            "recognition:example-pdf",
            "recognition:example-xlsx",
            "recognition:document",
            "recognition:pdf",
            "recognition:xlsx",
            "selectivity:export",
            "standing:export",
            "standing:blank",
            "standing:refused",
            "portal:document",
            "portal:certificate",
            "portal:letter",
            "portal:report",
            "portal:paper",
            "recognition:by-file-file",
            "recognition:by-file-refused",
            "portal:workbook_out",
        ),
        FILE,
    ),
    **dict.fromkeys(("portal:following", "recognition:by-file-upload"), LEADS),
    **dict.fromkeys(("cases:arrival-progress", "recognition:guide-seen"), PART),
    "recognition:guide": "stands only where the nodes of the demonstration run beside, whom it asks",
    "cases:redraw": "a form of three fields, of a team that was drawn anew again and again",
    "cases:owed-audit": "a form of two fields, for an office of very few; the page that leads to it is opened",
    "people:unlock": "a form of one field, for an account that is shut; the page that leads to it is opened",
    **dict.fromkeys(("laboratory:index", "laboratory:every_box", "laboratory:scenario"), LABORATORY),
}


def addresses(patterns: Any = None, before: str = "", room: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every address of the desk and the portal: its name, how it is written, and the pattern."""
    if patterns is None:
        from django.urls import get_resolver

        patterns = get_resolver().url_patterns
    for one in patterns:
        written = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns, written, one.namespace or room)
        elif written.startswith(ROOMS):
            yield f"{room}:{one.name}", written, one
