"""A comparison as one page: what each policy found, what it took, who was looked at, and how surely that is known."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from trustlane.cli import trial_charts as charts
from trustlane.cli.signs_of_abuse import FIRST
from trustlane.selectivity.report import layout
from trustlane.selectivity.report.charts import words
from trustlane.simulate.trials import figures, saying
from trustlane.simulate.trials.escapes import escapes
from trustlane.simulate.trials.tally import Tally

if TYPE_CHECKING:
    from trustlane.cli.compare import Compared

STRETCH = 28
GROUPS = ("trusted", "partner", "small", "other")
GROUP_WORDS = (
    "Trusted: the importer truly holds a status. Partner: a partner administration's trusted operator sends. Small: "
    "small and occasional importers. Shares are of declarations of goods."
)


def page(of: Compared) -> str:
    """The whole page as HTML; the same comparison gives the same bytes."""
    sections = [
        _head(of),
        _says(of),
        layout.side_by_side(_found(of, "illicit value found"), _found(of, "harm found")),
        _time(of),
        layout.side_by_side(_groups(of), _capacity(of)),
        _lanes(of),
        _abuse(of),
        _signs(of),
        _escapes(of),
        _costs(of),
    ]
    return layout.document(f"Policies compared in {of.scenario.title or of.scenario.name}", sections)


def _own(of: Compared, policy: str) -> list[Tally]:
    return [tally for tally in of.tallies if tally.policy == policy]


def _mean(tallies: Sequence[Tally], name: str) -> figures.Interval:
    return figures.interval([figures.MEASURES[name](tally) for tally in tallies])


def _head(of: Compared) -> str:
    seeds = sorted({tally.seed for tally in of.tallies})
    first = _own(of, of.policies[0])
    declarations = sum(int(tally.counts["declarations"].sum()) for tally in first)
    stats = [
        (f"{len(of.policies)}", "policies, each in the same countries"),
        (f"{len(seeds)}", "countries" if len(seeds) > 1 else "country: nothing here is more than an example"),
        (f"{of.days:,}", f"days each, after {of.before:,} under the plain policy"),
        (f"{declarations:,}", "declarations and entry summaries a policy"),
    ]
    tiles = "".join(f"<div><b>{value}</b><span>{escape(name)}</span></div>" for value, name in stats)
    return (
        "<header><p class=mark>Trustlane · simulated</p>"
        f"<h1>{escape(of.scenario.title or of.scenario.name)}: policies compared</h1>"
        f"<p>{escape(of.scenario.about)}</p><div class=stats>{tiles}</div></header>"
    )


def _says(of: Compared) -> str:
    listed = "".join(f"<li>{escape(sentence)}</li>" for sentence in of.findings)
    return layout.section("What came of it", escape(saying.SIMULATED), f"<ul>{listed}</ul>")


def _found(of: Compared, measure: str) -> str:
    rows = [(policy, _mean(_own(of, policy), measure)) for policy in of.policies]
    lead = {
        "illicit value found": "Value of goods in which something was wrong and was found, of all there was.",
        "harm found": "Duty evaded and other harm by the country's own scale, of all that would have been done.",
    }[measure]
    chart = charts.shares(rows, f"Share of {measure} by policy", first=of.policies[0])
    return layout.section(words(measure), lead, f"<figure>{chart}</figure>")


def _time(of: Compared) -> str:
    series = {}
    for policy in of.policies:
        points = figures.over_time(of.tallies, policy, "found", "looked", STRETCH)
        series[policy] = [(float(place + 1), point) for place, point in enumerate(points)]
    if max((len(points) for points in series.values()), default=0) < 2:
        return ""
    label = "Hit rate over time by policy"
    chart = layout.wide(charts.lines(series, f"stretches of {STRETCH} days", label), label)
    return layout.section(
        "Does it hold?", "Of the looks in each stretch of days, the share that rightly found something.", chart
    )


def _groups(of: Compared) -> str:
    found = {
        policy: {group: _mean(_own(of, policy), f"examined, {group}").mean for group in GROUPS}
        for policy in of.policies
    }
    chart = charts.groups(found, "Share looked at by group of operators and policy")
    return layout.section("Who is looked at", GROUP_WORDS, f"<figure>{chart}</figure>")


def _capacity(of: Compared) -> str:
    rows = []
    for policy in of.policies:
        own = _own(of, policy)
        use, wait = (
            {lane: sum(each.get(lane, 0.0) for each in found) / len(found) for lane in sorted({*found[0]})}
            for found in ([figures.use(one) for one in own], [figures.waiting(one) for one in own])
        )
        hours = _mean(own, "hours").mean
        used = ", ".join(f"{words(lane).lower()} {share:.0%}" for lane, share in use.items() if share)
        late = ", ".join(f"{words(lane).lower()} {days:,.0f} days" for lane, days in wait.items() if days >= 1)
        rows.append([escape(policy), f"{hours:,.0f}", escape(used), escape(late) or "nothing"])
    lead = (
        "Officer hours; the share of each look's capacity that was asked for; and how many days' work waited at the "
        "end, where more was asked for than there is. What waits is counted as found all the same: the figures of a "
        "policy that asks for far more than there is are what it would find if it had the machines."
    )
    table = layout.table(["Policy", "Hours", "Use of what there is", "Waiting at the end"], rows, "Capacity and queues")
    return layout.section("What it takes", lead, table)


def _lanes(of: Compared) -> str:
    rates = {}
    for policy in of.policies:
        each = [figures.hit_rates(tally) for tally in _own(of, policy)]
        rates[policy] = {lane: sum(one.get(lane, 0.0) for one in each) / len(each) for lane in {*each[0]}}
    lanes = sorted({lane for found in rates.values() for lane in found})
    cells = [
        [escape(policy), *(f"{found[lane]:.1%}" if lane in found else "–" for lane in lanes)]
        for policy, found in rates.items()
    ]
    table = layout.table(["Policy", *map(words, lanes)], cells, "Hit rate by lane")
    return layout.section("Hit rates by lane", "Of the looks in a lane, the share that rightly found something.", table)


def _abuse(of: Compared) -> str:
    rows = []
    for policy in of.policies:
        for one in saying.abuse(of.tallies, policy).to_dicts():
            times = f"{one['times']:.1f} times" if one["times"] is not None else "–"
            rows.append(
                [
                    escape(policy),
                    escape(words(one["abuse"])),
                    f"{one['declarations']:,}",
                    f"{one['rate']:.1%}",
                    f"{one['others']:.1%}",
                    times,
                    f"{one['found']:,} of {one['illicit']:,}",
                ]
            )
    if not rows:
        return ""
    lead = (
        "Impostors declare under a member's number; captured members are taken over from inside. How often their "
        "declarations of goods are looked at, beside those of members of whom neither is so."
    )
    heads = ["Policy", "Abuse", "Declarations", "Looked at", "Other members", "How many times as often", "Found"]
    return layout.section("Abuse of trust", lead, layout.table(heads, rows, "Abuse of trust by policy"))


def _signs(of: Compared) -> str:
    rows = []
    for one in of.signs:
        if one.first.rate is None or not one.actors:
            continue
        low, high = one.first.exact
        rows.append(
            [
                escape(words(one.abuse)),
                escape(words(one.family)),
                f"{one.theirs.rate:.1%} of {one.theirs.cases:,} (by {one.actors:,})",
                f"{one.members.rate:.1%} of {one.members.cases:,}",
                f"{one.first.hits:,} of {one.first.cases:,}, {one.first.rate:.1%}",
                f"{low:.1%} to {high:.1%}",
                f"{one.chance:.1%}",
                f"{one.times:.1f} times",
                "yes" if one.more_often_than_chance else "not told from chance",
            ]
        )
    if not rows:
        return ""
    lead = (
        "Of declarations of goods that stand on a trusted status, how often each family of signals speaks, and how "
        f"many of the {FIRST:.0%} of which it speaks loudest are impostors' or captured members'. Declarations of one "
        "actor are alike: where there are few actors, the truth may lie further away than the interval says. Seen "
        "under the country's plain policy, which none of the policies above changes."
    )
    heads = [
        *("Abuse", "Signals", "Speak of theirs", "Of honest members'", f"Theirs in the first {FIRST:.0%}"),
        *("95 % interval", "By chance", "Times as often", "More often than chance"),
    ]
    return layout.section("What gives abuse away", lead, layout.table(heads, rows, "Signs of abuse of trust"))


def _escapes(of: Compared) -> str:
    rate = of.base.random.per_million
    rows = []
    for tally in of.tallies:
        if not rate or not tally.counts["drawn"].any():
            continue
        told = escapes(tally, rate)
        rows.append(
            [
                escape(tally.policy),
                str(tally.seed),
                f"{told.estimate:,.0f}",
                f"{told.low:,.0f} to {told.high:,.0f}",
                f"{told.truth:,}",
                "yes" if told.covers else "no",
            ]
        )
    if not rows:
        return ""
    lead = (
        f"The lot looks at {rate / 10_000:.1f} % of everybody. What it finds where nothing else would have looked "
        "tells how much escapes that such a look would find. Only a simulation knows the truth beside it."
    )
    heads = ["Policy", "Country", "Estimate, cases", "95 % interval", "Truth", "Within"]
    return layout.section("What escapes", lead, layout.table(heads, rows, "Escapes, estimated by lot"))


def _costs(of: Compared) -> str:
    first = of.policies[0]
    rows = []
    for policy in of.policies[1:]:
        for column, what in (("found_value_minor", "illicit value"), ("found_harm_minor", "harm")):
            by = figures.loss(of.tallies, first, policy, column)
            within = f"{by.low:+.1%} to {by.high:+.1%}" if by.countries > 1 else "one country only"
            rows.append([escape(policy), what, f"{by.mean:+.1%}", within])
    if not rows:
        return ""
    lead = f"By how much less {escape(first)} finds than each other in the same countries; below zero it finds more."
    return layout.section(
        "Differences", lead, layout.table(["Against", "Of", "Less by", "95 % interval"], rows, "Differences")
    )
