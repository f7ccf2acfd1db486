"""The pages about people show whom one may see, as of when one asks, and do nothing that takes two by one."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.world import NOW, World
from trustlane.access.actions import people, roles
from trustlane.access.models import RoleGrant, SetUp, User
from trustlane.access.roles import Role
from trustlane.evidence.workbook import Bounds, read_workbook

pytestmark = pytest.mark.django_db
DESK = "/desk/access/"


def as_person(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def names(answer: Any) -> list[str]:
    return [row.full_name for row in answer.context["table"].rows]


def form(**given: str) -> dict[str, str]:
    return {"full_name": "Zoe Reed", "username": "zoe", "reason": "begins on Monday"} | given


def test_the_list_walks_from_page_to_page_without_losing_anybody(world: World) -> None:
    for number in range(115):
        world.user(full_name=f"Same Name {number % 3}", office="XA01")
    client = as_person(world.administrators()[0])
    address, seen = f"{DESK}?sort=-office", []
    while address:
        table = client.get(address).context["table"]
        seen += [row.id for row in table.rows]
        address = f"{DESK}?sort=-office&after={table.slice.next}" if table.slice.next else ""
    assert len(seen) == len(set(seen)) == 117


@pytest.mark.parametrize("role", [Role.RISK_MANAGER, Role.FRONTLINE_OFFICER, Role.CASE_OFFICER, Role.OPERATOR, None])
def test_who_has_no_business_with_people_sees_none(world: World, role: Role | None) -> None:
    trader = role is Role.OPERATOR
    user = world.user(*([role] if role else []), operator="OP-7" if trader else "")
    client = as_person(user)
    for address in (DESK, f"{DESK}export.csv", f"{DESK}enrol/", f"{DESK}{user.pk}/", f"{DESK}{user.pk}/role/"):
        assert client.get(address).status_code in (403, 404)
    assert "Founder" not in client.get(DESK).content.decode()


def test_an_auditor_sees_everything_and_no_deed(world: World) -> None:
    client = as_person(world.user(Role.AUDITOR))
    somebody = world.user(Role.RISK_MANAGER)
    page = client.get(f"{DESK}{somebody.pk}/").content.decode()
    assert "Take away" not in page
    assert "/close/" not in page
    assert client.post(f"{DESK}{somebody.pk}/close/", {"reason": "x"}).status_code == 403
    assert client.get(f"{DESK}enrol/").status_code == 403
    assert client.get(f"{DESK}export.xlsx").status_code == 200


def test_a_register_officer_sees_and_enrols_those_outside_only(world: World) -> None:
    client = as_person(world.user(Role.REGISTER_OFFICER))
    trader, officer = world.trader("OP-7", full_name="Otto"), world.officer()
    assert names(client.get(DESK)) == ["Otto"]
    assert client.get(f"{DESK}{trader.pk}/").status_code == 200
    assert client.get(f"{DESK}{officer.pk}/").status_code == 404
    assert client.get(f"{DESK}export.csv").status_code == 403
    assert client.post(f"{DESK}{officer.pk}/close/", {"reason": "x"}).status_code == 404
    refused = client.post(f"{DESK}enrol/", form(role="administrator"))
    assert "operator" in refused.context["form"].errors
    assert not User.objects.filter(username="zoe").exists()


def test_the_link_is_shown_once_and_kept_nowhere(world: World) -> None:
    client = as_person(world.administrators()[0])
    shown = client.post(f"{DESK}enrol/", form(role="auditor"))
    link = shown.context["link"]
    half = link.rsplit("/", 2)[1]
    assert half in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store, private"
    zoe = User.objects.get(username="zoe")
    assert half not in client.get(f"{DESK}{zoe.pk}/").content.decode()
    assert not zoe.has_usable_password()
    assert zoe.role_proposals.get().role == "auditor"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": "zoe reed"}, "username"),
        ({"username": "zoe‮eoz"}, "username"),
        ({"username": "FOUNDER1"}, "username"),
        ({"full_name": "​ "}, "full_name"),
        ({"email": "no address"}, "email"),
        ({"role": "king"}, "role"),
        ({"role": "auditor", "only_office": "on"}, "office"),
        ({"operator": "OP-UNKNOWN"}, "operator"),
        ({"language": "tlh"}, "language"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_enrolled_is_said_beside_its_field(world: World, given: dict[str, str], field: str) -> None:
    client = as_person(world.administrators()[0])
    answer = client.post(f"{DESK}enrol/", form(**given))
    assert field in answer.context["form"].errors
    assert not User.objects.filter(username__istartswith="zoe").exists()
    assert not SetUp.objects.exists()


def test_one_administrator_alone_gives_nothing_whatever_is_posted(world: World) -> None:
    first, _ = world.administrators()
    client = as_person(first)
    client.post(f"{DESK}enrol/", form(role="administrator"))
    zoe = User.objects.get(username="zoe")
    proposal = zoe.role_proposals.get()
    assert client.post(f"{DESK}proposals/{proposal.pk}/confirm/").status_code == 403
    assert client.post(f"{DESK}{zoe.pk}/code/").status_code == 403
    client.post(f"{DESK}{first.pk}/role/", {"role": "auditor", "reason": "for me"})
    mine = first.role_proposals.get()
    assert client.post(f"{DESK}proposals/{mine.pk}/confirm/").status_code == 403
    assert client.get(f"{DESK}{first.pk}/link/").status_code == 403
    assert client.post(f"{DESK}{first.pk}/close/", {"reason": "x"}).status_code == 403
    assert not RoleGrant.objects.filter(user=zoe).exists()
    assert SetUp.objects.get().confirmed_by is None


def test_the_second_person_confirms_the_role_and_is_shown_the_code(world: World) -> None:
    first, second = world.administrators()
    as_person(first).post(f"{DESK}enrol/", form(role="auditor", office="XA01", only_office="on"))
    zoe = User.objects.get(username="zoe")
    proposal = zoe.role_proposals.get()
    shown = as_person(second).post(f"{DESK}proposals/{proposal.pk}/confirm/")
    assert len(shown.context["code"]) == 9
    assert (zoe.role_grants.get().office, zoe.role_grants.get().approved_by) == ("XA01", second)
    again = as_person(second).post(f"{DESK}proposals/{proposal.pk}/confirm/", follow=True)
    assert "settled before" in again.content.decode()


def test_a_role_without_a_password_to_choose_is_confirmed_in_place(world: World) -> None:
    first, second = world.administrators()
    user = world.user(password="a long phrase")
    proposal = roles.propose(user=user, role=Role.AUDITOR, by=first, at=NOW, reason="needed")
    answer = as_person(second).post(f"{DESK}proposals/{proposal.pk}/confirm/")
    assert answer.headers["Location"] == f"{DESK}{user.pk}/"


def test_a_role_is_proposed_for_days_that_make_sense(world: World) -> None:
    first, _ = world.administrators()
    user = world.user(Role.AUDITOR)
    client, today = as_person(first), timezone.localdate()
    role = f"{DESK}{user.pk}/role/"
    for given, field in (
        ({"role": "auditor"}, "role"),
        ({"role": "operator"}, "role"),
        ({"role": "mra_desk", "first": "2020-01-01"}, "first"),
        ({"role": "mra_desk", "last": "2020-01-01"}, "last"),
        ({"role": "mra_desk", "first": f"{today + timedelta(9)}", "last": f"{today + timedelta(3)}"}, "last"),
        ({"role": "mra_desk", "last": "9999-12-31"}, "last"),
    ):
        answer = client.post(role, {"reason": "needed", **given})
        assert field in answer.context["form"].errors, given
    last = today + timedelta(30)
    assert client.post(role, {"role": "mra_desk", "last": f"{last}", "reason": "needed"}).status_code == 302
    assert timezone.localdate(user.role_proposals.latest("pk").valid_to) == last + timedelta(1)


@pytest.mark.parametrize(
    ("deed", "done"),
    [("close", lambda user: not user.is_active), ("reopen", lambda user: user.is_active)],
)
def test_a_deed_asks_why_and_is_done_once_that_is_said(world: World, deed: str, done: Any) -> None:
    first, second = world.administrators()
    user = world.user()
    if deed == "reopen":
        people.close(user=user, by=second, at=NOW, reason="left")
    client = as_person(first)
    assert "reason" in client.post(f"{DESK}{user.pk}/{deed}/", {"reason": ""}).context["form"].errors
    assert client.post(f"{DESK}{user.pk}/{deed}/", {"reason": "asked"}).status_code == 302
    user.refresh_from_db()
    assert done(user)


def test_what_a_role_rests_on_is_not_changed_and_nothing_typed_is_lost(world: World) -> None:
    first, _ = world.administrators()
    trader = world.trader("OP-7")
    given = {"full_name": "Otto O.", "operator": "", "reason": "moved"}
    answer = as_person(first).post(f"{DESK}{trader.pk}/amend/", given)
    assert "A role rests on whom the account acts for" in answer.content.decode()
    assert answer.context["form"]["full_name"].value() == "Otto O."
    trader.refresh_from_db()
    assert trader.operator == "OP-7"


def test_another_day_shows_the_past_and_no_deed(world: World) -> None:
    first, _ = world.administrators()
    user = world.user(Role.RISK_MANAGER, full_name="Ana Silva")
    later = NOW + timedelta(days=10)
    people.amend(user=user, full_name="Ana Souza", by=first, at=later)
    roles.revoke(grant=user.role_grants.get(), by=first, at=later, reason="left")
    client = as_person(first)
    past = client.get(f"{DESK}{user.pk}/?valid=2026-03-04&known=2026-03-04").content.decode()
    assert "Ana Silva" in past
    assert "Ana Souza" not in past
    assert "Taken away" not in past
    assert "Change particulars" not in past
    assert "Taken away" in client.get(f"{DESK}{user.pk}/").content.decode()


def test_the_list_is_taken_away_as_shown_and_no_name_becomes_a_formula(world: World) -> None:
    world.user(Role.AUDITOR, full_name="=1+1", office="XA01")
    client = as_person(world.administrators()[0])
    csv = client.get(f"{DESK}export.csv?role=auditor").content.decode("utf-8-sig").splitlines()
    assert len(csv) == 2
    assert csv[1].startswith("'=1+1,")
    assert "auditor@XA01" in csv[1]
    book = client.get(f"{DESK}export.xlsx?role=auditor")
    bounds = Bounds(rows=1_000, columns=100, text=10_000, elements=10**6, unpacked=10**8, shared=10**7)
    (rows,) = (list(filled) for _, filled in read_workbook(io.BytesIO(book.content), bounds))
    assert "=1+1" in str(rows)
    assert client.get(f"{DESK}export.pdf").status_code == 404


def test_too_few_administrators_are_told_to_name_a_third(world: World) -> None:
    first, _ = world.administrators()
    assert "only 2 administrators" in as_person(first).get(DESK).content.decode()
    world.user(Role.ADMINISTRATOR)
    assert "only 3 administrators" not in as_person(first).get(DESK).content.decode()
