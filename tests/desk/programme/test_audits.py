"""The auditor's pages: who comes to them, what they ask, and that following a trail changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.programme.cases import Programme
from trustlane.access.roles import Role
from trustlane.programme.models import Case, Event, Sample
from trustlane.programme.stages import Stage
from trustlane.standing.sheets import read_sheets

pytestmark = pytest.mark.django_db
NEW = "/desk/audits/new/"
SEED = "six dice of the board: 316624"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def draw(client: Client, **asked: Any) -> Any:
    given = {"first": "2020-01-01", "last": "2100-01-01", "size": "3", "strata": "outcome", "seed": SEED}
    return client.post(NEW, given | asked, follow=True)


@pytest.mark.parametrize("who", ["case_officer", "validator", "decision_maker", "agency_officer", "administrator"])
def test_only_an_auditor_draws_and_follows(programme: Programme, as_person: Callable[[Any], Client], who: str) -> None:
    client = as_person(programme.person(who))
    for page in ("/desk/audits/", NEW, "/desk/audits/1/", "/desk/audits/1/XA-C000001/", "/desk/audits/1/result.xlsx"):
        assert client.get(page).status_code == 403
    assert client.post(NEW, {"size": "3"}).status_code == 403
    assert "/desk/audits/" not in text(client.get("/", follow=True))


def test_a_sample_is_drawn_followed_marked_and_taken_away(programme: Programme, auditor: Client) -> None:
    assert "No sample was drawn yet" in text(auditor.get("/desk/audits/"))
    assert "/desk/audits/" in text(auditor.get("/", follow=True))
    for stage in (Stage.SUBMITTED, Stage.REFUSED, Stage.MONITORED):
        programme.case(stage)
    page = draw(auditor)
    sample = Sample.objects.get()
    assert page.request["PATH_INFO"] == f"/desk/audits/{sample.pk}/"
    assert "Gives the same list" in text(page)
    assert SEED in text(page)
    assert draw(auditor).context["sample"].digest == sample.digest
    before = list(Case.objects.order_by("pk").values()), Event.objects.count()
    for place, row in enumerate(page.context["rows"]):
        address = f"/desk/audits/{sample.pk}/{row.reference}/"
        trail = auditor.get(address)
        assert trail.status_code == 200
        assert row.name in text(trail)
        assert auditor.post(address, {}).status_code == 422
        assert auditor.post(address, {"verdict": "finding", "note": " "}).status_code == 422
        given = {"verdict": "finding", "note": "=thin"} if place == 0 else {"verdict": "in_order"}
        assert auditor.post(address, given).status_code == 302
    assert (list(Case.objects.order_by("pk").values()), Event.objects.count()) == before
    done = auditor.get(f"/desk/audits/{sample.pk}/")
    assert (done.context["sample"].left, done.context["sample"].findings) == (0, 1)
    assert "3 of 3" in text(auditor.get("/desk/audits/"))
    cases, how = read_sheets(auditor.get(f"/desk/audits/{sample.pk}/result.xlsx").content)
    assert [line.cells[7] for line in cases.rows[1:]] == ["finding", "in order", "in order"]
    assert cases.rows[1].cells[8] == "=thin"
    assert ("Seed", SEED) in [tuple(line.cells[:2]) for line in how.rows]


def test_without_a_seed_the_server_draws_one(programme: Programme, auditor: Client) -> None:
    programme.case(Stage.SUBMITTED)
    draw(auditor, seed="")
    sample = Sample.objects.get()
    assert not sample.typed
    assert len(bytes.fromhex(sample.seed)) == 32


@pytest.mark.parametrize(
    "asked",
    [
        {"first": "2026-02-01", "last": "2026-01-01"},
        {"first": "never"},
        {"first": "0001-01-01"},
        {"last": "9999-12-31"},
        {"size": "0"},
        {"size": "501"},
        {"size": "many"},
        {"seed": "short"},
        {"seed": "x" * 201},
        {"seed": "sixteen letters\x00and"},
        {"strata": "colour"},
        {"kind": "guessed"},
        {"stage": "nowhere"},
        {"office": "ZZ99"},
        {"officer": "0"},
        {"officer": "x"},
        {"kind": "given_back"},  # an empty population
    ],
)
def test_what_cannot_be_drawn_is_told_beside_the_form(
    programme: Programme, auditor: Client, asked: dict[str, str]
) -> None:
    programme.case(Stage.SUBMITTED)
    assert draw(auditor, **asked).status_code == 422
    assert not Sample.objects.exists()


def test_what_is_not_there_is_not_found(programme: Programme, auditor: Client) -> None:
    case = programme.case(Stage.SUBMITTED)
    draw(auditor, size="1")
    number = Sample.objects.get().pk
    programme.case(Stage.SUBMITTED)
    for page in ("99999/", f"{2**63}/", f"{number}/XA-C999999/", f"99999/{case.reference}/", "99999/result.xlsx"):
        assert auditor.get(f"/desk/audits/{page}").status_code == 404, page
    other = Case.objects.exclude(pk=case.pk).get()
    assert auditor.get(f"/desk/audits/{number}/{other.reference}/").status_code == 404


def test_who_took_part_reads_why_somebody_else_looks(programme: Programme, as_person: Callable[[Any], Client]) -> None:
    both = programme.world.user(Role.CASE_OFFICER, Role.AUDITOR, office="XA01")
    programme.__dict__["officer"] = both
    case = programme.case(Stage.ACCEPTED)
    client = as_person(both)
    draw(client, size="1")
    address = f"/desk/audits/{Sample.objects.get().pk}/{case.reference}/"
    assert "Somebody else looks at this case." in text(client.get(address))
    assert client.post(address, {"verdict": "in_order"}).status_code == 403
