"""The exchange of a demonstration's node with its neighbours: keys trusted by two, feeds opened and read, consents.

`python -m trustlane.cli.demo_exchange` lays a neighbour's house and its side of the exchange into the database that the
environment names; `lay` lays the side of the node whose data are there already. Each is done once, or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustlane.cli.demo_firms import firm
from trustlane.config.demonstration import IN_FORCE, NEIGHBOURS, PASSWORD, PEOPLE, PILOT, Neighbour

if TYPE_CHECKING:
    from trustlane.access.models import User

DONE = "demonstration.exchange"
FOUNDED = timedelta(days=800)  # since which a neighbour's house is there
LISTED = timedelta(days=30)
PERIOD = timedelta(minutes=4)  # so short that one can watch a benefit fade: the time is signed every minute
MOST = 20_000  # operators of a partner that may be trusted at once, and added in a day


@dataclass(frozen=True, slots=True)
class Known:
    """A node of the demonstration as the others know it."""

    code: str
    name: str
    host: str  # its name in keysets and origins
    url: str
    state: str

    @property
    def keyset(self) -> bytes:
        """Version 1 of its keys, as it would be fetched from it."""
        return (Path(self.state) / "keysets" / "1.root.json").read_bytes()

    def feed_to(self, code: str) -> str:
        """The origin of its feed to a partner."""
        return f"{self.host}/{code.lower()}"


def read_nodes(file: Path) -> dict[str, Known]:
    """The nodes of a demonstration, by code."""
    return {one["code"]: Known(**one) for one in json.loads(file.read_text("utf-8"))}


def partners(code: str, *, of: tuple[tuple[str, str], ...] = (*IN_FORCE, *PILOT)) -> Iterator[str]:
    """With whom an administration has an arrangement."""
    for one, other in of:
        if code in (one, other):
            yield other if code == one else one


def lay(nodes: Mapping[str, Known], own: str, *, at: datetime) -> bool:
    """Lay this side of the exchange in, if it is not there yet; whether it was."""
    from django.db import transaction

    from trustlane.ledger.actions import record
    from trustlane.ledger.queries import story
    from trustlane.ledger.subjects import Subject

    mark = Subject("demonstration", "exchange")
    with transaction.atomic():
        if story(mark):
            return False
        users = _people(at)
        _consents(own, users, at)
        for code in partners(own):
            if code in nodes:
                _trust(nodes[code], users, at)
        for code in partners(own, of=IN_FORCE):
            if code in nodes:
                _exchange(nodes[own], nodes[code], users, at)
        record(verb=DONE, actor="system:demonstration", subjects=[mark], at=at)
    return True


def lay_all(nodes: Mapping[str, Known], own: str, *, at: datetime) -> None:
    """The exchange, the arrangements behind it, and the first node's firm whose status is followed over the border."""
    from trustlane.cli import demo_arrangements

    lay(nodes, own, at=at)
    demo_arrangements.lay(own, at=at)
    if own == demo_arrangements.FIRST.code:
        from trustlane.cli import demo_walk

        demo_walk.lay(at=at)


def lay_house(neighbour: Neighbour, *, at: datetime) -> None:
    """A small house: its people, and a list of its own programme."""
    from django.db import transaction

    from trustlane.access.models import User
    from trustlane.cli import demo_data

    listed = at - LISTED
    with transaction.atomic():
        if User.objects.exists():
            return
        first, second = f"{neighbour.code}{1:09d}", f"{neighbour.code}{2:09d}"
        users = demo_data.enrol(at - FOUNDED, {"otto": first, "tess": second})
        said = [firm(neighbour, number, "valid", listed) for number in range(1, len(neighbour.firms) + 1)]
        demo_data.upload(said, neighbour.code, listed, users)


def say(neighbour: Neighbour, numbers: Sequence[int], state: str, *, at: datetime) -> None:
    """A further list of that house's programme, by the two who did the first: of these firms it says this state."""
    from trustlane.access.models import User
    from trustlane.cli import demo_data

    users = {user.username: user for user in User.objects.filter(username__in=("rosa", "remy"))}
    demo_data.upload([firm(neighbour, number, state, at) for number in numbers], neighbour.code, at, users)


def _people(at: datetime) -> dict[str, User]:
    """Who does it; whoever of the desk came into the demonstration after its data were laid in is enrolled now."""
    from trustlane.access.actions import people, roles
    from trustlane.access.models import User
    from trustlane.access.roles import Role

    users = {user.username: user for user in User.objects.filter(username__in=[one.username for one in PEOPLE])}
    for person in PEOPLE:
        if person.role != Role.MRA_DESK or person.username in users:
            continue
        user = people.enrol(
            username=person.username,
            full_name=person.full_name,
            password=people.hashed(PASSWORD),
            by=users["ada"],
            at=at,
        )
        proposal = roles.propose(user=user, role=Role.MRA_DESK, by=users["ada"], at=at, reason=str(person.what))
        roles.approve(proposal=proposal, by=users["abel"], at=at)
        users[person.username] = user
    return users


def _consents(own: str, users: Mapping[str, User], at: datetime) -> None:
    """Everybody of whom our programme says something lets its data go."""
    from trustlane.parties.models import Operator
    from trustlane.recognition.actions.consenting import give_consent
    from trustlane.standing.queries import said_by

    holders = Operator.objects.filter(reference__in=list(said_by(own, None)))
    give_consent(operators=list(holders.order_by("pk")), by=users["rosa"], at=at, source="their applications")


def _trust(partner: Known, users: Mapping[str, User], at: datetime) -> None:
    """Two of the desk compare the fingerprint, each by itself."""
    from trustlane.recognition.actions.trusting import agree_keyset, propose_keyset
    from trustlane.recognition.keys import keysets

    data = partner.keyset
    told = keysets.read(data).fingerprint
    row = propose_keyset(partner=partner.code, data=data, fingerprint=told, by=users["mara"], at=at)
    agree_keyset(keyset=row, fingerprint=told, by=users["milo"], at=at)


def _exchange(own: Known, partner: Known, users: Mapping[str, User], at: datetime) -> None:
    """A feed to the partner is opened, and its feed to us is read, each by two of the desk."""
    from trustlane.recognition.actions.agreeing import agree_terms, propose_terms
    from trustlane.recognition.actions.feeds import open_feed, propose_feed
    from trustlane.recognition.agreed import Agreed
    from trustlane.recognition.feed.bodies import ALL
    from trustlane.standing.facts import SCOPES

    mara, milo = users["mara"], users["milo"]
    reason = f"the arrangement with {partner.name}"
    feed = propose_feed(
        origin=own.feed_to(partner.code),
        partner=partner.code,
        fields=ALL,
        scope=SCOPES,
        by=mara,
        at=at,
        reason=reason,
    )
    open_feed(feed=feed, by=milo, at=at, reason=reason)
    # No keys are named: those of the partner's keyset count.
    agreed = Agreed(
        signers=(),
        heartbeats=(),
        scope=("security",),
        preset="periodic",
        period=PERIOD,
        live=MOST,
        in_a_day=MOST,
    )
    terms: Any = propose_terms(origin=partner.feed_to(own.code), issuer=partner.code, agreed=agreed, by=mara, at=at)
    agree_terms(terms=terms, by=milo, at=at)


def main() -> None:
    """Lay a neighbour's house and its side of the exchange into its own database."""
    import os

    from trustlane.config import migrate, seal_key, secret_key
    from trustlane.config.demonstration import NODES_FILE
    from trustlane.config.settings import in_force

    node = in_force()
    secret_key.ensure(node)
    seal_key.ensure_invented(node)
    migrate.django_ready()
    own, at = node.settings.node.administration, datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    lay_house(next(one for one in NEIGHBOURS if one.code == own), at=at)
    lay_all(read_nodes(Path(os.environ[NODES_FILE])), own, at=at)


if __name__ == "__main__":
    main()
