"""A trial sees declarations and results only, day by day, and its tally counts every declaration once."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import pytest

from tests.simulate.countries import scenario
from trustlane.simulate.trials.baselines import ByLot, ImporterHistory, ScanEverything
from trustlane.simulate.trials.comparing import Job, compare
from trustlane.simulate.trials.looks import Look, Track
from trustlane.simulate.trials.running import Past, past, run
from trustlane.simulate.trials.trial import DECIDED


class Share:
    """A tenth of what is there."""

    def units(self, office: str, day: object, asked: float, /) -> float:
        return 0.1 * asked


TRACKS = (
    Track(
        ("import", "export", "transit"),
        "green",
        "red",
        (Look("orange", 1, 1.0, 0.0, 1.0, Share()), Look("red", 2, 2.0, 0.2, 1.0, Share())),
    ),
    Track(("entry_summary",), "complete", "control_at_entry", (Look("control_at_entry", 1, 1.0, 0.0, 1.0, Share()),)),
)


class Everything:
    """Looks at all by hand, and remembers what it was told."""

    name = "everything"

    def __init__(self, lane: str = "red") -> None:
        self.lane, self.told, self.seen = lane, [], []

    def begin(self, lines, results, outcomes, on):
        self.past, self.on = results, on

    def decide(self, lines, standing, on):
        self.seen.append(lines)
        goods = pl.col("regime").first() != "entry_summary"
        lane = pl.when(goods).then(pl.lit(self.lane)).otherwise(pl.lit("complete"))
        of = lines.group_by("declaration", maintain_order=True).agg(lane=lane)
        return of.select("declaration", "lane", otherwise="lane", drawn=pl.lit(False)).cast(dict(DECIDED))

    def learn(self, results, outcomes, on):
        self.told.append((on, results))


@pytest.fixture(scope="module")
def begun() -> Past:
    return past(scenario(), 1, 12)


def test_every_policy_begins_in_the_same_country(begun: Past) -> None:
    first, second, again = Everything(), Everything(), Everything("green")
    run(begun, first, TRACKS, 2)
    run(begun, again, TRACKS, 2)
    run(begun, second, TRACKS, 2)
    assert all(a.equals(b) for a, b in zip(first.seen, second.seen, strict=True))
    assert first.seen[0].equals(again.seen[0])


def test_a_policy_never_sees_the_truth(begun: Past) -> None:
    policy = Everything()
    run(begun, policy, TRACKS, 1)
    hidden = {"illicit_minor", "stake_minor", "actor", "impostor", "captured", "group", "kind"}
    assert not hidden & set(policy.seen[0].columns)


def test_results_come_when_they_are_known_and_not_before(begun: Past) -> None:
    policy = Everything("blue")  # an audit takes weeks
    run(begun, policy, TRACKS, 45)
    for on, results in policy.told:
        assert (results["known"] == on).all()
    mine = pl.concat([results for _, results in policy.told]).filter(pl.col("on") >= begun.on)
    assert mine.height
    assert mine["declaration"].n_unique() == mine.height, "each result is told once"


def test_what_was_under_way_when_the_trial_began_is_told_too(begun: Past) -> None:
    policy = Everything()
    run(begun, policy, TRACKS, 41)
    told = {one for _, results in policy.told for one in results["declaration"]}
    assert set(begun.coming["declaration"]) <= told
    assert begun.coming.height


def test_the_tally_counts_what_truth_says(begun: Past) -> None:
    kept = []
    tally = run(begun, Everything(), TRACKS, 5, beside=lambda country, lines, decided, on: kept.append((country, on)))
    truth = pl.concat([country.truth(on) for country, on in kept]).filter(~pl.col("cancelled"))
    assert tally.counts["declarations"].sum() == truth.height
    goods = tally.counts.filter(pl.col("track") == 0)
    assert goods["looked"].sum() == goods["declarations"].sum()
    assert 0 < goods["found"].sum() <= goods["illicit"].sum()
    assert goods["found_value_minor"].sum() <= goods["value_minor"].sum()
    assert goods["false"].sum() + goods["found"].sum() <= goods["looked"].sum()


def test_looking_at_everything_by_hand_finds_more_than_a_tenth_by_lot(begun: Past) -> None:
    every, lot = run(begun, Everything(), TRACKS, 15), run(begun, ByLot(TRACKS, 1), TRACKS, 15)
    assert every.counts["found"].sum() > 3 * lot.counts["found"].sum()


def test_what_nobody_looks_at_is_told_by_the_look_it_would_have_had(begun: Past) -> None:
    tally = run(begun, Everything("green"), TRACKS, 10)
    unlooked = tally.counts.filter(pl.col("track") == 0)
    assert unlooked["unlooked"].sum() == unlooked["declarations"].sum()
    assert 0 < unlooked["untold"].sum() < unlooked["declarations"].sum() / 5
    assert unlooked["told_by_lot"].sum() == 0, "nobody was drawn"


def test_baselines_use_what_there_is_and_no_more(begun: Past) -> None:
    for policy in (ByLot(TRACKS, 1), ImporterHistory(TRACKS, 1)):
        queue = run(begun, policy, TRACKS, 10).queue.group_by("lane").agg(pl.col("used", "room").sum())
        assert (queue["used"] <= queue["room"] + 1e-6).all(), policy.name
        assert (queue["used"] >= 0.9 * queue["room"]).all(), policy.name


def test_scanning_everything_makes_a_queue_that_grows(begun: Past) -> None:
    policy = ScanEverything(TRACKS, {"green": "orange", "complete": "control_at_entry"})
    tally = run(begun, policy, TRACKS, 5)
    orange = tally.queue.filter(pl.col("lane") == "orange")
    assert orange["waiting"].is_sorted()
    assert orange["waiting"].last() > 5 * orange["room"].mean()
    assert set(tally.counts["lane"]) <= {"orange", "control_at_entry"}


def test_importer_history_prefers_those_who_were_caught(begun: Past) -> None:
    policy = ImporterHistory(TRACKS, 1)
    policy.begin(begun.lines, begun.results, begun.outcomes, begun.on)
    caught = max(policy.found, key=lambda one: policy.found[one] / policy.looked[one])
    of = pl.DataFrame({"importer": [caught, "nobody knows"], "declaration": ["a", "b"]})
    score = policy.score(of, begun.lines, ())
    assert score[0] > score[1]


class Lots:
    """Makes the lot; can be sent to another process."""

    def __call__(self, seed: int) -> ByLot:
        return ByLot(TRACKS, seed)


def test_side_by_side_gives_what_one_after_the_other_gives() -> None:
    jobs = [Job(scenario(), seed, (Lots(),), TRACKS, 2, 2) for seed in (1, 2)]
    one, two = compare(jobs, processes=1), compare(jobs, processes=2)
    assert [(a.policy, a.seed) for a in one] == [("random", 1), ("random", 2)]
    for a, b in zip(one, two, strict=True):
        assert a.counts.equals(b.counts)
        assert a.queue.equals(b.queue)


def test_days_follow_the_past_without_a_gap(begun: Past) -> None:
    assert begun.on == begun.lines["day"].max() + timedelta(days=1)
