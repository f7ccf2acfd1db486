"""The report as one page: what was decided, what credit changed, what it rests on, what could not be read."""

from __future__ import annotations

from html import escape

import polars as pl

from trustlane.declarations.frame import Read
from trustlane.selectivity.assessment import Assessment
from trustlane.selectivity.basis import Basis, PriceTables
from trustlane.selectivity.heads import UNDATED
from trustlane.selectivity.report import charts, figures, layout
from trustlane.standing.lists import ListRead

TWO_WORLDS = (
    "Every declaration was decided twice: with the trusted-trader credit, and in a world without it that has the same "
    "officers and machines."
)
NO_LIST = (
    "No list of trusted operators was given, so nobody has credit. Give yours with <code>--standing</code> to see what "
    "it changes."
)
HELD_RATE = (
    "How often goods are held for an image or an inspection. The difference between the two bars of a group is what "
    "the credit does."
)
ROOM = (
    "Prices make expected use meet what each office has that day; use may pass a day's room where a lot or a mandatory "
    "check asks for it."
)
FOUND = (
    "The files also say what was found. Screening never reads that; here it is laid beside the lanes, with 95 % "
    "intervals. What was never inspected has no result. A look is taken where chance × what is at stake × what it "
    "catches is worth most, so a lane may find less often than another and yet find more of the money: both are told."
)
NO_MODEL = (
    "No model was given: chances come from the policy's base rates and the documented signals. Train one on your own "
    "results with <code>trustlane train</code>."
)
MOST_EXAMPLES = 25
MOST_REFUSED = 50
MOST_NAMED = 12


def page(
    decisions: pl.DataFrame, seen: Assessment, basis: Basis, tables: PriceTables, read: Read, listed: ListRead | None
) -> str:
    """The whole page as HTML text; the same input gives the same bytes."""
    order = figures.order_of(basis.policy)
    nothing = figures.nothing_of(basis.policy)
    sections = [
        _head(decisions, basis, listed),
        _lanes(decisions, order, nothing),
        _trusted(decisions, listed),
        _days(decisions, order, nothing),
        layout.side_by_side(_why(decisions, nothing), _capacity(tables, basis)),
        _results(decisions, read, order),
        _applied(decisions),
        _examples(decisions, nothing),
        _refused(read, listed),
        _rests_on(basis, tables, read),
    ]
    return layout.document(f"Screening of {decisions.height:,} declarations", sections)


def _badge(lane: str) -> str:
    return f'<span class="lane {escape(lane)}">{escape(charts.words(lane))}</span>'


def _head(decisions: pl.DataFrame, basis: Basis, listed: ListRead | None) -> str:
    with_date = figures.dated(decisions)
    days = with_date["day"].drop_nulls().unique().sort().to_list()
    span = " to ".join(day.isoformat() for day in dict.fromkeys([*days[:1], *days[-1:]])) or "days unknown"
    undated = decisions.height - with_date.height
    span += f" · {undated:,} without any date" if undated and with_date.height else ""
    looked = decisions.filter(~pl.col("lane").is_in(figures.nothing_of(basis.policy))).height / max(1, decisions.height)
    held = decisions.filter(pl.col("lane").is_in(figures.HELD)).height / max(1, decisions.height)
    stats = [
        (f"{decisions.height:,}", "declarations decided"),
        (f"{looked:.1%}", "looked at in some way"),
        (f"{held:.1%}", "held for an image or an inspection"),
        (
            f"{int(decisions['changed'].sum()):,}",
            "lanes changed by the trusted-trader credit" if listed else "lanes changed by credit (no list was given)",
        ),
        (f"{int(decisions['drawn'].sum()):,}", "drawn by lot"),
    ]
    tiles = "".join(f"<div><b>{value}</b><span>{escape(name)}</span></div>" for value, name in stats)
    return (
        "<header><p class=mark>Trustlane</p><h1>Which consignments to look at</h1>"
        f"<p>{span} · policy “{escape(basis.policy.title or basis.policy.name)}”</p>"
        f"<div class=stats>{tiles}</div></header>"
    )


def _lanes(decisions: pl.DataFrame, order: list[str], nothing: list[str]) -> str:
    counts = figures.lanes_in_both(decisions, order)
    looks = [row for row in counts if row[0] not in nothing] or counts
    lead = TWO_WORLDS
    table = layout.table(
        ["Lane", "With credit", "Without credit"],
        [[_badge(lane), f"{a:,}", f"{b:,}"] for lane, a, b in counts],
        "Declarations by lane",
    )
    return layout.section(
        "Lanes",
        lead,
        layout.side_by_side(
            f"<figure>{charts.two_worlds(looks, 'Declarations by lane in both worlds')}</figure>", table
        ),
    )


def _trusted(decisions: pl.DataFrame, listed: ListRead | None) -> str:
    if listed is None:
        return layout.section(
            "Trusted operators",
            NO_LIST,
            "",
        )
    rows = figures.examination(decisions)
    lead = HELD_RATE
    table = layout.table(
        ["Group", "Declarations", "Held with credit", "Held without"],
        [[escape(name), f"{count:,}", f"{a:.2%}", f"{b:.2%}"] for name, count, a, b in rows],
        "Examination rate of trusted operators and all others",
    )
    chart = charts.groups([(name, a, b) for name, _, a, b in rows], "Examination rates by group in both worlds")
    return layout.section(
        "Are trusted operators examined less?", lead, layout.side_by_side(f"<figure>{chart}</figure>", table)
    )


def _days(decisions: pl.DataFrame, order: list[str], nothing: list[str]) -> str:
    days, lanes = figures.by_day(decisions, order, nothing)
    if len(days) < 3 or not lanes:
        return ""
    chart = charts.stacked_days(days, lanes, "Share of declarations looked at, by day and lane")
    return layout.section(
        "Day by day", "Share of each day's declarations that are looked at, by lane.", f"<figure>{chart}</figure>"
    )


def _why(decisions: pl.DataFrame, nothing: list[str]) -> str:
    rows = figures.why(decisions, nothing)
    if not rows:
        return ""
    items = "".join(
        f"<li><span>{escape(text)}</span>"
        f'<meter min="0" max="{rows[0][1]}" value="{count}">{count}</meter><b>{count:,}</b></li>'
        for text, count in rows
    )
    return layout.section(
        "What they were looked at for",
        "The reasons met most often; a declaration can have several.",
        f"<ol class=why>{items}</ol>",
    )


def _capacity(tables: PriceTables, basis: Basis) -> str:
    rows = []
    for track, look, expected, room in figures.capacity(tables.with_credit.table):
        unit = basis.policy.tracks[track].looks[look].unit
        share = expected / room if room else 0.0
        rows.append([_badge(look), f"{expected:,.1f}", f"{room:,.1f}", escape(unit), f"{share:.0%}"])
    lead = ROOM
    return layout.section(
        "Capacity",
        lead,
        layout.table(["Look", "Expected use", "Available", "Unit", "Used"], rows, "Expected use and capacity"),
    )


def _results(decisions: pl.DataFrame, read: Read, order: list[str]) -> str:
    rows = figures.known_results(decisions, read.outcomes, order)
    if not rows:
        return ""
    points = [(lane, rate.rate or 0.0, *rate.interval, f"{rate.hits:,} of {rate.cases:,}") for lane, rate in rows]
    lead = FOUND
    return layout.section(
        "What was found, by lane",
        lead,
        layout.side_by_side(
            f"<figure>{charts.intervals(points, 'Share of declarations with a find, by lane')}</figure>",
            _shares_of_finds(decisions, read, [(lane, rate.hits, rate.cases) for lane, rate in rows]),
        ),
    )


def _shares_of_finds(decisions: pl.DataFrame, read: Read, rows: list[tuple[str, int, int]]) -> str:
    """Lane by lane: its share of the declarations, of the finds, and of the declared value of these."""
    value = figures.value_found(decisions, read.outcomes)
    cases, hits = sum(one[2] for one in rows), sum(one[1] for one in rows)
    if not hits:
        return ""
    cells = [
        [_badge(lane), f"{mine / cases:.1%}", f"{found / hits:.1%}", f"{value.get(lane, 0.0):.1%}" if value else "–"]
        for lane, found, mine in rows
    ]
    return layout.table(
        ["Lane", "Of declarations", "Of finds", "Of their declared value"], cells, "What each lane finds"
    )


def _applied(decisions: pl.DataFrame) -> str:
    rows = figures.advised_and_applied(decisions)
    if not rows:
        return ""
    cells = [[_badge(lane), escape(str(applied)), f"{count:,}"] for lane, applied, count in rows]
    return layout.section(
        "Advised and applied",
        "What your present system did with the same declarations.",
        layout.table(["Advised here", "Applied there", "Declarations"], cells, "Advised and applied lanes"),
    )


def _examples(decisions: pl.DataFrame, nothing: list[str]) -> str:
    top = (
        decisions.filter(~pl.col("lane").is_in([*nothing, "blue", "yellow"]))
        .sort(["worth_minor", "declaration"], descending=[True, False])
        .head(MOST_EXAMPLES)
    )
    if top.is_empty():
        return ""
    rows = []
    for row in top.iter_rows(named=True):
        day = row["day"] if row["at"] > UNDATED else ""
        texts = "".join(f"<li>{escape(reason['text'])}</li>" for reason in row["reasons"])
        rows.append(
            [
                f"<b>{escape(row['declaration'])}</b><br>{escape(row['office'] or '')} {day}",
                _badge(row["lane"]),
                _badge(row["lane_without_credit"]),
                f"<ul>{texts}</ul>",
            ]
        )
    return layout.section(
        "The ones worth looking at most",
        "Ordered by what a look is expected to save.",
        layout.table(["Declaration", "Lane", "Without credit", "Reasons"], rows, "Declarations most worth a look"),
    )


def _refused(read: Read, listed: ListRead | None) -> str:
    rows = [
        [escape(one.file), escape(one.place), escape(one.reason), escape(one.mend)]
        for one in read.refused[:MOST_REFUSED]
    ]
    if listed is not None:
        rows += [
            ["list of trusted operators", escape(one.place), escape(one.reason), escape(one.mend)]
            for one in listed.refused[:MOST_REFUSED]
        ]
    total = len(read.refused) + sum(number for _, number in read.unlisted) + (len(listed.refused) if listed else 0)
    if not rows:
        return ""
    return layout.section(
        "What could not be read",
        f"{total:,} rows or messages were left out; everything else was used.",
        layout.table(["File", "Place", "What is wrong", "How to mend it"], rows, "Rows and messages left out"),
    )


def _rests_on(basis: Basis, tables: PriceTables, read: Read) -> str:
    notes = []
    if basis.model is None:
        notes.append(NO_MODEL)
    unrated = list(basis.exchange.taken)
    if unrated:
        more = f" and {len(unrated) - MOST_NAMED:,} more" if len(unrated) > MOST_NAMED else ""
        notes.append(
            f"No exchange rate for {escape(', '.join(unrated[:MOST_NAMED]))}{more} was given: the median value was "
            "taken to be a typical one, to weigh value against harm."
        )
    versions = {
        **basis.versions,
        "prices with credit": tables.with_credit.version,
        "prices without credit": tables.without_credit.version,
    }
    rows = [[escape(name), f"<code>{escape(version)}</code>"] for name, version in versions.items()]
    listing = "".join(f"<li>{note}</li>" for note in notes)
    return layout.section(
        "What this rests on",
        f"{read.lines.height:,} lines. The same files and versions give the same lanes, to the last byte.",
        (f"<ul>{listing}</ul>" if notes else "") + layout.table(["Part", "Version"], rows, "Versions"),
    )
