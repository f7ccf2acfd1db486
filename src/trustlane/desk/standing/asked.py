"""What an address asks of the register: which rows, in which order, as of when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from django.utils.translation import gettext_lazy as _

from trustlane.pages.tables import Column
from trustlane.standing.facts import ROLES, SCOPES, STATES

COLUMNS = (
    Column("name", _("Operator"), sorts=True),
    Column("issuer", _("Issuer"), sorts=True, hint=_("The administration that grants the status")),
    Column("scope", _("Scope"), hint=_("Which risks the standing speaks to")),
    Column("role", _("Role"), sorts=True),
    Column("tier", _("Tier"), sorts=True),
    Column("state", _("Status"), sorts=True),
    Column("valid_from", _("Valid from"), sorts=True, of=date),
    Column("valid_to", _("Valid to"), sorts=True, of=date),
    Column("known_from", _("Known since"), sorts=True, of=datetime),
)
ANY_ROLE = "any"


class Choice(TypedDict):
    """The choices the register's questions take."""

    search: str
    scope: str
    state: str
    issuer: str
    role: str | None


@dataclass(frozen=True)
class Filters:
    """The filters as they stand in the address, what is not offered left out."""

    search: str = ""
    scope: str = ""
    state: str = ""
    issuer: str = ""
    role: str = ""

    @property
    def choice(self) -> Choice:
        """As the register's questions take them: the role a standing has, "" where it names none, None for all."""
        role = None if not self.role else "" if self.role == ANY_ROLE else self.role
        return Choice(search=self.search, scope=self.scope, state=self.state, issuer=self.issuer, role=role)

    @property
    def narrowed(self) -> bool:
        return self != Filters()


def read_filters(query: Mapping[str, str]) -> Filters:
    """Reads the filters; a value that is not offered counts as none, so that an old link still shows a list."""

    def one_of(name: str, offered: tuple[str, ...]) -> str:
        value = query.get(name, "")
        return value if value in offered else ""

    issuer = query.get("issuer", "").strip().upper()
    return Filters(
        search=" ".join(query.get("search", "").replace("\x00", " ").split())[:200],
        scope=one_of("scope", SCOPES),
        state=one_of("state", STATES),
        issuer=issuer if issuer.isalpha() and len(issuer) == 2 else "",
        role=one_of("role", (ANY_ROLE, *(role for role in ROLES if role))),
    )
