"""Two programmes side by side: what crosswalks propose, and which items a new edition opens again."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.recognition.arranged import House, their_catalogue, their_crosswalk
from trustlane.access.refusals import Refused
from trustlane.criteria import reading
from trustlane.criteria.library import shipped
from trustlane.recognition import actions
from trustlane.recognition.comparing import Sides, all_lines, gone, lines, progress, touched
from trustlane.recognition.queries import comparisons
from trustlane.recognition.refusals import (
    CatalogueUnfit,
    CatalogueUnknown,
    ComparedAnew,
    DoneBefore,
    ItemUnknown,
    NothingNew,
    RemedyMissing,
    SidesSame,
    WrongStage,
)
from trustlane.recognition.stages import Stage


def sides(edition: str = "1", relation: str = "covers", **words: str) -> Sides:
    ours = shipped().catalogues["korea-aeo-2024"]
    theirs = reading.catalogue(their_catalogue(edition, **words).decode(), where="theirs", asked=False)
    walk = reading.crosswalk(
        their_crosswalk(edition, relation).decode(), {ours.name: ours, theirs.name: theirs}, where="walk"
    )
    return Sides(ours, theirs, (walk,))


def test_a_crosswalk_proposes_by_what_the_other_side_asks() -> None:
    inward = {line.item.id: line for line in lines(sides(), "inward")}
    outward = {line.item.id: line for line in lines(sides(), "outward")}
    assert inward["L.O1"].proposed == outward["A.1"].proposed == "compatible"
    # Theirs covers ours: who meets theirs meets ours, and not the other way round.
    assert (inward["S.O8"].proposed, outward["A.3"].proposed) == ("compatible", "partly")
    assert inward["S.O8"].besides[0].relation == "covered_by"
    assert outward["A.2"].proposed == inward["F.O1"].proposed == "gap"


def test_the_worked_example_has_every_item_of_both_programmes() -> None:
    ships = shipped()
    example = Sides(ships.catalogues["korea-aeo-2024"], ships.catalogues["ctpat-msc-2020"], ships.crosswalks)
    asked = {line.key for line in all_lines(example)}
    assert len(asked) == len(example.ours.items) + len(example.theirs.items)
    counted = progress(lines(example, "outward"), dict.fromkeys(asked, "gap"))
    assert (counted.asked, counted.gap, counted.left) == (len(example.theirs.items),) * 2 + (0,)
    # The outline of C-TPAT asks nothing of the finances of a firm.
    assert {line.item.id for line in lines(example, "inward") if line.proposed == "gap"} >= {"F.O1", "F.O2", "L.O1"}


def test_the_same_editions_open_nothing() -> None:
    assert touched(sides(), sides()) == {}


def test_other_words_open_the_item_and_what_stands_beside_it() -> None:
    new = sides("2", first="The firm complies with every law.")
    assert touched(sides(), new) == {("outward", "A.1"): "words", ("inward", "L.O1"): "counterpart"}
    assert gone(sides(), new) == ()


def test_another_relation_opens_both_sides_of_the_link() -> None:
    assert touched(sides(), sides("2", "overlaps")) == {("outward", "A.3"): "links", ("inward", "S.O8"): "links"}


def test_a_new_item_is_open_and_one_that_is_gone_is_told() -> None:
    words = their_catalogue("2").decode().replace("id: A.2", "id: A.4")
    old, new = sides(), sides("2")
    changed = Sides(new.ours, reading.catalogue(words, where="theirs", asked=False), new.crosswalks)
    assert touched(old, changed) == {("outward", "A.4"): "new"}
    assert gone(old, changed) == (("outward", "A.2"),)


@pytest.mark.django_db
def test_a_new_edition_of_the_partner_reopens_exactly_what_it_touches(house: House) -> None:
    one = house.at_stage(Stage.COMPARISON)
    comparison = house.compare(one)
    house.judge_all(comparison)
    before = house.at
    for data in (their_catalogue("2", "The firm complies with every law."), their_crosswalk("2")):
        actions.import_file(data=data, file_name="n.yaml", by=house.desk, at=house.later())
    on = house.at.date()
    file = comparisons.comparison_file(comparison, at=None, on=on)
    assert file.left == 0
    assert file.newer == ("korea-aeo-2024", "northport-aeo-2")
    actions.change_editions(
        comparison=comparison, ours=file.newer[0], theirs=file.newer[1], seen=1, by=house.desk, at=house.later()
    )
    file = comparisons.comparison_file(comparison, at=None, on=on)
    reopened = {each.line.key: each.why for each in file.judged if not each.state}
    assert reopened == {("outward", "A.1"): "words", ("inward", "L.O1"): "counterpart"}
    assert file.newer is None
    assert comparisons.comparison_file(comparison, at=before).left == 0
    house.judge(comparison, "outward", "A.1", "gap", remedy="Ask for less.", seen=2)
    file = comparisons.comparison_file(comparison, at=None)
    assert file.line("outward", "A.1").state == "gap"
    assert file.line("inward", "L.O1").former.verdict == "compatible"
    assert len(comparisons.history(comparison, "outward", "A.1")) == 2
    with pytest.raises(NothingNew):
        actions.change_editions(
            comparison=comparison, ours="korea-aeo-2024", theirs="northport-aeo-2", by=house.desk, at=house.later()
        )
    with pytest.raises(ComparedAnew):
        house.judge(comparison, "inward", "L.O1", seen=1)


@pytest.mark.django_db
def test_a_better_crosswalk_reopens_its_items_alone(house: House) -> None:
    one = house.at_stage(Stage.COMPARISON)
    comparison = house.compare(one)
    house.judge_all(comparison)
    data = their_crosswalk("1", "overlaps")
    actions.import_file(data=data, file_name="n.yaml", by=house.desk, at=house.later())
    actions.change_editions(
        comparison=comparison, ours="korea-aeo-2024", theirs="northport-aeo-1", by=house.desk, at=house.later()
    )
    file = comparisons.comparison_file(comparison, at=None)
    assert {each.line.key for each in file.judged if not each.state} == {("outward", "A.3"), ("inward", "S.O8")}


@pytest.mark.django_db
def test_nothing_is_decided_by_a_crosswalk(house: House) -> None:
    comparison = house.compare(house.at_stage(Stage.COMPARISON))
    file = comparisons.comparison_file(comparison, at=None)
    assert file.left == len(file.judged) == 17
    kept = house.judge(comparison, "inward", "L.O1", "gap", remedy="Look at it together.")
    assert (kept.proposed, kept.verdict) == ("compatible", "gap")


@pytest.mark.django_db
def test_a_verdict_names_an_item_a_remedy_and_what_stood_there(house: House) -> None:
    one = house.at_stage(Stage.COMPARISON)
    comparison = house.compare(one)
    with pytest.raises(RemedyMissing):
        house.judge(comparison, "inward", "L.O1", "partly")
    with pytest.raises(ItemUnknown):
        house.judge(comparison, "inward", "A.1")
    house.judge(comparison, "inward", "L.O1", before=0)
    with pytest.raises(ComparedAnew):
        house.judge(comparison, "inward", "L.O1", before=0)
    for person in (house.decider, house.auditor):
        with pytest.raises(Refused):
            actions.judge(
                comparison=comparison, direction="inward", item="L.O1", verdict="gap", by=person, at=house.later()
            )
    house.move("abandon", one)
    with pytest.raises(WrongStage):
        house.judge(comparison, "inward", "L.O1")


@pytest.mark.django_db
def test_sides_are_chosen_from_what_there_is(house: House) -> None:
    one = house.at_stage(Stage.COMPARISON)
    with pytest.raises(SidesSame):
        house.compare(one, ours="safe-2025", theirs="safe-2025")
    with pytest.raises(CatalogueUnknown):
        house.compare(one, ours="northport-aeo-1", theirs="korea-aeo-2024")
    with pytest.raises(CatalogueUnknown):
        house.compare(one, theirs="nowhere-1")
    house.compare(one)
    with pytest.raises(DoneBefore):
        house.compare(one)
    for data in (their_catalogue(), their_crosswalk(), b"\xff", b"id: 1"):
        with pytest.raises(CatalogueUnfit):
            actions.import_file(data=data, file_name="n.yaml", by=house.desk, at=house.later())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE recognition_verdict SET verdict = 'compatible'",
        "DELETE FROM recognition_verdict",
        "UPDATE recognition_comparisonedition SET reopened = '[]'",
        "UPDATE recognition_sidefile SET words = ''",
        "UPDATE recognition_event SET reason = ''",
        "DELETE FROM recognition_event",
        "UPDATE recognition_terms SET words = '{}'",
        "UPDATE recognition_directiondraft SET words = NULL",
        "UPDATE recognition_arrangement SET stage = 'operation'",
        "UPDATE recognition_arrangement SET title = 'x'",
        "DELETE FROM recognition_arrangement",
        "UPDATE recognition_partner SET name = 'x'",
        "UPDATE recognition_contact SET name = 'x'",
    ],
)
def test_the_database_keeps_what_was_said(statement: str, house: House) -> None:
    house.at_stage(Stage.SIGNING)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "move"),
    [
        (Stage.SIGNING, "sign"),
        (Stage.CHANGING, "agree_change"),
        (Stage.RESUMING, "resume"),
        (Stage.TERMINATING, "terminate"),
        (Stage.HELD, "ratify_hold"),
    ],
)
def test_the_database_lets_nobody_settle_what_he_began(
    stage: Stage, move: str, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustlane.access.evaluator import Answer, Permits

    one = house.at_stage(stage)
    monkeypatch.setattr(Permits, "may", lambda *given, **more: Answer(True, ()))
    with pytest.raises(DatabaseError, match="what the same person began"), transaction.atomic():
        house.move(move, one)
