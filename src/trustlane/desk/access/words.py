"""What people read about accounts and roles: the deeds of the record, and each refusal with what to do instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustlane.access import refusals as access
from trustlane.ledger.queries import Entry
from trustlane.pages.roles import NAMES

Words = str | Promise

SENTENCES: dict[type[Exception], Words] = {
    access.NameTaken: _("Somebody logs in by this name already, or did once. Choose another."),
    access.RoleInTheWay: _(
        "A role rests on whom the account acts for. Take the role away and decline what is proposed, then change it."
    ),
    access.RolesApart: _(
        "Who acts for an operator holds no role of the administration, and who works here acts for no operator. "
        "Enrol the person anew for the other work."
    ),
    access.AlreadySettled: _("Somebody else was quicker: this was settled before. What came of it stands below."),
}


@dataclass(frozen=True)
class Drawn:
    """How a deed is told: its words, the icon and the tone of its mark."""

    title: Words
    icon: str = "point"
    tone: str = "quiet"


# The deeds of the record about a person.
DEEDS: dict[str, Drawn] = {
    "access.found": Drawn(_("Named as one of the first administrators"), icon="building-bank", tone="good"),
    "access.recover": Drawn(_("Named as an administrator when too few were left"), icon="building-bank", tone="warn"),
    "access.enrol_person": Drawn(_("Enrolled"), icon="user-plus", tone="good"),
    "access.amend_person": Drawn(_("Particulars changed"), icon="pencil", tone="quiet"),
    "access.close_account": Drawn(_("Account closed"), icon="lock", tone="bad"),
    "access.reopen_account": Drawn(_("Account opened again"), icon="lock-open", tone="good"),
    "access.prefer_language": Drawn(_("Language chosen"), icon="language", tone="quiet"),
    "access.change_password": Drawn(_("Password changed"), icon="key", tone="quiet"),
    "access.begin_set_up": Drawn(_("Link to a password handed over"), icon="link", tone="busy"),
    "access.confirm_set_up": Drawn(_("Code to a password told"), icon="user-check", tone="busy"),
    "access.finish_set_up": Drawn(_("Password chosen"), icon="key", tone="good"),
    "access.unlock_person": Drawn(_("May try again after wrong passwords"), icon="lock-open", tone="quiet"),
    "access.propose_role": Drawn(_("Role proposed"), icon="user-question", tone="busy"),
    "access.approve_role": Drawn(_("Role given"), icon="user-check", tone="good"),
    "access.refuse_role": Drawn(_("Proposed role declined"), icon="user-x", tone="quiet"),
    "access.revoke_role": Drawn(_("Role taken away"), icon="user-minus", tone="bad"),
    "ledger.erase": Drawn(_("Content of an entry erased"), icon="eraser", tone="quiet"),
}
FIELDS: dict[str, Words] = {
    "username": _("Logs in as"),
    "full_name": _("Name"),
    "email": _("E-mail"),
    "office": _("Office"),
    "operator": _("Acts for"),
    "language": _("Language"),
}


@dataclass(frozen=True)
class Change:
    """One particular before and after a deed; `was` is None where there was nothing before."""

    field: Words
    was: str | None
    became: str


@dataclass(frozen=True)
class Told:
    """One deed of the record as the page tells it."""

    title: Words
    icon: str
    tone: str
    at: datetime
    by: str
    role: Words
    office: str
    changes: tuple[Change, ...]
    reason: str
    erased: bool


def told(entry: Entry, names: Mapping[str, str]) -> Told:
    """One deed in words: what, who, the role it was about, what it changed, and why."""
    drawn = DEEDS.get(entry.verb, Drawn(entry.verb))
    after, before = entry.after or {}, entry.before or {}
    terms = after if "role" in after else before
    return Told(
        title=drawn.title,
        icon=drawn.icon,
        tone=drawn.tone,
        at=entry.at,
        by=gettext("the system") if entry.actor.startswith("system:") else names.get(entry.actor, entry.actor),
        role=NAMES.get(str(terms.get("role", "")), ""),
        office=str(terms.get("office", "")) if "role" in terms else "",
        changes=tuple(_changes(entry.verb, before, after)),
        reason=entry.reason,
        erased=entry.erased_by is not None,
    )


def _changes(verb: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    if verb == "access.amend_person":
        return [Change(FIELDS.get(name, name), str(before.get(name, "")), str(value)) for name, value in after.items()]
    if verb == "access.enrol_person":
        return [Change(label, None, str(after[name])) for name, label in FIELDS.items() if after.get(name)]
    return []


def sentence(refused: Exception) -> str:
    """The sentence of a refusal, or of the nearest kind of refusal that has one."""
    for kind in type(refused).__mro__:
        if kind in SENTENCES:
            return str(SENTENCES[kind])
    return gettext("This was refused, and nothing was changed.")
