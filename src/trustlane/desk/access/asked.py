"""What an address asks of the list of people: whom, in which order, as of when."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo

from django.utils.translation import gettext_lazy as _

from trustlane.access.directory import STATES, Then, Wanted
from trustlane.access.roles import Role
from trustlane.pages.asof import AsOf, read_as_of
from trustlane.pages.tables import Column

COLUMNS = (
    Column("full_name", _("Name"), sorts=True),
    Column("username", _("Logs in as"), sorts=True),
    Column("roles", _("Roles")),
    Column("office", _("Office"), sorts=True),
    Column("state", _("Account")),
    Column("enrolled_at", _("Enrolled"), sorts=True, of=datetime),
    Column("last_login", _("Last log-in"), sorts=True, of=datetime),
)


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """Reads the filters; a value that is not offered counts as none, so that an old link still shows a list."""

    def text(name: str) -> str:
        return " ".join(query.get(name, "").replace("\x00", " ").split())[:200]

    role, state = query.get("role", ""), query.get("state", "")
    return Wanted(
        search=text("search"),
        role=role if role in set(Role) else "",
        office=text("office"),
        state=state if state in STATES else "",
        operator=text("operator"),
    )


def narrowed(wanted: Wanted) -> bool:
    """Does a filter leave anybody out? The company is no filter of its own: it has a page that leads here."""
    return replace(wanted, operator="") != Wanted()


def read_then(query: Mapping[str, str], *, at: datetime, zone: tzinfo) -> tuple[AsOf, Then]:
    """The day asked for, and the instants behind it: another day is asked about as of its end."""
    as_of = read_as_of(query, at=at, zone=zone)
    if as_of.valid == as_of.today:
        return as_of, Then(at, as_of.known, past=as_of.past)
    end = datetime.combine(as_of.valid + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    return as_of, Then(end, as_of.known, past=True)
