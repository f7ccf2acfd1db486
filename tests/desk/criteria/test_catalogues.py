"""Catalogues on the desk: read, searched, compared; a draft is loaded, commented on, answered, adopted by another."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import desk_clock
from tests.criteria.test_reading import OWN
from tests.world import World
from trustlane.access.roles import Role
from trustlane.criteria import queries, reading
from trustlane.criteria.library import shipped
from trustlane.desk.criteria.views.crosswalks import rows_of

pytestmark = pytest.mark.django_db
PAGE = "/desk/criteria/"


def day(days: int) -> str:
    return (desk_clock.now().date() + timedelta(days=days)).isoformat()


def signed_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class Desk:
    """The browsers of those who draft, adopt, answer for an agency, audit and trade."""

    def __init__(self, world: World) -> None:
        self.drafter = signed_in(world.user(Role.CASE_OFFICER))
        self.adopter = signed_in(world.user(Role.DECISION_MAKER))
        self.agency = signed_in(world.user(Role.AGENCY_OFFICER, office="FOOD"))
        self.stranger = signed_in(world.user(Role.AGENCY_OFFICER, office="PORT"))
        self.auditor = signed_in(world.user(Role.AUDITOR))
        self.trader = signed_in(world.trader("XA-OP-1"))

    def load(self, words: str = OWN, **more: Any) -> Any:
        file = SimpleUploadedFile("own.yaml", words.encode())
        return self.drafter.post(f"{PAGE}load/", {"file": file, "successors": "", **more})

    def consulted(self, words: str = OWN, name: str = "own-2026") -> str:
        assert self.load(words).status_code == 302
        asked = {"bodies": "FOOD\nChamber of trade", "until": day(10)}
        assert self.drafter.post(f"{PAGE}{name}/edition/consult/", asked).status_code == 302
        return f"{PAGE}{name}/edition/"


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_what_ships_is_listed_read_searched_and_taken_away(desk: Desk) -> None:
    listed = desk.auditor.get(PAGE).content.decode()
    for name in shipped().catalogues:
        assert f"{PAGE}{name}/" in listed
        assert desk.auditor.get(f"{PAGE}{name}/").status_code == 200
    found = desk.auditor.get(f"{PAGE}safe-2025/?search=seal&level=must&of=operator&role=carrier")
    assert 0 < found.context["shown"] < 20
    assert "seal" in found.content.decode().casefold()
    assert desk.auditor.get(f"{PAGE}safe-2025/?search=zzzz&role=nobody").context["shown"] == 0
    file = desk.auditor.get(f"{PAGE}rkc-332-2006/words.yaml")
    assert file["Content-Type"].startswith("application/yaml")
    assert file.content.decode() == queries.words("rkc-332-2006")
    assert (
        desk.auditor.get(f"{PAGE}template.yaml").content == desk.auditor.get(f"{PAGE}national-2026/words.yaml").content
    )


def test_a_draft_goes_over_comments_and_answers_to_adoption_by_another(desk: Desk) -> None:
    at = desk.consulted()
    page = f"{PAGE}own-2026/"
    assert "Comment" in desk.agency.get(page).content.decode()
    assert desk.agency.post(f"{at}comment/", {"item": "A.1", "text": "Five is long."}).status_code == 302
    letter = {"item": "", "text": "Good.", "body": "Chamber of trade", "letter": "No 7 of 5 March"}
    assert desk.drafter.post(f"{at}comment/", letter).status_code == 302
    assert desk.drafter.post(f"{at}close/", {}).status_code == 302
    told = desk.adopter.get(at)
    assert "2 comments wait for their answers" in told.content.decode()
    adoption = {"begins": day(0), "until": day(30), "reason": "Agreed."}
    refused = desk.adopter.post(f"{at}adopt/", adoption)
    assert refused.status_code == 422
    assert "Comments were not answered" in refused.content.decode()
    for comment in queries.comments(told.context["edition"]):
        answer = {"outcome": "partly", "text": "We see."}
        assert desk.drafter.post(f"{at}comments/{comment.id}/", answer).status_code == 302
        assert desk.drafter.post(f"{at}comments/{comment.id}/", answer).status_code == 422
    assert desk.drafter.post(f"{at}adopt/", adoption).status_code == 403
    assert desk.adopter.post(f"{at}adopt/", adoption).status_code == 302
    assert "In force" in desk.stranger.get(PAGE).content.decode()
    assert "We see." in desk.agency.get(at).content.decode()
    assert desk.stranger.get(f"{PAGE}own-2026/").status_code == 200


def test_the_difference_to_the_edition_before_is_shown(desk: Desk) -> None:
    words = (queries.words("national-2026") or "").replace('edition: "2026"', 'edition: "2027"', 1)
    words = words.replace("within the last [three]", "within the last [five]", 1)
    assert desk.load(words).status_code == 302
    shown = desk.drafter.get(f"{PAGE}national-2027/differences/?with=national-2026")
    assert dict(shown.context["counted"])["reworded"] == 1
    assert "[five]" in shown.content.decode()
    assert desk.drafter.get(f"{PAGE}national-2027/differences/?with=safe-2025").status_code == 404
    assert desk.drafter.get(f"{PAGE}safe-2025/differences/").status_code == 200
    assert desk.drafter.get(f"{PAGE}national-2026/differences/").status_code == 200


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (OWN.replace("level: must", "level: shall"), "line 13"),
        (OWN.replace("id: A.10", "id: A.1"), "stands there twice"),
        ("- no\n- catalogue", "begin with"),
        ("\x00", "invisible"),
        ("", "empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_line(desk: Desk, words: str, told: str) -> None:
    answer = desk.load(words)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_bad_input_is_refused_and_breaks_nothing(desk: Desk) -> None:
    at = desk.consulted()
    bad = [
        (desk.drafter, f"{PAGE}load/", {}),
        (desk.drafter, f"{PAGE}load/", {"file": SimpleUploadedFile("x.yaml", OWN.encode())}),
        (desk.drafter, f"{PAGE}load/", {"file": SimpleUploadedFile("x.yaml", OWN.encode()), "successors": "\x00"}),
        (desk.drafter, f"{at}revise/", {"file": SimpleUploadedFile("x.yaml", OWN.encode())}),
        (desk.drafter, f"{at}consult/", {"bodies": "x", "until": "9999-99-99"}),
        (desk.drafter, f"{at}consult/", {"bodies": "x", "until": "9999-12-31"}),
        (desk.drafter, f"{at}close/", {"seen": "x"}),
        (desk.drafter, f"{at}close/", {"seen": "1"}),
        (desk.drafter, f"{at}drop/", {"reason": " "}),
        (desk.agency, f"{at}comment/", {"item": "Z.1", "text": "x"}),
        (desk.agency, f"{at}comment/", {"item": "A.1", "text": "x" * 20_001}),
        (desk.agency, f"{at}comment/", {"item": "A.1", "text": "\x00"}),
        (desk.drafter, f"{at}comment/", {"item": "A.1", "text": "x", "body": "PORT", "letter": "1"}),
        (desk.adopter, f"{at}adopt/", {"begins": day(1), "until": day(2), "reason": "x"}),
    ]
    for client, address, given in bad:
        assert client.post(address, given).status_code == 422, (address, given)
    for address in ("none-2026/", "none-2026/edition/", "own-2026/edition/forge/", "relations/safe-2025/safe-2025/"):
        assert desk.drafter.get(PAGE + address).status_code == 404, address
    assert desk.drafter.get(f"{at}comments/99999999999999999999999/").status_code == 404
    assert desk.drafter.get(f"{PAGE}none-2026/words.yaml").status_code == 404


def test_each_page_is_for_those_it_concerns(desk: Desk) -> None:
    at = desk.consulted()
    for client in (desk.stranger, desk.trader):
        for address in (at, f"{PAGE}own-2026/", f"{PAGE}own-2026/words.yaml", f"{at}comment/", f"{at}adopt/"):
            assert client.get(address).status_code == 403, address
    assert desk.trader.get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code in (302, 403)
    for address in (f"{PAGE}load/", f"{at}close/", f"{at}revise/"):
        for client in (desk.agency, desk.adopter, desk.auditor):
            assert client.get(address).status_code == 403, address
    assert desk.auditor.get(at).status_code == 200
    assert desk.agency.get(at).context["history"] == ()


def test_two_catalogues_stand_side_by_side_and_what_has_no_counterpart_is_named(desk: Desk) -> None:
    assert "safe-2025 – ctpat-msc-2020" in desk.auditor.get(f"{PAGE}relations/").content.decode()
    for crosswalk in shipped().crosswalks:
        one, other = crosswalk.of.name, crosswalk.to.name
        forth = desk.auditor.get(f"{PAGE}relations/{one}/{other}/")
        back = desk.auditor.get(f"{PAGE}relations/{other}/{one}/")
        there, here = dict(forth.context["counted"]), dict(back.context["counted"])
        assert sum(there.values()) - there["none"] == len(crosswalk.links)
        assert (there["covers"], there["covered_by"]) == (here["covered_by"], here["covers"])
        assert len(forth.context["lonely"]) == here["none"]
        items = [item for item in shipped().catalogues[one].items.values() if item.of == "operator"]
        assert {row.item.id for row in forth.context["rows"]} == {item.id for item in items}
    alone = desk.auditor.get(f"{PAGE}relations/safe-2025/rkc-332-2006/?relation=none")
    assert {row.relation for row in alone.context["rows"]} == {"none"}


WALK = """\
from: {catalogue: safe, edition: "2025"}
to: {catalogue: stairsec, edition: "2004"}
about: For tests.
links:
  - {from: A.O1, relation: overlaps, to: %s, why: Both ask for a clean record.}
"""


def related() -> str:
    """A crosswalk that nobody wrote yet."""
    items = shipped().catalogues["stairsec-2004"].items.values()
    return WALK % next(item.id for item in items if item.of == "operator")


def test_a_crosswalk_of_our_own_is_loaded_commented_on_adopted_and_listed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, words = "safe-2025_stairsec-2004", related()
    at = desk.consulted(words, name)
    page = desk.agency.get(at).content.decode()
    assert "Both ask for a clean record." in page
    place = desk.agency.get(f"{at}comment/").context["form"].fields["item"].choices[1][0]
    assert desk.agency.post(f"{at}comment/", {"item": place, "text": "Too wide."}).status_code == 302
    letter = {"item": "", "text": "Good.", "body": "Chamber of trade", "letter": "No 7 of 5 March"}
    assert desk.drafter.post(f"{at}comment/", letter).status_code == 302
    assert desk.drafter.post(f"{at}close/", {}).status_code == 302
    for comment in queries.comments(desk.drafter.get(at).context["edition"]):
        assert "Too wide." in desk.drafter.get(f"{at}comments/{comment.id}/").content.decode() or not comment.item
        desk.drafter.post(f"{at}comments/{comment.id}/", {"outcome": "not_taken", "text": "We see."})
    adoption = {"begins": day(1), "reason": "Agreed."}
    assert "until" not in desk.adopter.get(f"{at}adopt/").context["form"].fields
    assert desk.drafter.post(f"{at}adopt/", adoption).status_code == 403
    for early in (-1, 0):  # whatever was begun earlier that day keeps what it was asked
        assert desk.adopter.post(f"{at}adopt/", adoption | {"begins": day(early)}).status_code == 422
    assert desk.adopter.post(f"{at}adopt/", adoption).status_code == 302
    assert name not in desk.auditor.get(f"{PAGE}relations/").content.decode()
    tomorrow = desk_clock.now() + timedelta(days=1)
    monkeypatch.setattr("trustlane.pages.people.timezone", SimpleNamespace(now=lambda: tomorrow))
    assert "In force" in desk.stranger.get(PAGE).content.decode()
    assert name in desk.auditor.get(f"{PAGE}relations/").content.decode()
    side = desk.auditor.get(f"{PAGE}relations/safe-2025/stairsec-2004/")
    assert dict(side.context["counted"])["overlaps"] == 1
    assert desk.auditor.get(f"{PAGE}{name}/words.yaml").content.decode() == words
    assert desk.auditor.get(f"{PAGE}{name}/").status_code == 404
    assert desk.auditor.get(f"{PAGE}{name}/differences/").status_code == 404
    assert desk.auditor.get(at).status_code == 200


def test_two_items_that_have_nothing_in_common_are_told_so_and_left_among_those_without_a_counterpart() -> None:
    left, right = shipped().catalogues["safe-2025"], shipped().catalogues["stairsec-2004"]
    walk = reading.crosswalk(related().replace("overlaps", "none"), shipped().catalogues, where="walk.yaml")
    for one, other in ((left, right), (right, left)):
        told = [(row.relation, row.other is not None, row.why) for row in rows_of(walk, one, other) if row.why]
        assert told == [("none", True, "Both ask for a clean record.")]


@pytest.mark.parametrize(
    ("was", "wrong", "told"),
    [
        ("from: A.O1", "from: A.O99", "line 5: safe-2025 has no item A.O99"),
        (", relation: overlaps", "", "line 5"),
        ("catalogue: stairsec", "catalogue: nowhere", "line 2: there is no catalogue nowhere-2004"),
    ],
)
def test_a_crosswalk_that_cannot_be_used_is_told_with_its_line(desk: Desk, was: str, wrong: str, told: str) -> None:
    answer = desk.load(related().replace(was, wrong))
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_draft_of_a_crosswalk_is_for_those_it_concerns_and_what_ships_for_every_officer(desk: Desk) -> None:
    at = desk.consulted(related(), "safe-2025_stairsec-2004")
    for client in (desk.stranger, desk.trader):
        for address in (at, f"{PAGE}safe-2025_stairsec-2004/words.yaml"):
            assert client.get(address).status_code == 403, address
    for name in ("safe-2025_rkc-332-2006", "safe-2025.questions"):
        assert desk.stranger.get(f"{PAGE}{name}/words.yaml").content.decode() == queries.words(name)
        assert desk.trader.get(f"{PAGE}{name}/words.yaml").status_code == 403
