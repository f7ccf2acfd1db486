"""Impostors come by a number in four ways, each as often as stated, and honest hands make the same mistakes."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from tests.simulate.countries import BEGINS, Period, drawn, scenario
from trustlane.simulate.country import Country
from trustlane.simulate.scenario import ScenarioRefused

MANY = {"impostors__per_hundred_members": "60", "impostors__consignments_a_month": "15", "programme__former": "30"}
# Nobody makes a status up, so that whatever the register does not know was mistyped or belongs to a partner.
HONEST = {"trade__false_claims": "0", "conduct__false_claims": "0"}
DAYS = 25


def posed(**shares: str) -> Period:
    """A country of many impostors, all of whom come by their number in the ways said."""
    return drawn(scenario(**MANY, **HONEST, **{f"impostors__{way}": share for way, share in shares.items()}), DAYS)


def claimed(period: Period, condition: pl.Expr) -> pl.DataFrame:
    """What is claimed for importers, a row a claim: importer, identifier."""
    claims = period.goods.filter(condition).select("declaration", "importer", "claims").explode("claims")
    return claims.unnest("claims").filter(pl.col("role") == "importer")


def numbers(period: Period, *states: str, scheme: str = "AEO") -> dict[str, str]:
    """Certificate and trader number of importers whose status was in a state on some day, by certificate."""
    found = {}
    for fact in period.country.standing(BEGINS + timedelta(days=DAYS)):
        if fact.role == "importer" and fact.state in states and fact.known_to is None:
            own = {one.scheme: one.value for one in fact.identifiers}
            found[own["AEO"]] = own["TIN"]
    return found


def test_copying_well_gives_numbers_that_belong_together() -> None:
    period = posed()
    theirs = claimed(period, pl.col("impostor"))
    members = numbers(period, "valid", "suspended", "revoked")
    assert theirs.height > 30
    assert [members[code] for code in theirs["identifier"]] == theirs["importer"].to_list()


def test_an_old_certificate_is_one_whose_status_has_ended() -> None:
    period = posed(ended="1")
    theirs = claimed(period, pl.col("impostor"))
    over = numbers(period, "expired", "suspended", "revoked")
    assert theirs.height > 30
    assert [over[code] for code in theirs["identifier"]] == theirs["importer"].to_list()
    assert (period.goods.filter("impostor")["group"] != "trusted").all()


def test_without_any_status_that_ended_there_is_no_old_certificate() -> None:
    nothing_ends = {"programme__former": "0", "programme__suspended_a_year": "0", "programme__revoked_a_year": "0"}
    country = Country(scenario(**{**MANY, **nothing_ends, "impostors__ended": "1"}), 1)
    held, actors = country._of.held, country._of.actors
    assert held.members[actors.holder[actors.impostor]].all()


def test_a_mistyped_number_is_one_digit_away_and_stays_the_same() -> None:
    period = posed(mistyped="1")
    theirs = claimed(period, pl.col("impostor"))
    right = {tin: code for code, tin in numbers(period, "valid", "suspended", "revoked").items()}
    assert theirs.height > 30
    for importer, code in theirs.select("importer", "identifier").iter_rows():
        assert sum(one != other for one, other in zip(right[importer], code, strict=True)) == 1
    by_actor = period.goods.filter("impostor").select("declaration", "actor").join(theirs, on="declaration")
    assert by_actor.group_by("actor").agg(pl.col("identifier").n_unique())["identifier"].max() == 1


def test_a_status_named_beside_a_number_of_its_own_is_the_members() -> None:
    period = posed(beside="1")
    theirs = claimed(period, pl.col("impostor"))
    members = numbers(period, "valid", "suspended", "revoked")
    assert theirs.height > 30
    assert theirs["identifier"].is_in(list(members)).all()
    honest = set(period.goods.filter(~pl.col("impostor"))["importer"])
    assert not honest & set(theirs["importer"])
    shapes = {number[:3] for number in period.goods.filter(~pl.col("impostor"))["importer"]}
    assert {number[:3] for number in theirs["importer"]} <= shapes, "the number itself does not tell"


def test_ways_divide_as_stated_and_the_rest_copies_well() -> None:
    of = scenario(**MANY, impostors__ended="0.2", impostors__mistyped="0.1", impostors__beside="0.3",
                  operators__regular="3000", operators__years="8")  # fmt: skip
    country = Country(of, 1)
    actors, held = country._of.actors, country._of.held
    theirs, holder = actors.impostor, actors.holder[actors.impostor]
    assert theirs.sum() > 500
    beside = actors.party[theirs] != holder
    assert beside.mean() == pytest.approx(0.3, abs=0.06)
    assert actors.mistypes[theirs].mean() == pytest.approx(0.1, abs=0.04)
    former = ~held.members[holder]
    assert 0.05 < former.mean() < 0.25, "some of those who copy an old certificate copy that of a former member"
    assert not (beside & actors.mistypes[theirs]).any()


def test_former_members_are_in_the_register_as_expired_and_rarely_name_their_status() -> None:
    country = Country(scenario(programme__former="50", operators__regular="3000"), 1)
    facts = country.standing(BEGINS - timedelta(days=1))
    now = {fact.operator: fact for fact in facts if fact.known_to is None and fact.issuer == "XA"}
    expired = [fact for fact in now.values() if fact.state == "expired"]
    members = [fact for fact in now.values() if fact.state == "valid" and fact.role == "importer"]
    assert len(expired) == pytest.approx(0.5 * len(members), rel=0.2)
    assert all(fact.valid_from < BEGINS for fact in expired)
    assert not country._of.held.holds(0)[~country._of.held.members].any()


def test_honest_hands_slip_and_name_a_sister_firm_as_often_as_stated() -> None:
    quiet = {**HONEST, "impostors__per_hundred_members": "0", "impostors__beside": "0"}
    period = drawn(scenario(**quiet, trade__mistyped_claims="0.2", trade__others_claims="0.1"), 12)
    members = numbers(period, "valid", "suspended", "revoked")
    own = {tin: code for code, tin in members.items()}
    honest = claimed(period, pl.col("kind").is_null() & (pl.col("regime") == "import"))
    of_members = honest.filter(pl.col("importer").is_in(list(own)))
    slipped = [code != own[tin] for tin, code in of_members.select("importer", "identifier").iter_rows()]
    assert np.mean(slipped) == pytest.approx(0.2, abs=0.05)
    imports = period.goods.filter(pl.col("kind").is_null() & (pl.col("regime") == "import"))
    others = imports.filter(~pl.col("importer").is_in(list(own)))
    named = honest.filter(~pl.col("importer").is_in(list(own)))
    assert named["identifier"].is_in(list(members)).all()
    assert named.height / others.height == pytest.approx(0.1, abs=0.03)
    assert named.group_by("importer").agg(pl.col("identifier").n_unique())["identifier"].max() == 1


def test_where_nothing_of_it_is_stated_nothing_changes() -> None:
    plain, with_former = drawn(scenario(), 4), drawn(scenario(impostors__ended="0"), 4)
    assert plain.lines.equals(with_former.lines)
    assert not plain.country._of.groups.strangers.size


def test_ways_of_more_than_all_impostors_are_refused() -> None:
    with pytest.raises(ScenarioRefused, match="`ended`, `mistyped` and `beside` add up to more than 1"):
        scenario(impostors__ended="0.5", impostors__beside="0.6")
