"""`trustlane people`: who is enrolled, and the two hands by which somebody gets a role, before any browser is at hand.

Every deed is done as a named person whose password is asked for, and asks the same permits as the pages.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from trustlane.cli import acting, app, node_database
from trustlane.cli.acting import Doing
from trustlane.cli.refusal import Refused
from trustlane.cli.telling import refuse
from trustlane.config.settings import InForce, in_force

if TYPE_CHECKING:
    from trustlane.access.models import User

people = typer.Typer(no_args_is_help=True, help="People and their roles: given by two, taken away by one.")
app.add_typer(people, name="people")

As = Annotated[
    str, typer.Option("--as", help="Who does it: the name this person logs in with. The password is asked for.")
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        help="File with that password in one line, that only you may read (chmod 600); else you are asked.",
        dir_okay=False,
        exists=True,
    ),
]
Why = Annotated[str, typer.Option("--reason", help="Why; it is recorded and shown with the deed.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Name = Annotated[str, typer.Argument(help="The name the person logs in with.", metavar="NAME")]
RoleName = Annotated[
    str,
    typer.Argument(
        help="case_officer, register_officer, risk_manager, frontline_officer, mra_desk, auditor, administrator, "
        "or operator for somebody outside.",
        metavar="ROLE",
    ),
]
Office = Annotated[str, typer.Option("--office", help="The office, written as declarations write it; empty: all.")]
STATES = ("active", "closed", "waiting")  # as the directory tells them apart


@people.command("list")
def listed(
    role: Annotated[str, typer.Option(help="Only those who hold this role.")] = "",
    office: Annotated[str, typer.Option(help="Only those of this office.")] = "",
    state: Annotated[str, typer.Option(help="Only active, closed or waiting (for a second person).")] = "",
    as_json: AsJson = False,
) -> None:
    """List everybody with their roles, and for whom something waits.

    Whoever holds the server can read its database, so no password is asked for this.

    Example: `trustlane people list --state waiting`
    """
    if state not in ("", *STATES):
        raise refuse(f"--state: expected one of {', '.join(STATES)}, not {state!r}.")
    if role:
        _role(role)
    now = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    with node_database.opened(in_force()):
        found = _found(role, office, state, now)
    if as_json:
        typer.echo(json.dumps({"people": found}, ensure_ascii=False, indent=2))
        return
    table = Table("Logs in as", "Name", "Office", "Acts for", "Roles", "Account")
    for one in found:
        roles = ", ".join(
            f"{held['role']} ({held['office']})" if held["office"] else held["role"] for held in one["roles"]
        )
        cells = (one["username"], one["full_name"], one["office"], one["operator"], roles, one["state"])
        table.add_row(*(escape(_plain(str(cell))) for cell in cells))
    Console().print(table)


@people.command()
def enrol(
    username: Name,
    full_name: Annotated[str, typer.Argument(help="The full name, in quotes.", metavar="FULL_NAME")],
    by: As,
    reason: Why,
    role: Annotated[str, typer.Option(help="A role to propose at once.")] = "",
    office: Office = "",
    operator: Annotated[
        str, typer.Option(help="For somebody outside: the reference of the operator the person acts for.")
    ] = "",
    email: Annotated[str, typer.Option(help="E-mail address, if any.")] = "",
    language: Annotated[str, typer.Option(help="Language of the pages, such as en; empty: as the browser says.")] = "",
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """Enrol somebody, propose the role, and print the link to hand over; it is shown this once.

    The person comes in once a second administrator has run `trustlane people confirm NAME`, which prints the code.

    Example: `trustlane people enrol zoe 'Zoe Reed' --role risk_manager --as anna --reason 'begins on Monday'`

    Ends with 0 when it was done, with 1 where it is refused, with 2 where what was given cannot be used.
    """
    _fit_to_print(username, full_name)
    if operator and role not in ("", "operator"):
        raise refuse("Who acts for an operator holds no role here: leave --role out.")
    wanted = _role("operator") if operator else _role(role) if role else None
    node = in_force()
    with acting.as_person(node, by, password_file) as doing:
        from trustlane.access.actions import arrivals
        from trustlane.access.halves import LASTS, new_link, shown
        from trustlane.parties.queries import operator as known

        if operator and known(operator) is None:
            raise Refused(f"The register knows no operator by the reference {operator!r}.")
        link = new_link()
        arrivals.welcome(
            username=username,
            full_name=full_name,
            email=email,
            office=office,
            role_office=office if wanted is not None and not operator else "",
            operator=operator,
            language=_language(language),
            role=wanted,
            reason=reason,
            link=link,
            by=doing.by,
            at=doing.at,
        )
        told = {
            "username": username,
            "proposed": wanted.value if wanted else None,
            "link": _address(node, shown(link)),
            "until": (doing.at + LASTS).isoformat(timespec="minutes"),
        }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{full_name} is enrolled as {username}. Hand this link over; it is shown this once:")
    typer.echo(f"  {told['link']}")
    typer.echo(f"It opens nothing until somebody else has run: trustlane people confirm {username} --as …")


@people.command()
def grant(
    username: Name,
    role: RoleName,
    by: As,
    reason: Why,
    office: Office = "",
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """Propose a role for somebody; it is held once somebody else has confirmed it.

    Example: `trustlane people grant zoe auditor --as anna --reason 'the audit of this year'`

    Ends with 0 when it is proposed, with 1 where it is refused, with 2 where what was given cannot be used.
    """
    wanted = _role(role)
    with acting.as_person(in_force(), by, password_file) as doing:
        from trustlane.access.actions import roles
        from trustlane.access.dossier import held_or_proposed

        user = _person(username)
        if (wanted.value, office) in held_or_proposed(user, at=doing.at):
            raise Refused(f"{username} holds this role for this office, or it is proposed already.")
        proposal = roles.propose(user=user, role=wanted, office=office, by=doing.by, at=doing.at, reason=reason)
        told = {"proposal": proposal.pk, "username": user.username, "role": role, "office": office}
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"Proposed: {role} for {username}. Somebody else now runs: trustlane people confirm {username} --as …")


@people.command()
def confirm(
    username: Name,
    by: As,
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """Confirm, as the second person, what waits for somebody: the roles proposed, and the way to a password.

    Where a password is still to be chosen, the code is printed; tell it to the person yourself. It is shown this once.

    Example: `trustlane people confirm zoe --as bela`

    Ends with 0 when it was done, with 1 where nothing waits or it is refused, with 2 where it cannot be understood.
    """
    with acting.as_person(in_force(), by, password_file) as doing:
        from trustlane.access.halves import shown

        user = _person(username)
        given, code = _confirm_all(user, doing)
        told = {"username": user.username, "roles": given, "code": shown(code) if code else None}
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    if given:
        typer.echo(f"{username} holds from now on: {', '.join(given)}.")
    if code:
        typer.echo(f"Tell {username} this code, and nobody else; it is shown this once:")
        typer.echo(f"  {told['code']}")


@people.command()
def withdraw(
    username: Name,
    role: RoleName,
    by: As,
    reason: Why,
    office: Annotated[str, typer.Option("--office", help="Only the one held for this office; else all of them.")] = "",
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """Take a role away at once; one person is enough for that. A proposal of it is declined.

    Example: `trustlane people withdraw zoe risk_manager --as anna --reason 'changes office'`

    Ends with 0 when it was done, with 1 where the role is not held or it is refused, with 2 where it cannot be
    understood.
    """
    wanted = _role(role)
    with acting.as_person(in_force(), by, password_file) as doing:
        ended = _end_all(_person(username), wanted.value, office, doing, reason)
    if as_json:
        typer.echo(json.dumps({"username": username, "role": role, **ended}, ensure_ascii=False))
        return
    if ended["withdrawn"]:
        typer.echo(f"{username} no longer holds {role}.")
    if ended["declined"]:
        typer.echo(f"What was proposed is declined: {role} for {username}.")


def _person(username: str) -> User:
    from trustlane.access.queries import people as everybody

    found = everybody().filter(username__iexact=username).first()
    if found is None:
        raise Refused(f"Nobody is enrolled as {username!r}; `trustlane people list` lists everybody.")
    return found


def _confirm_all(user: User, doing: Doing) -> tuple[list[str], str]:
    """Everything that waits for this person, confirmed; the roles given, and the code where one was made."""
    from trustlane.access.actions import arrivals, set_up
    from trustlane.access.halves import new_code
    from trustlane.access.queries import open_proposals, open_set_up

    code, told, given = new_code(), "", []
    waiting = list(open_proposals().filter(user=user))
    for proposal in waiting:
        confirmed = arrivals.confirm(proposal=proposal, code=code, by=doing.by, at=doing.at)
        given.append(confirmed.grant.role)
        told = code if confirmed.set_up is not None else told
    way = open_set_up(user, at=doing.at)
    if way is not None and way.confirmed_by_id is None:
        set_up.confirm(set_up=way, code=code, by=doing.by, at=doing.at)
        told = code
    if not given and not told:
        raise Refused(f"Nothing waits for a second person with {user.username!r}.")
    return given, told


def _end_all(user: User, role: str, office: str, doing: Doing, reason: str) -> dict[str, int]:
    """The roles of this name taken away, and the proposals declined; how many of each."""
    from trustlane.access.actions import roles
    from trustlane.access.queries import grants_of, open_proposals

    held = [
        grant
        for grant in grants_of(user).filter(role=role, revocation__isnull=True)
        if (not office or grant.office == office) and (grant.valid_to is None or grant.valid_to > doing.at)
    ]
    proposed = [one for one in open_proposals().filter(user=user, role=role) if not office or one.office == office]
    if not held and not proposed:
        raise Refused(f"{user.username!r} neither holds {role} nor is proposed for it{' there' if office else ''}.")
    for grant in held:
        roles.revoke(grant=grant, by=doing.by, at=doing.at, reason=reason)
    for proposal in proposed:
        roles.refuse(proposal=proposal, by=doing.by, at=doing.at, reason=reason)
    return {"withdrawn": len(held), "declined": len(proposed)}


def _found(role: str, office: str, state: str, at: datetime) -> list[dict[str, Any]]:
    from trustlane.access.actors import system
    from trustlane.access.directory import Then, Wanted, persons
    from trustlane.access.directory import people as of
    from trustlane.access.roles import Role

    then = Then(at, at)
    reader = system("command-line", [Role.AUDITOR])
    query = of(Wanted(role=role, office=office, state=state), then, by=reader, now=at).order_by("full_name", "pk")
    return [
        {
            "username": one.username,
            "full_name": one.full_name,
            "office": one.office,
            "operator": one.operator,
            "roles": [{"role": held.role, "office": held.office} for held in one.roles],
            "state": "closed" if not one.active else "waiting" if one.waits else "active",
            "password": "chosen" if one.has_password else "not chosen",
        }
        for one in persons(query, then)
    ]


def _role(name: str) -> Any:
    from trustlane.access.roles import Role

    try:
        return Role(name)
    except ValueError:
        raise refuse(f"{name!r} is no role; expected one of {', '.join(Role)}.") from None


def _language(code: str) -> str:
    from django.conf import settings

    codes = [known for known, _ in settings.LANGUAGES]
    if code and code not in codes:
        raise refuse(f"--language: expected one of {', '.join(codes)}, not {code!r}.")
    return code


def _fit_to_print(username: str, full_name: str) -> None:
    """Names that can be shown, as the page asks of them."""
    if not username or not username.isprintable() or " " in username:
        raise refuse(f"{username!r} cannot be a name to log in with: leave out spaces and what cannot be shown.")
    if not full_name.strip() or not full_name.isprintable():
        raise refuse(f"{full_name!r} cannot be shown as a full name.")


def _address(node: InForce, link: str) -> str:
    """Where the link leads, as far as the settings of this node say."""
    web = node.settings.web
    name = next(iter(web.names), web.host)
    place = f"https://{name}" if web.https else f"http://{name}:{web.port}"
    return f"{place}/welcome/{link}/"


def _plain(text: str) -> str:
    """Text from the database, with nothing in it that a terminal would act on."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
