"""Who acts, as the permits see it: frozen, with the roles held at that instant."""

from collections.abc import Iterable
from dataclasses import dataclass

from trustlane.access.roles import Role

_PERSON, _SYSTEM, _NODE = "user:", "system:", "node:"


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role held now, for one office or for all of them ("")."""

    role: Role
    office: str = ""

    def covers(self, office: str) -> bool:
        """Is the role held for that office?"""
        return self.office in ("", office)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a part of the system or a partner's node; ``id`` is what the ledger calls it.

    ``user:7``, ``system:feeds``, ``node:XB``.
    """

    id: str
    active: bool = True
    office: str = ""
    operator: str = ""
    roles: frozenset[HeldRole] = frozenset()

    @property
    def person(self) -> int:
        """The number of the account of the person who acts; 0 where a part of the system does, or nobody."""
        return person_of(self.id)

    @property
    def is_system(self) -> bool:
        """Does a part of the system act by itself?"""
        return self.id.startswith(_SYSTEM)

    @property
    def partner(self) -> str:
        """The code of the administration whose node asks; empty where none does."""
        return self.id.removeprefix(_NODE) if self.id.startswith(_NODE) else ""

    def holds(self, *roles: Role) -> bool:
        """Is one of these roles held, for whatever office?"""
        return any(held.role in roles for held in self.roles)

    def holds_for(self, office: str, *roles: Role) -> bool:
        """Is one of these roles held for this office?"""
        return any(held.role in roles and held.covers(office) for held in self.roles)

    def offices(self, *roles: Role) -> frozenset[str]:
        """The offices these roles are held for; ``""`` among them means all."""
        return frozenset(held.office for held in self.roles if held.role in roles)


def person_of(actor: str) -> int:
    """The number of the account of the person whom the ledger calls so; 0 where it is no person: 7 of ``user:7``."""
    return int(actor.removeprefix(_PERSON)) if actor.startswith(_PERSON) else 0


def id_of_person(person: int) -> str:
    """What the ledger calls the person with the account of that number: ``user:7``."""
    return f"{_PERSON}{person}"


NOBODY = Actor(id="nobody:", active=False)


def system(name: str, roles: Iterable[Role] = ()) -> Actor:
    """A part of the system that acts by itself, with the roles its job needs."""
    return Actor(id=f"{_SYSTEM}{name}", roles=frozenset(HeldRole(role) for role in roles))


def node(partner: str) -> Actor:
    """The node of a partner administration, once its request was believed; it holds no role."""
    return Actor(id=f"{_NODE}{partner}")
