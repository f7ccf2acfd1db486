"""Questions about people and the roles they hold at an instant."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from trustlane.access.actors import Actor, HeldRole, person_of
from trustlane.access.models import RoleGrant, RoleProposal, SetUp, User
from trustlane.access.roles import Role


def in_force(at: datetime) -> Q:
    """Grants that hold at that instant: made, begun, not ended, not revoked by then."""
    return in_force_as_known(at, known=at)


def in_force_as_known(at: datetime, *, known: datetime) -> Q:
    """Grants that hold at an instant by what had been recorded up to another: a later revocation is not known yet."""
    return (
        Q(granted_at__lte=min(at, known), valid_from__lte=at)
        & (Q(valid_to__isnull=True) | Q(valid_to__gt=at))
        & (Q(revocation__isnull=True) | Q(revocation__revoked_at__gt=min(at, known)))
    )


def actor_of(user: User, *, at: datetime) -> Actor:
    """The person as the permits see it at that instant: one query, so that a face asks once a request."""
    return actors_of([user], at=at)[user.pk]


def actors_of(users: Collection[User], *, at: datetime) -> dict[int, Actor]:
    """Several people as the permits see them at that instant, by number: one query for all of them."""
    held: dict[int, set[HeldRole]] = {user.pk: set() for user in users}
    grants = RoleGrant.objects.filter(in_force(at), user_id__in=held)
    for person, role, office in grants.values_list("user_id", "role", "office"):
        held[person].add(HeldRole(Role(role), office))
    return {
        user.pk: Actor(
            id=user.actor,
            active=user.is_active,
            office=user.office,
            operator=user.operator,
            roles=frozenset(held[user.pk]),
        )
        for user in users
    }


def people() -> QuerySet[User]:
    """Everybody who was ever enrolled, by name."""
    return User.objects.order_by("full_name", "pk")


def holders(role: Role, *, at: datetime, office: str = "") -> QuerySet[User]:
    """Active people who hold the role at that instant; with an office, for that office."""
    grants = RoleGrant.objects.filter(in_force(at), role=role.value)
    if office:
        grants = grants.filter(office__in=["", office])
    return people().filter(is_active=True, pk__in=grants.values("user"))


def offices(role: Role, *, at: datetime) -> list[str]:
    """The offices for which somebody active holds the role at that instant; who holds it for all names none."""
    grants = RoleGrant.objects.filter(in_force(at), role=role.value, user__is_active=True).exclude(office="")
    return sorted(set(grants.values_list("office", flat=True)))


def grants_of(user: User) -> QuerySet[RoleGrant]:
    """Every role the person was ever given, newest first, with what ended it."""
    return (
        RoleGrant.objects.filter(user=user)
        .select_related("revocation__revoked_by", "proposal", "proposed_by", "approved_by")
        .order_by("-pk")
    )


def open_proposals() -> QuerySet[RoleProposal]:
    """Proposals that wait for a second person, oldest first."""
    return (
        RoleProposal.objects.filter(grant__isnull=True, refusal__isnull=True)
        .select_related("user", "proposed_by")
        .order_by("pk")
    )


def open_set_up(user: User, *, at: datetime) -> SetUp | None:
    """The way to a password that is open for this person now: waiting for a second person, or for the person."""
    return (
        SetUp.objects.filter(user=user, used_at__isnull=True, withdrawn_at__isnull=True, ends_at__gt=at)
        .select_related("user", "begun_by", "confirmed_by")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Name:
    """How a page names an actor of the ledger: the person's name, or the part of the system."""

    actor: str
    full_name: str


def names(actors: set[str]) -> dict[str, Name]:
    """Names for the actors of a story, in one query."""
    people = {actor: person_of(actor) for actor in actors}
    found = dict(User.objects.filter(pk__in=people.values()).values_list("pk", "full_name"))
    return {actor: Name(actor, found.get(person, actor)) for actor, person in people.items()}
