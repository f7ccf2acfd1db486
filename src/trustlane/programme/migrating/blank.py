"""The empty workbook of an arrival: the headings that are read, an example, and what belongs under each."""

from __future__ import annotations

import io

import xlsxwriter  # type: ignore[import-untyped]

from trustlane.parties.roles import ROLES
from trustlane.programme.migrating.words import HEADINGS
from trustlane.programme.stages import Stage

_WORDS = ", ".join(stage.replace("_", " ") for stage in Stage if stage is not Stage.FROZEN)
MEANING = {
    "Case number": "The number the case has in the old system. Empty: the certificate, else the operator's number.",
    "Name": "The operator's legal name. Needed.",
    "TIN": "Trader identification number. One number is needed; columns named EORI, LEI or National number are read "
    "too.",
    "Certificate number": "Needed where the case holds, or held, a status.",
    "Stage": f"Where the case stands. Needed; one of: {_WORDS}. Words such as active, expired, under review are "
    "understood.",
    "Office": "The customs office that has the case. Empty: the one the file is uploaded for.",
    "Scope": "security, compliance or both. Empty: both.",
    "Roles": f"Needed; one or more of {', '.join(ROLES)}, with a comma between.",
    "Tier": "The tier, where the programme has tiers.",
    "Small": "yes for a small firm, else no or empty.",
    "Submitted on": "As YYYY-MM-DD. Write 'unknown' where somebody knows that nobody knows.",
    "Accepted on": "As YYYY-MM-DD, or unknown.",
    "Granted on": "As YYYY-MM-DD, or unknown.",
    "Suspended on": "As YYYY-MM-DD, or unknown. Columns for Revoked on, Annulled on, Appealed on and Revalidated on "
    "are read too.",
    "Valid from": "First day of the status, as YYYY-MM-DD, or unknown.",
    "Valid to": "Last day of the status, as YYYY-MM-DD; empty: without end.",
    "Clock": "The period that was running there, by its name in the preset, such as decision.",
    "Clock begun": "The day it began, as YYYY-MM-DD.",
    "Days used": "How many of its days were used on the day the file speaks of.",
    "Remark": "Kept with the case.",
}
_EXAMPLE = {
    "Case number": "A-2021-0007", "Name": "Example Trading Ltd", "TIN": "XA1234567890",
    "Certificate number": "XA-OLD-0007", "Stage": "active", "Scope": "both", "Roles": "importer, exporter",
    "Small": "yes", "Submitted on": "2021-02-01", "Granted on": "unknown", "Valid from": "2021-06-01",
}  # fmt: skip
_LAST_LINE = 60_000


def blank_workbook() -> bytes:
    """An Excel workbook of three sheets: the empty table, what goes where, and an example."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    table = book.add_worksheet("Cases")
    # Cells are text: leading zeros are real, and a day is read as it is written.
    table.set_column(0, len(HEADINGS) - 1, 18, text)
    table.freeze_panes(1, 0)
    explained = book.add_worksheet("What goes where")
    explained.set_column(0, 0, 22)
    explained.set_column(1, 1, 100, wrapped)
    example = book.add_worksheet("An example")
    example.set_column(0, 0, 22)
    example.set_column(1, 1, 40)
    for place, heading in enumerate(HEADINGS):
        table.write_string(0, place, heading, bold)
        explained.write_string(place, 0, heading, bold)
        explained.write_string(place, 1, MEANING[heading], wrapped)
        example.write_string(place, 0, heading, bold)
        example.write_string(place, 1, _EXAMPLE.get(heading, ""), text)
    for heading, allowed in (("Scope", ["security", "compliance", "both"]), ("Small", ["yes", "no"])):
        place = HEADINGS.index(heading)
        table.data_validation(1, place, _LAST_LINE, place, {"validate": "list", "source": allowed})
    book.close()
    return out.getvalue()
