"""A row of the record as a page tells it: what, who, when, its content, and whether it is what was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.ledger.queries import Finding, entry, verify
from trustlane.programme.moves import MOVES

FOUND: Mapping[Finding, tuple[str | Promise, str]] = {
    Finding.INTACT: (_("As it was recorded"), "good"),
    Finding.ERASED: (_("Erased by a recorded deed"), "quiet"),
    Finding.ALTERED: (_("Altered since"), "bad"),
    Finding.MISSING: (_("Its content is gone"), "bad"),
}
OTHERS: Mapping[str, str | Promise] = {
    "open": _("A draft was opened."),
    "receive": _("An application was received that did not come through the portal."),
    "write": _("A message was written."),
    "post_letter": _("A letter was sent."),
    "judge_risk": _("A risk was judged."),
    "judge_leg": _("A leg of the supply chain was judged."),
    "say_method": _("How the supply chain is assessed was said."),
    "change_edition": _("The case was taken over to another edition of the criteria."),
    "call_review": _("A rule called for a look at the holder."),
    "answer_review": _("The call for a look was answered."),
    "open_round": _("The case was put into a round of ratings blind to one another."),
    "apply_migration": _("The case was brought from elsewhere."),
    "look": _("An auditor looked at the case."),
    "ask_redraw": _("It was asked that a seat be drawn anew once more."),
    "agree_redraw": _("A second officer agreed that a seat be drawn anew."),
    "audit_owed": _("An audit that was owed was done."),
}


@dataclass(frozen=True)
class Line:
    """One deed."""

    number: int
    says: str | Promise
    by: str
    at: datetime
    recorded_at: datetime
    reason: str
    content: tuple[tuple[str, str, str], ...]  # name, before, after
    digest: str
    found: str | Promise
    tone: str


def lines(rows: Iterable[Any], names: Mapping[str, str]) -> list[Line]:
    """Rows of the record, each checked."""
    return [_line(row, names) for row in rows]


def _line(row: Any, names: Mapping[str, str]) -> Line:
    told = entry(row)
    found, tone = FOUND[verify(row)]
    before, after = told.before or {}, told.after or {}
    kept = [name for name in (*after, *before) if after.get(name) not in (None, "") or before.get(name)]
    verb = told.verb.removeprefix("programme.")
    says = MOVES[verb].says if verb in MOVES else OTHERS.get(verb, told.verb)
    return Line(
        told.id,
        says,
        names.get(told.actor, told.actor),
        told.at,
        told.recorded_at,
        told.reason,
        tuple((name, _written(before.get(name)), _written(after.get(name))) for name in dict.fromkeys(kept)),
        told.digest,
        found,
        tone,
    )


def _written(value: object) -> str:
    if value in (None, ""):
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
