"""One person whole: the account as of then, its roles as events, what waits for a second person, and the record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings

from trustlane.access.directory import Person, Then, persons, visible
from trustlane.access.evaluator import Someone
from trustlane.access.models import RoleGrant, RoleProposal, RoleRefusal, SetUp, User
from trustlane.access.queries import grants_of, in_force_as_known, names, open_proposals, open_set_up
from trustlane.access.roles import Role
from trustlane.ledger.queries import Entry, story
from trustlane.ledger.subjects import Subject


@dataclass(frozen=True, slots=True)
class Dossier:
    """All there is about one person: the account as of then, its roles as events, what waits, and the record."""

    person: Person
    user: User
    grants: Sequence[RoleGrant]
    proposals: Sequence[RoleProposal]
    refusals: Sequence[RoleRefusal]
    set_up: SetUp | None
    story: Sequence[Entry]
    names: Mapping[str, str]
    locked_until: datetime | None


def dossier(key: int, then: Then, *, by: Someone, now: datetime) -> Dossier | None:
    """One person, if this person may see it and it was enrolled by then."""
    user = visible(by=by, at=now).filter(pk=key, enrolled_at__lte=then.known).first()
    if user is None:
        return None
    told = story(Subject("user", str(user.pk)), known=then.known)
    refusals = (
        RoleRefusal.objects.filter(proposal__user=user, refused_at__lte=then.known)
        .select_related("proposal__proposed_by", "refused_by")
        .order_by("-pk")
    )
    return Dossier(
        person=persons([user], then)[0],
        user=user,
        grants=list(grants_of(user).filter(granted_at__lte=then.known)),
        proposals=[] if then.past else list(open_proposals().filter(user=user)),
        refusals=list(refusals),
        set_up=None if then.past else open_set_up(user, at=now),
        story=told,
        names={actor: name.full_name for actor, name in names({entry.actor for entry in told}).items()},
        locked_until=None if then.past else locked_until(user, at=now),
    )


def account(key: int, *, by: Someone, at: datetime) -> User | None:
    """One account, if this person may see it."""
    return visible(by=by, at=at).filter(pk=key).first()


def proposable(user: User, role: Role) -> RoleProposal:
    """A role that could be proposed, to ask the permits about; it is not kept."""
    return RoleProposal(user=user, role=role.value)


def held_or_proposed(user: User, *, at: datetime) -> list[tuple[str, str]]:
    """The roles a person holds or is proposed for, each with its office."""
    held = RoleGrant.objects.filter(in_force_as_known(at, known=at), user=user).values_list("role", "office")
    return [*held, *open_proposals().filter(user=user).values_list("role", "office")]


def settled(key: int, *, by: Someone, at: datetime) -> User | None:
    """Whom a proposal was about that is settled, if this person may see the one."""
    return visible(by=by, at=at).filter(role_proposals=key).first()


def locked_until(user: User, *, at: datetime) -> datetime | None:
    """When somebody who gave too many wrong passwords may try again; None where nobody is locked out."""
    wait = timedelta(hours=settings.AXES_COOLOFF_TIME)
    tried = (
        AccessAttempt.objects.filter(
            username__iexact=user.username,
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gt=at - wait,
        )
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    return None if tried is None else tried + wait


def proposal(key: int, *, by: Someone, at: datetime) -> RoleProposal | None:
    """A proposal that is still open, of somebody this person may see."""
    return open_proposals().filter(pk=key, user__in=visible(by=by, at=at)).first()


def grant(key: int, *, by: Someone, at: datetime) -> RoleGrant | None:
    """A grant that was not revoked, of somebody this person may see."""
    return (
        RoleGrant.objects.filter(pk=key, revocation__isnull=True, user__in=visible(by=by, at=at))
        .select_related("user")
        .first()
    )


def confirmers(role: str, *, but: Iterable[int], at: datetime) -> list[str]:
    """Who could be the second person, by name: administrators, and register officers for those outside."""
    able = [Role.ADMINISTRATOR, Role.REGISTER_OFFICER] if role == Role.OPERATOR else [Role.ADMINISTRATOR]
    held = RoleGrant.objects.filter(in_force_as_known(at, known=at), role__in=[each.value for each in able])
    able_users = User.objects.filter(is_active=True, pk__in=held.values("user")).exclude(pk__in=list(but))
    return list(able_users.order_by("full_name", "pk").values_list("full_name", flat=True))
