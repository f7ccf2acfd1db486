"""The day at a glance counts what the list shows, for whoever may see it."""

from collections.abc import Callable
from typing import Any

import polars as pl
from django.test import Client

from tests.world import World
from trustlane.access.roles import Role

PAGE = "/desk/selectivity/"


def total(client: Client, address: str) -> int:
    return int(client.get(address).context["table"].total)


def test_the_first_page_shows_the_last_day_that_was_decided(manager: Client, decided: pl.DataFrame) -> None:
    assert manager.get("/", follow=True).request["PATH_INFO"] == PAGE
    assert manager.get(PAGE).context["day"] == decided["day"].max()


def test_every_tile_leads_to_the_rows_it_counts(manager: Client) -> None:
    page = manager.get(PAGE).context
    for name, address in page["rows"].items():
        assert total(manager, address) == getattr(page["tally"], name), name


def test_every_lane_leads_to_the_rows_it_counts_in_both_worlds(manager: Client) -> None:
    page = manager.get(PAGE).context
    assert page["goods"]
    assert page["entries"]
    for line in [*page["goods"], *page["entries"]]:
        assert total(manager, line.href) == line.count, line.lane
        assert total(manager, line.without_href) == line.without, line.lane
    assert sum(line.count for line in [*page["goods"], *page["entries"]]) == page["tally"].decided


def test_every_rate_leads_to_its_numerator_and_its_denominator(manager: Client) -> None:
    page = manager.get(PAGE).context
    assert {line.label for line in page["examined"]} == {"Trusted", "All others"}
    assert any(line.rate.hits for line in page["hits"])
    for line in [*page["examined"], *page["hits"]]:
        assert total(manager, line.hits_href) == line.rate.hits, line
        assert total(manager, line.cases_href) == line.rate.cases, line


def test_every_bar_of_the_quarter_leads_to_its_rows(manager: Client) -> None:
    for series in manager.get(PAGE).context["days_chart"].series:
        busiest = max(range(len(series.values)), key=lambda at: series.values[at])
        assert total(manager, series.links[busiest]) == series.values[busiest]


def test_a_past_moment_is_counted_row_by_row_and_gives_the_same(manager: Client) -> None:
    now, then = manager.get(PAGE).context, manager.get(f"{PAGE}?known=2026-06-01").context
    assert then["as_of"].past
    assert now["tally"] == then["tally"]
    for name in ("goods", "entries", "examined"):
        for one, other in zip(now[name], then[name], strict=True):
            counts = ("count", "without") if name != "examined" else ("rate",)
            assert [getattr(one, each) for each in counts] == [getattr(other, each) for each in counts]
    values = [[list(series.values) for series in page["days_chart"].series] for page in (now, then)]
    assert values[0] == values[1]


def test_one_office_is_counted_alone(manager: Client, decided: pl.DataFrame) -> None:
    page = manager.get(f"{PAGE}?office=A2").context
    assert page["office"] == "A2"
    last = decided.filter((pl.col("office") == "A2") & (pl.col("day") == page["day"]))
    assert page["tally"].decided == last["declaration"].n_unique()
    assert total(manager, page["rows"]["decided"]) == page["tally"].decided


def test_capacity_stands_beside_what_is_expected_to_be_used_in_the_units_of_the_policy(manager: Client) -> None:
    rooms = {room.lane: room for room in manager.get(PAGE).context["rooms"]}
    assert rooms["orange"].unit == "scanner slots"
    assert rooms["orange"].capacity > 0


def test_an_officer_sees_the_figures_of_the_own_office_and_nothing_of_credit(frontline: Client) -> None:
    answer = frontline.get(PAGE)
    page, text = answer.context, answer.content.decode().lower()
    assert page["offices"] == ("A1",)
    assert page["office"] == "A1"
    assert total(frontline, page["rows"]["decided"]) == page["tally"].decided > 0
    assert frontline.get(f"{PAGE}?office=A2").context["office"] == "A1"
    for word in ("credit", "changed by", "trusted=", "without="):
        assert word not in text, word


def test_before_anything_was_decided_the_page_says_so(manager: Client, world: World, as_person: Any) -> None:
    answer = manager.get(f"{PAGE}?known=2020-01-01")
    assert answer.status_code == 200
    assert "Nothing had been decided by then" in answer.content.decode()


def test_what_was_decided_later_is_left_out_of_what_was_known(manager: Client, decided: pl.DataFrame) -> None:
    first = decided["day"].min()
    page = manager.get(f"{PAGE}?known={first}").context
    assert page["day"] == first
    assert total(manager, page["rows"]["decided"]) == page["tally"].decided > 0
    assert "known=" in page["rows"]["decided"]


def test_figures_that_are_remembered_follow_the_next_decision_and_the_next_report(
    world: World, manager: Client, decided: pl.DataFrame
) -> None:
    before = manager.get(PAGE).context
    last = decided.filter(pl.col("day") == before["day"]).head(1)
    world.screened(last.with_columns(declaration=pl.lit("LATE")))
    after = manager.get(PAGE).context
    assert after["tally"].decided == before["tally"].decided + 1
    found = {"declaration": "LATE", "examination": "physical", "result": "find", "lane": "red"}
    world.declared(last.clear(), observed=[found])
    hits = sum(line.rate.hits for line in manager.get(PAGE).context["hits"])
    assert hits == sum(line.rate.hits for line in after["hits"]) + 1


def test_an_empty_house_says_what_to_do(world: World, as_person: Callable[[Any], Client]) -> None:
    answer = as_person(world.user(Role.AUDITOR)).get(PAGE)
    assert "Nothing was decided yet" in answer.content.decode()


def test_a_day_that_is_none_is_refused_with_how_it_is_written(manager: Client) -> None:
    answer = manager.get(f"{PAGE}?day=tomorrow")
    assert answer.status_code == 400
    assert "2026-10-31" in answer.content.decode()


def test_who_has_nothing_to_do_with_decisions_is_refused_in_words(
    world: World, as_person: Callable[[Any], Client]
) -> None:
    for person in (world.trader("IMP1"), world.user(Role.REGISTER_OFFICER)):
        answer = as_person(person).get(PAGE)
        assert answer.status_code == 403
        assert "This is not open to you" in answer.content.decode()
