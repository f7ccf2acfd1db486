"""Who may and who may not is answered in one place, with reasons; what nobody wrote down is refused."""

from datetime import datetime, timedelta
from enum import StrEnum

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.functional import SimpleLazyObject

from tests.world import NOW
from trustlane.access.actions import people, roles
from trustlane.access.actors import NOBODY, Actor, HeldRole
from trustlane.access.evaluator import Permits, full_name, in_force
from trustlane.access.models import User
from trustlane.access.permits import Permission
from trustlane.access.queries import actor_of
from trustlane.access.refusals import NoRowFilter, Refused
from trustlane.access.roles import Role
from trustlane.access.tables import about_object, all_of, any_of, holds

ADMINISTRATOR = Actor("user:900", roles=frozenset({HeldRole(Role.ADMINISTRATOR)}))


class Thing(StrEnum):
    SEE = "see"
    TAKE = "take"
    FORGOTTEN = "forgotten"


@about_object(rows=lambda actor, at: Q(username__startswith="p"))
def begins_with_p(actor: Actor, user: User, at: datetime) -> bool:
    """The name begins with p."""
    return user.username.startswith("p")


@about_object()
def says_nothing_of_lists(actor: Actor, user: User, at: datetime) -> bool:
    """Something no list can be filtered by."""
    return True


TABLE = {
    Thing.SEE: any_of(holds(Role.AUDITOR), all_of(holds(Role.CASE_OFFICER), begins_with_p)),
    Thing.TAKE: any_of(all_of(holds(Role.AUDITOR), says_nothing_of_lists)),
}
PERMITS = Permits([TABLE])
AUDITOR = Actor("user:1", roles=frozenset({HeldRole(Role.AUDITOR)}))
CASES = Actor("user:2", roles=frozenset({HeldRole(Role.CASE_OFFICER)}))


def test_yes_comes_with_the_sentences_that_were_true():
    answer = PERMITS.may(CASES, Thing.SEE, User(username="paula"), at=NOW)
    assert answer.allowed
    assert answer.why == ("The person is a case officer.", "The name begins with p.")


def test_no_comes_with_the_sentences_that_were_not():
    answer = PERMITS.may(CASES, Thing.SEE, User(username="quentin"), at=NOW)
    assert not answer
    assert answer.why == ("The person is an auditor.", "The name begins with p.")


def test_a_permission_no_table_names_is_refused_to_everybody():
    answer = PERMITS.may(ADMINISTRATOR, Thing.FORGOTTEN, at=NOW)
    assert (answer.allowed, answer.why) == (False, ("No table of permits names this permission.",))


def test_asked_in_general_a_sentence_about_a_thing_is_not_true():
    assert not PERMITS.may(CASES, Thing.SEE, at=NOW)
    assert PERMITS.may(AUDITOR, Thing.SEE, at=NOW)


def test_a_closed_account_may_nothing_whatever_its_roles():
    closed = Actor("user:3", active=False, roles=AUDITOR.roles)
    assert PERMITS.may(closed, Thing.SEE, at=NOW).why == ("The account is not active.",)


@pytest.mark.parametrize(
    "visitor", [AnonymousUser(), SimpleLazyObject(AnonymousUser), None, "user:1", User(username="new")]
)
def test_a_visitor_is_nobody(visitor):
    assert PERMITS.may(visitor, Thing.SEE, at=NOW).why == ("The account is not active.",)
    assert not NOBODY.active


def test_what_is_required_and_missing_is_refused_with_its_name_and_reasons():
    with pytest.raises(Refused, match="is refused: The person is an auditor") as refused:
        PERMITS.require(NOBODY_ELSE, Thing.SEE, at=NOW)
    assert refused.value.permission == full_name(Thing.SEE)


NOBODY_ELSE = Actor("user:4")


def test_a_permission_stands_in_one_table_only():
    with pytest.raises(ValueError, match="stands in two tables"):
        Permits([TABLE, TABLE])


def test_a_permission_is_named_with_its_room():
    assert full_name(Permission.APPROVE_ROLE) == "access.approve_role"


@pytest.mark.django_db
class TestLists:
    @pytest.fixture(autouse=True)
    def everybody(self):
        for name in ("paula", "pedro", "quentin"):
            User.objects.create(username=name, full_name=name, enrolled_at=NOW)

    def seen(self, actor, permission=Thing.SEE):
        return sorted(PERMITS.visible(actor, permission, User.objects.all(), NOW).values_list("username", flat=True))

    def test_a_clause_about_the_person_alone_shows_every_row(self):
        assert self.seen(AUDITOR) == ["paula", "pedro", "quentin"]

    def test_a_clause_about_the_thing_shows_the_rows_it_is_true_of(self):
        assert self.seen(CASES) == ["paula", "pedro"]

    @pytest.mark.parametrize("actor", [NOBODY_ELSE, NOBODY, None])
    def test_who_may_see_no_row_sees_an_empty_list(self, actor):
        assert self.seen(actor) == []

    def test_a_permission_no_table_names_shows_nothing(self):
        assert self.seen(AUDITOR, Thing.FORGOTTEN) == []

    def test_a_sentence_without_a_filter_shows_no_list_rather_than_too_much(self):
        with pytest.raises(NoRowFilter, match="says_nothing_of_lists"):
            self.seen(AUDITOR, Thing.TAKE)

    @pytest.mark.parametrize("actor", [AUDITOR, CASES, NOBODY_ELSE])
    def test_a_list_shows_exactly_what_is_allowed_one_by_one(self, actor):
        one_by_one = [
            user.username for user in User.objects.order_by("username") if PERMITS.may(actor, Thing.SEE, user, at=NOW)
        ]
        assert self.seen(actor) == one_by_one


@pytest.mark.django_db
class TestRolesHeld:
    def test_a_role_given_by_two_is_held(self, world):
        assert in_force().may(world.user(Role.AUDITOR), Permission.READ_RECORD, at=NOW)

    def test_a_lazy_user_of_a_request_is_the_person(self, world):
        auditor = world.user(Role.AUDITOR)
        assert in_force().may(SimpleLazyObject(lambda: auditor), Permission.READ_RECORD, at=NOW)

    def test_a_person_without_a_role_may_nothing(self, world):
        answer = in_force().may(world.user(), Permission.READ_RECORD, at=NOW)
        assert answer.why == ("The person is an administrator.", "The person is an auditor.")

    def test_a_closed_account_holds_its_roles_and_may_nothing(self, world):
        auditor = world.user(Role.AUDITOR)
        closed = people.close(user=auditor, by=world.administrators()[0], at=NOW, reason="left")
        assert not in_force().may(closed, Permission.READ_RECORD, at=NOW)

    def test_a_role_is_held_from_its_beginning_until_before_its_end(self, world):
        first, second = world.administrators()
        user = world.user()
        day = timedelta(days=1)
        proposal = roles.propose(
            user=user, role=Role.AUDITOR, by=first, at=NOW, reason="audit", valid_from=NOW + day, valid_to=NOW + 3 * day
        )
        roles.approve(proposal=proposal, by=second, at=NOW)
        held = [actor_of(user, at=NOW + n * day).holds(Role.AUDITOR) for n in range(5)]
        assert held == [False, True, True, False, False]

    def test_a_role_is_not_held_before_it_was_given_though_it_be_valid_from_then(self, world):
        first, second = world.administrators()
        user = world.user()
        proposal = roles.propose(user=user, role=Role.AUDITOR, by=first, at=NOW, reason="audit")
        roles.approve(proposal=proposal, by=second, at=NOW + timedelta(days=2))
        assert not actor_of(user, at=NOW + timedelta(days=1)).roles
        assert actor_of(user, at=NOW + timedelta(days=2)).holds(Role.AUDITOR)

    def test_a_role_taken_away_was_held_until_then(self, world):
        user = world.user(Role.AUDITOR)
        later = NOW + timedelta(days=5)
        roles.revoke(grant=user.role_grants.get(), by=world.administrators()[0], at=later, reason="moved on")
        assert actor_of(user, at=later - timedelta(seconds=1)).holds(Role.AUDITOR)
        assert not actor_of(user, at=later).holds(Role.AUDITOR)

    def test_the_roles_of_a_person_take_one_question(self, world, django_assert_num_queries):
        user = world.user(Role.AUDITOR, Role.CASE_OFFICER)
        with django_assert_num_queries(1):
            actor = actor_of(user, at=NOW)
            in_force().may(actor, Permission.READ_RECORD, at=NOW)
            in_force().may(actor, Permission.APPROVE_ROLE, at=NOW)
