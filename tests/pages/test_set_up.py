"""Whoever has a link learns no more than what to do next; with the code a password is chosen, once."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.world import World
from trustlane.access.actions import set_up
from trustlane.access.models import SetUp, User

pytestmark = pytest.mark.django_db
LINK, CODE, PASSWORD = "K2M4-P6R8-TBVD-XFZH-3J5L", "ABCD2345", "lantern-quince-42"
PAGE = f"/welcome/{LINK}/"


@pytest.fixture
def zoe(world: World) -> User:
    first, _ = world.administrators()
    user = world.user(username="zoe", full_name="Zoe Reed")
    at = timezone.now()  # noqa: TID251 - the page goes by the machine's clock
    set_up.begin(user=user, link=LINK, by=first, at=at)
    return user


@pytest.fixture
def confirmed(world: World, zoe: User) -> User:
    _, second = world.administrators()
    at = timezone.now()  # noqa: TID251
    set_up.confirm(set_up=SetUp.objects.get(user=zoe), code=CODE, by=second, at=at)
    return zoe


def sent(**given: str) -> Any:
    return Client().post(PAGE, {"code": CODE, "new_password1": PASSWORD, "new_password2": PASSWORD} | given)


def test_before_a_second_person_confirmed_the_link_says_what_to_wait_for_and_no_name(zoe: User) -> None:
    answer = Client().get(PAGE)
    assert answer.status_code == 200
    assert "A second person has to confirm you first" in answer.content.decode()
    assert "Zoe" not in answer.content.decode()


def test_a_link_that_was_never_made_opens_nothing(db: None) -> None:
    answer = Client().get("/welcome/guessed/")
    assert answer.status_code == 404
    assert "opens nothing" in answer.content.decode()


def test_link_and_code_give_a_password_once(confirmed: User) -> None:
    page = Client().get(PAGE)
    assert "no-store" in page.headers["Cache-Control"]
    assert "Your password is set" in sent(code="abcd 2345").content.decode()
    confirmed.refresh_from_db()
    assert confirmed.check_password(PASSWORD)
    again = sent(new_password1="another-phrase-9", new_password2="another-phrase-9")
    assert again.status_code == 404
    assert "chosen by this link before" in again.content.decode()
    confirmed.refresh_from_db()
    assert confirmed.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "WRONG234"}, "code"),
        ({"code": ""}, "code"),
        ({"new_password2": "something-else-9"}, "new_password2"),
        ({"new_password1": "short", "new_password2": "short"}, "new_password2"),
        ({"new_password1": "zoe reed 123", "new_password2": "zoe reed 123"}, "new_password2"),
    ],
)
def test_what_does_not_do_is_said_beside_its_field(confirmed: User, given: dict[str, str], field: str) -> None:
    answer = sent(**given)
    assert field in answer.context["form"].errors
    confirmed.refresh_from_db()
    assert not confirmed.has_usable_password()


def test_a_weak_password_costs_no_try_of_the_code(confirmed: User) -> None:
    sent(code="WRONG234", new_password1="short", new_password2="short")
    assert SetUp.objects.get().wrong_codes == 0
    sent(code="WRONG234")
    assert SetUp.objects.get().wrong_codes == 1


def test_after_too_many_wrong_codes_only_a_new_one_helps(confirmed: User) -> None:
    for _ in range(5):
        sent(code="WRONG234")
    assert "Too many wrong codes" in sent().content.decode()
    confirmed.refresh_from_db()
    assert not confirmed.has_usable_password()
