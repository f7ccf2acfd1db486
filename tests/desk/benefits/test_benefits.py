"""What trust spares whom: every figure counts the rows it leads to, and the two counterfactuals are never mixed."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import polars as pl
import pytest
from django.test import Client

from tests.world import World
from trustlane.access.roles import Role
from trustlane.declarations.models import ObservedTreatment
from trustlane.desk.benefits.figures import Figure
from trustlane.selectivity.models import Decision

PAGE = "/desk/benefits/"
HELD = ("orange", "red", "control_at_entry", "request_for_screening", "do_not_load")


def total(client: Client, address: str) -> int:
    return int(client.get(address).context["table"].total)


def figures(page: Any) -> Iterator[Figure]:
    """Every number of declarations on the page that leads somewhere."""
    for line in page["groups"]:
        yield from (line.declarations, *line.held, *line.looked)
    for line in [*page["alone"], *page["programme"]]:
        yield from (line.would, *line.spared, *line.instead)
    for each in page["lines"]:
        yield from (each.line.declarations, *each.line.held)
        yield from (each.alone.would, *each.alone.spared, *each.programme.spared, *each.programme.instead)


@pytest.mark.parametrize("query", ["", "?office=A2", "?track=entry", "?from=2026-03&to=2026-03"])
def test_every_figure_leads_to_exactly_the_declarations_it_counts(director: Client, query: str) -> None:
    page = director.get(PAGE + query).context
    by_address = {figure.href: figure.value for figure in figures(page)}
    assert sum(1 for value in by_address.values() if value) > 5
    for address, value in by_address.items():
        assert total(director, address) == value, address


def test_every_tile_leads_to_the_declarations_it_counts(director: Client) -> None:
    page = director.get(PAGE).context
    trusted = page["trusted"]
    counts = {
        "declarations": trusted.declarations,
        "held": trusted.held[0],
        "alone": trusted.alone.spared[0],
        "programme": trusted.programme.spared[0],
    }
    for name, address in page["tiles"].items():
        assert total(director, address) == counts[name], name


def test_what_hours_rest_on_are_the_declarations_a_counterfactual_changes(director: Client) -> None:
    for line in director.get(PAGE).context["groups"]:
        rows = Decision.objects.filter(current__isnull=False).exclude(regime="entry_summary")
        mine = [one for one in rows if one.declaration in references(director, line.declarations.href)]
        minutes = {"green": 0, "blue": 90, "yellow": 25, "orange": 15, "red": 120}
        for name, counted in (
            ("lane_credit_withheld", line.benefit.alone),
            ("lane_without_credit", line.benefit.programme),
        ):
            saved = sum(minutes[getattr(one, name)] - minutes[one.lane] for one in mine) / 60
            assert counted.saved[0] == pytest.approx(saved)
        changed = [
            sum(one.lane != getattr(one, name) for one in mine)
            for name in ("lane_credit_withheld", "lane_without_credit")
        ]
        assert [total(director, address) for address in line.changed] == changed


def references(client: Client, address: str) -> set[str]:
    taken = client.get(address.replace("/declarations/?", "/declarations/export.csv?"))
    text = b"".join(taken.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return {row["Declaration"] for row in csv.DictReader(io.StringIO(text))}


def test_what_is_spared_and_what_is_looked_at_instead_make_up_the_difference(director: Client) -> None:
    whole = [line.benefit for line in director.get(PAGE).context["groups"]]
    for benefit in whole:
        for counted in (benefit.alone, benefit.programme):
            assert counted.would - counted.spared[0] + counted.instead[0] == benefit.held[0]
    assert whole[0].alone.spared[0]
    assert sum(benefit.programme.spared[0] for benefit in whole)
    assert sum(benefit.programme.instead[0] for benefit in whole)


def test_each_declaration_stands_in_one_group(director: Client, decided: pl.DataFrame) -> None:
    page = director.get(PAGE).context
    goods = decided.filter(pl.col("regime") != "entry_summary")["declaration"].n_unique()
    assert sum(line.declarations.value for line in page["groups"]) == goods
    assert all(line.declarations.value for line in page["groups"])
    assert sum(each.line.declarations.value for each in page["lines"]) == goods


def test_a_small_firm_has_no_status_and_declared_little_before(director: Client) -> None:
    small = next(line for line in director.get(PAGE).context["groups"] if line.group == "small")
    rows = Decision.objects.filter(declaration__in=references(director, small.declarations.href))
    assert rows.count() == small.declarations.value
    for one in rows:
        assert not one.trusted
        assert one.trader_before is not None
        assert one.trader_before <= 12
    busy = Decision.objects.filter(trader="BUSY", trader_before__gt=12)
    assert busy.exists()


def test_shares_of_applied_and_done_are_of_what_was_reported(director: Client) -> None:
    page = director.get(PAGE).context
    assert "The declaration system reported on" not in director.get(PAGE).content.decode()
    for line in page["groups"]:
        assert [figure.rate.cases for figure in line.held] == list(line.benefit.told)
        assert [total(director, address) for address in line.told] == list(line.benefit.told)
    entries = director.get(f"{PAGE}?track=entry")
    assert "reported on 10 of 30" in entries.content.decode()


def test_what_was_done_is_told_by_kind_and_of_what_it_is_a_share(director: Client) -> None:
    groups = director.get(PAGE).context["groups"]
    assert sum(line.looked[0].value for line in groups) > 10
    for line in groups:
        papers, image, opened, audit = line.looked
        assert image.value + opened.value == line.held[2].value
        assert papers.rate.cases == audit.rate.cases == line.benefit.told[2]
        assert image.rate.cases == opened.rate.cases == line.held[2].value
        for reference in references(director, papers.href):
            assert ObservedTreatment.objects.filter(reference=reference, examination="documents").exists()
    assert "Audited after release" in director.get(PAGE).content.decode()


def test_mean_hours_run_from_lodging_to_release(director: Client) -> None:
    assert {line.benefit.waited for line in director.get(PAGE).context["groups"]} == {7.0}


def test_a_past_moment_is_counted_row_by_row_and_gives_the_same(director: Client) -> None:
    def told(page: Any) -> list[Any]:
        return [
            (line.group, replace(line.benefit, released=0, waited_minutes=0), [each.value for each in line.held])
            for line in page["groups"]
        ]

    now = director.get(PAGE).context
    then = director.get(f"{PAGE}?known=2026-06-01").context
    assert then["as_of"].past
    assert told(now) == told(then)
    for figure in figures(then):
        assert "known=2026-06-01" in figure.href


def test_a_past_moment_knows_only_what_was_decided_by_then(director: Client) -> None:
    now, past = director.get(PAGE).context, director.get(f"{PAGE}?known=2026-03-05").context
    assert 0 < past["groups"][0].declarations.value < now["groups"][0].declarations.value
    for figure in [past["groups"][0].declarations, *past["groups"][0].held, *past["programme"][0].spared]:
        assert total(director, figure.href) == figure.value
    assert "Nothing had been decided by then" in director.get(f"{PAGE}?known=2020-01-01").content.decode()


def test_the_files_hold_every_number_of_the_page(director: Client) -> None:
    page = director.get(PAGE).context
    text = director.get(f"{PAGE}export.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(page["lines"])
    by_key = {(row["Month"], row["Group"]): row for row in rows}
    for each in page["lines"]:
        row = by_key[f"{each.month:%Y-%m}", each.line.group]
        assert int(row["Declarations"]) == each.line.declarations.value
        assert int(row["Papers checked"]) == each.line.looked[0].value
        assert int(row["Held, done"]) == each.line.held[2].value
        assert int(row["No programme, prices fitted anew: spared, decided"]) == each.programme.spared[0].value
        assert int(row["Own credit withheld, prices of the day: spared, decided"]) == each.alone.spared[0].value
    book = director.get(f"{PAGE}export.xlsx")
    assert b"".join(book.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert director.get(f"{PAGE}export.pdf").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.AUDITOR, Role.RISK_MANAGER)])
def test_who_may_not_see_what_credit_does_sees_no_benefits(
    decided: pl.DataFrame, world: World, as_person: Callable[[Any], Client], role: Role
) -> None:
    person = as_person(world.user(role, operator="XA1" if role is Role.OPERATOR else ""))
    assert person.get(PAGE).status_code == 403
    assert person.get(f"{PAGE}export.csv").status_code == 403
    for secret in ("group=own", "withheld=held", "alone=yes"):
        assert person.get(f"/desk/selectivity/declarations/?{secret}").status_code == 403


def test_the_two_questions_are_told_apart_in_words(director: Client) -> None:
    text = re.sub(r"\s+", " ", unescape(director.get(PAGE).content.decode()))
    assert "while the prices of that day stayed as they were" in text
    assert "prices are fitted anew" in text
    assert "Never add them" in text


@pytest.mark.parametrize(
    "query", ["?from=2099-01", "?to=junk", "?from=2026-04&to=2026-03", "?office=NOWHERE", "?track=x"]
)
def test_an_address_somebody_made_up_still_shows_a_page(director: Client, query: str) -> None:
    page = director.get(PAGE + query)
    assert page.status_code == 200
    assert page.context["asked"].first <= page.context["asked"].last
