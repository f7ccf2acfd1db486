"""Who may and who may not, from the tables in force."""

import pytest

from tests.world import NOW
from trustlane.access.evaluator import in_force
from trustlane.access.permits import Permission
from trustlane.access.roles import Role

pytestmark = pytest.mark.django_db


def test_a_role_given_by_two_is_held(world):
    auditor = world.user(Role.AUDITOR)
    assert in_force().may(auditor, Permission.READ_RECORD, at=NOW).allowed


def test_a_person_without_a_role_may_nothing(world):
    nobody = world.user()
    answer = in_force().may(nobody, Permission.READ_RECORD, at=NOW)
    assert not answer.allowed
    assert answer.why == ("The person is an administrator.", "The person is an auditor.")
