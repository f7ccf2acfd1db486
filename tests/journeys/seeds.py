"""People and things that journeys are about; each function runs once in a process of its own."""

from datetime import UTC, datetime

from trustlane.access.actions import people as accounts
from trustlane.access.actions import roles
from trustlane.access.actions.founding import Founder, found
from trustlane.access.roles import Role


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - journeys happen now


PASSWORD = "journeys-are-long"

STAFF = {
    "rita": ("Rita Register", Role.REGISTER_OFFICER, ""),
    "rolf": ("Rolf Register", Role.REGISTER_OFFICER, ""),
    "mara": ("Mara Risk", Role.RISK_MANAGER, ""),
    "fred": ("Fred Frontline", Role.FRONTLINE_OFFICER, ""),
    "aude": ("Aude Auditor", Role.AUDITOR, ""),
    "otto": ("Otto Operator", Role.OPERATOR, "XA1000000001"),
}


def people() -> None:
    """Two administrators, one person a role, and Nina who has none."""
    at = now()
    first, second = found(
        founders=[Founder("anna", "Anna Admin", PASSWORD), Founder("bela", "Béla Admin", PASSWORD)],
        at=at,
        reason="first start",
    )
    for username, (full_name, role, operator) in STAFF.items():
        user = accounts.enrol(
            username=username, full_name=full_name, password=PASSWORD, operator=operator, by=first, at=at
        )
        proposal = roles.propose(user=user, role=role, by=first, at=at, reason="their work")
        roles.approve(proposal=proposal, by=second, at=now())
    accounts.enrol(username="nina", full_name="Nina New", password=PASSWORD, by=first, at=at)


def register() -> None:
    """A small register: one list applied, and a second that waits with a change and a refused row."""
    from datetime import timedelta

    from trustlane.access.models import User
    from trustlane.standing import actions, queries

    rita, rolf = (User.objects.get(username=name) for name in ("rita", "rolf"))
    at = now()
    head = "Name;TIN;Scope;Role;Status;Valid from;Valid to\n"
    first = head + "".join(
        f"{name};XA60000000{number:02};both;{role};valid;2024-01-01;2028-12-31\n"
        for number, (name, role) in enumerate([("Sorrel Trading", "importer"), ("Teasel Air", "carrier")], start=1)
    )
    applied = actions.upload_list(
        file_name="first.csv", data=first.encode(), issuer="XA", on=at.date(), complete=False, by=rita, at=at
    )
    seen = queries.preview(applied, at=at).digest
    actions.apply_list(upload=applied, seen=seen, by=rolf, at=at)
    later = at + timedelta(seconds=1)
    waiting = first.replace("carrier;valid", "carrier;suspended") + "Nobody;;both;importer;valid;;\n"
    actions.upload_list(
        file_name="second.csv", data=waiting.encode(), issuer="XA", on=at.date(), complete=False, by=rita, at=later
    )
