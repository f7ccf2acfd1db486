"""How fast 100 targeting rules run: a million declarations at once, one alone, and GoRules zen-engine beside them.

Rules and declarations are drawn from a seed: 2 to 4 conditions each, 30 % with sets of 100 values and more, 10 % with
lists of 500 entries and more, 10 % negated, some outside their validity, 2 % of declarations hit by a rule on average.
Everything is timed to the ids of the rules that hit.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from bench.figure import Figure
from trustlane.selectivity.rules.compiled import Compiled
from trustlane.selectivity.rules.lists import Entry, OfficersList, Window
from trustlane.selectivity.rules.rule import Effect, Rule, RuleSet
from trustlane.selectivity.rules.schema import FieldType
from trustlane.selectivity.rules.tree import All, Condition, Node, Not, Op

SEED = 20260401
RULES = 100
DECLARATIONS = 1_000_000
HIT_RATE = 0.02
QUARTER = (date(2026, 1, 1), date(2026, 3, 31))

# Texts by field: how many different ones, and how unevenly they are used.
TEXTS = {
    "importer": (20_000, 0.7),
    "exporter": (15_000, 0.7),
    "hs": (5_000, 0.8),
    "origin": (120, 1.0),
    "departure": (120, 1.0),
    "carrier": (300, 0.8),
    "declarant": (400, 0.8),
    "office": (12, 0.5),
    "procedure": (20, 1.0),
}
NUMBERS = ("value_minor", "net_mass_g", "tax_rate_ppm", "packages")


@dataclass(frozen=True, slots=True)
class Trade:
    """Declarations, with how often each text is used and how numbers are spread."""

    frame: pl.DataFrame
    share: dict[str, dict[str, float]]
    sorted_numbers: dict[str, np.ndarray]


def trade(seed: int, n: int) -> Trade:
    """Declarations of a quarter, columns drawn on their own; one value in a hundred is missing."""
    rng = np.random.default_rng(seed)
    columns: dict[str, pl.Series] = {}
    share: dict[str, dict[str, float]] = {}
    for name, (distinct, steep) in TEXTS.items():
        weight = np.arange(1, distinct + 1, dtype=np.float64) ** -steep
        codes = rng.choice(distinct, n, p=weight / weight.sum()).astype(np.uint32)
        values = _names(name, distinct)
        counted = np.bincount(codes, minlength=distinct) / n
        share[name] = dict(zip(values, counted.tolist(), strict=True))
        columns[name] = pl.Series(values).gather(pl.Series(codes))
    columns["value_minor"] = pl.Series(np.rint(rng.lognormal(13, 1.5, n)).astype(np.int64))
    columns["net_mass_g"] = pl.Series(np.rint(rng.lognormal(14, 2, n)).astype(np.int64))
    columns["tax_rate_ppm"] = pl.Series(rng.integers(0, 400, n) * 1_000)
    columns["packages"] = pl.Series(rng.geometric(0.02, n))
    frame = pl.DataFrame(columns)
    for name in frame.columns:
        frame = frame.with_columns(
            pl.when(pl.Series(rng.random(n) < 0.01)).then(None).otherwise(pl.col(name)).alias(name)
        )
    days = (QUARTER[1] - QUARTER[0]).days + 1
    first = (QUARTER[0] - date(1970, 1, 1)).days
    frame = frame.with_columns(pl.Series("day", (rng.integers(0, days, n) + first).astype(np.int32)).cast(pl.Date))
    return Trade(frame, share, {name: np.sort(frame[name].drop_nulls().to_numpy()) for name in NUMBERS})


def _names(field: str, distinct: int) -> list[str]:
    if field == "hs":
        return [f"{1 + (n * 37) % 97:02d}{n:04d}" for n in range(distinct)]
    return [f"{field[:2].upper()}{n:07d}" for n in range(distinct)]


def rules(seed: int, of: Trade) -> RuleSet:
    """100 rules whose hit rates average `HIT_RATE` over all, those out of force included."""
    rng = np.random.default_rng(seed)
    numbers = rng.permutation(RULES)
    with_sets, with_lists = set(numbers[:30].tolist()), set(numbers[30:40].tolist())
    negated = set(rng.permutation(RULES)[:10].tolist())
    outside = set(rng.permutation(RULES)[:5].tolist())
    wanted = rng.lognormal(0, 0.6, RULES)
    wanted[list(outside)] = 0
    wanted *= HIT_RATE * RULES / wanted.sum()
    lists: list[OfficersList] = []
    found = []
    for number in range(RULES):
        parts = int(rng.integers(2, 5))
        part_rate = float(max(wanted[number], 0.01) ** (1 / parts))
        fields: list[str] = []
        conditions: list[Node] = []
        if number in with_sets:
            fields.append(str(rng.choice(["importer", "exporter", "hs"])))
            conditions.append(_set_condition(rng, of, fields[-1], part_rate, 100))
        elif number in with_lists:
            fields.append(str(rng.choice(["importer", "exporter"])))
            values = _values(rng, of, fields[-1], part_rate, 500)
            name = f"list_{len(lists)}"
            # One entry in a hundred stands on its list for some days only.
            entries = (Entry(value, _window(rng) if rng.random() < 0.01 else Window()) for value in values)
            lists.append(OfficersList(name, "1", "desk", tuple(entries)))
            conditions.append(Condition(fields[-1], Op.IN_LIST, (name,)))
        others = [name for name in (*TEXTS, *NUMBERS) if name not in fields]
        further = rng.permutation(others)[: parts - len(conditions)]
        conditions.extend(_condition(rng, of, str(field), part_rate) for field in further)
        if number in negated:
            field = str(rng.choice([name for name in ("origin", "departure", "carrier") if name not in fields]))
            conditions[-1] = Not(_set_condition(rng, of, field, 1 - part_rate, 1))
        valid = Window(None, QUARTER[0] - timedelta(days=1)) if number in outside else Window(QUARTER[0], None)
        effect = Effect(
            lift=float(np.round(rng.normal(1.0, 0.5), 3)),
            mandatory="red" if rng.random() < 0.05 else None,
            intelligence=bool(rng.random() < 0.05),
        )
        kind = str(rng.choice(["undervaluation", "misclassification", "false_origin", "prohibited", "contraband"]))
        family = "security" if kind == "contraband" else "revenue"
        found.append(
            Rule(f"rule-{number:03d}", f"Rule {number}", family, kind, "desk", All(tuple(conditions)), effect, valid)
        )
    types = dict.fromkeys(TEXTS, FieldType.TEXT) | dict.fromkeys(NUMBERS, FieldType.INTEGER)
    return RuleSet(tuple(found), types, tuple(lists))


def _window(rng: np.random.Generator) -> Window:
    first = QUARTER[0] + timedelta(days=int(rng.integers(0, 60)))
    return Window(first, first + timedelta(days=14))


def _values(rng: np.random.Generator, of: Trade, field: str, rate: float, least: int) -> list[str]:
    """Texts of a field that together make up about this share of declarations, at least so many of them."""
    names = list(of.share[field])
    shares = np.array([of.share[field][name] for name in names])
    if least > 1:
        # Rare ones first, so that a long set can still be a small share.
        order = np.concatenate([rng.permutation(len(names) // 2) + len(names) // 2, rng.permutation(len(names) // 2)])
    else:
        order = rng.permutation(len(names))
    total = np.cumsum(shares[order])
    count = max(least, int(np.searchsorted(total, rate)) + 1)
    return [names[place] for place in order[:count]]


def _set_condition(rng: np.random.Generator, of: Trade, field: str, rate: float, least: int) -> Condition:
    values = tuple(sorted(_values(rng, of, field, rate, least)))
    return Condition(field, Op.IN, values, frozenset(values))


def _condition(rng: np.random.Generator, of: Trade, field: str, rate: float) -> Condition:
    if field in NUMBERS:
        values = of.sorted_numbers[field]
        if rng.random() < 0.5:
            return Condition(field, Op.GT, (int(values[int((1 - rate) * (len(values) - 1))]),))
        start = float(rng.random()) * (1 - rate)
        ends = (int(values[int(share * (len(values) - 1))]) for share in (start, start + rate))
        return Condition(field, Op.BETWEEN, tuple(ends))
    if field == "hs":
        chapters: dict[str, float] = {}
        for code, share in of.share["hs"].items():
            chapters[code[:2]] = chapters.get(code[:2], 0.0) + share
        chosen: list[str] = []
        total = 0.0
        for chapter in rng.permutation(sorted(chapters)):
            if total >= rate:
                break
            chosen.append(str(chapter))
            total += chapters[str(chapter)]
        return Condition(field, Op.PREFIX, tuple(sorted(chosen)))
    return _set_condition(rng, of, field, rate, 1)


# --- the peer -------------------------------------------------------------------------------------------------------


def zen_expression(node: Node, on: date, lists: dict[str, OfficersList]) -> str:
    """A condition in zen's language. Missing values are guarded, so that both mean the same."""
    match node:
        case Not(part):
            return f"not ({zen_expression(part, on, lists)})"
        case All(parts):
            return " and ".join(f"({zen_expression(part, on, lists)})" for part in parts)
        case Condition(field, op, operands):
            if op is Op.IN:
                return f"{field} in {json.dumps(list(operands))}"
            if op is Op.IN_LIST:
                entries = lists[str(operands[0])].entries
                return f"{field} in {json.dumps([entry.value for entry in entries if entry.window.covers(on)])}"
            if op is Op.PREFIX:
                return " or ".join(f'startsWith({field} ?? "", "{start}")' for start in operands)
            if op is Op.GT:
                return f"({field} ?? -1) > {operands[0]}"
            if op is Op.BETWEEN:
                return f"({field} ?? -1) >= {operands[0]} and ({field} ?? -1) <= {operands[1]}"
    raise AssertionError(node)


def zen_table(of: RuleSet, on: date) -> dict[str, Any]:
    """All rules in force on a day as one zen decision table that collects the ids of every row that holds."""
    lists = {one.name: one for one in of.lists}
    rows = [
        {"_id": rule.id, "i": zen_expression(rule.when, on, lists), "o": json.dumps(rule.id)}
        for rule in of.rules
        if rule.valid.covers(on)
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "i", "name": "Condition"}],
        "outputs": [{"id": "o", "name": "Rule", "field": "rule"}],
        "rules": rows,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "table", "type": "decisionTableNode", "name": "table", "content": table},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
        {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"},
    ]
    return {"nodes": nodes, "edges": edges}


def zen_expressions(of: RuleSet, on: date) -> list[tuple[str, str]]:
    """All rules in force on a day as zen expressions of their own."""
    lists = {one.name: one for one in of.lists}
    return [(rule.id, zen_expression(rule.when, on, lists)) for rule in of.rules if rule.valid.covers(on)]


def measure_zen(of: RuleSet, frame: pl.DataFrame) -> tuple[float, float, str]:
    """Declarations a second in batch and microseconds for one by zen's best way, and which way that was.

    Three ways are tried: a decision table, the same through zen's own batch call, and expressions compiled one by one.
    The answers must be ours, or this raises.
    """
    import zen

    on = QUARTER[0] + timedelta(days=45)
    rows = frame.head(400).drop("day").to_dicts()
    ours = Compiled(of).columnar(frame.head(400), on).ids.to_list()

    content = json.dumps(zen_table(of, on))
    engine = zen.ZenEngine({"loader": lambda key: content})
    decision = engine.create_decision(zen.ZenDecisionContent(content))
    decision.evaluate(rows[0])
    start = time.perf_counter()
    answers = [decision.evaluate(row)["result"] for row in rows]
    table_alone = (time.perf_counter() - start) / len(rows)
    _same(ours, [[one["rule"] for one in answer] for answer in answers])

    static = zen.ZenEngine({"loader": {"type": "static", "content": {"rules": zen_table(of, on)}}})
    requests = [{"key": "rules", "context": row} for row in rows]
    static.evaluate_batch(requests[:2])
    start = time.perf_counter()
    batch = static.evaluate_batch(requests)
    table_batch = (time.perf_counter() - start) / len(rows)
    _same(ours, [[one["rule"] for one in answer["data"]["result"]] for answer in batch])

    compiled = [(name, zen.compile_expression(text)) for name, text in zen_expressions(of, on)]
    start = time.perf_counter()
    found = [[name for name, expression in compiled if expression.evaluate(row)] for row in rows[:100]]
    expressions = (time.perf_counter() - start) / 100
    _same(ours[:100], found)

    alone = {"decision table": table_alone, "compiled expressions": expressions}
    together = {**alone, "decision table in a batch call": table_batch}
    best_alone, best_together = min(alone, key=alone.__getitem__), min(together, key=together.__getitem__)
    return 1 / together[best_together], alone[best_alone] * 1e6, f"{best_together}; alone: {best_alone}"


def _same(ours: list[list[str]], theirs: list[list[str]]) -> None:
    if ours != [list(one) for one in theirs]:
        raise AssertionError("zen-engine and Trustlane disagree about the rules that hit.")


# --- what is measured ------------------------------------------------------------------------------------------------


def measure() -> dict[str, float | str]:
    """Everything, in one run on this machine."""
    of = trade(SEED, DECLARATIONS)
    rule_set = rules(SEED + 1, of)
    start = time.perf_counter()
    compiled = Compiled(rule_set)
    compiling = time.perf_counter() - start
    best = busy = float("inf")
    for _ in range(5):
        start, started = time.perf_counter(), time.process_time()
        hits = compiled.columnar(of.frame)
        ids = hits.ids
        best, busy = min(best, time.perf_counter() - start), min(busy, time.process_time() - started)
    start = time.perf_counter()
    _ = (hits.lift, hits.chance, hits.mandatory, hits.intelligence)
    effects = time.perf_counter() - start
    rows = of.frame.head(20_000).to_dicts()
    first, _ = _per_row(Compiled(rule_set), rows)
    _, alone = _per_row(compiled, rows)
    for row, expected in zip(rows[:2_000], ids.head(2_000).to_list(), strict=True):
        if list(compiled.scalar(row).ids) != expected:
            raise AssertionError("One declaration and the batch disagree.")
    zen_batch, zen_alone, zen_way = measure_zen(rule_set, of.frame)
    return {
        "batch": DECLARATIONS / best,
        "busy": busy,
        "effects": effects,
        "alone": alone * 1e6,
        "first": first * 1e6,
        "hit_rate": len(hits.row) / DECLARATIONS / RULES,
        "compiling": compiling,
        "zen_batch": zen_batch,
        "zen_alone": zen_alone,
        "zen_way": zen_way,
    }


def _per_row(compiled: Compiled, rows: list[dict[str, Any]]) -> tuple[float, float]:
    """Seconds for one declaration: with answers not met before, and with answers met before.

    Two hundred at a time, less than a millisecond, so that the machine's other work seldom falls into it and the
    declarations are in the processor's cache as those just received are; the median over the two hundreds.
    """
    scalar = compiled.scalar
    passes: list[list[float]] = []
    for begin in range(0, len(rows), 200):
        some = rows[begin : begin + 200]
        timed = []
        for _ in range(4):
            start = time.perf_counter()
            for row in some:
                scalar(row)
            timed.append((time.perf_counter() - start) / len(some))
        passes.append([timed[0], min(timed[1:])])
    return float(np.median([one[0] for one in passes])), float(np.median([one[1] for one in passes]))


def figures() -> list[Figure]:
    """The figures of the rules, beside zen-engine's."""
    found = measure()
    batch, alone = float(found["batch"]), float(found["alone"])
    return [
        Figure(
            "100 rules in a batch, ids included",
            round(batch),
            "declarations/s",
            "≥ 1,000,000",
            batch >= 1_000_000,
            f"zen-engine {float(found['zen_batch']):,.0f}/s ({found['zen_way']})",
        ),
        Figure(
            "100 rules for one declaration, ids included",
            round(alone, 2),
            "µs",
            "≤ 5",
            alone <= 5,
            f"zen-engine {float(found['zen_alone']):,.0f} µs",
        ),
        Figure("100 rules for a million, of all processors together", round(float(found["busy"]), 2), "s of processor"),
        Figure("100 rules for one, answers not met before", round(float(found["first"]), 2), "µs"),
        Figure("effects of a million declarations", round(float(found["effects"]) * 1000), "ms"),
        Figure("compiling 100 rules", round(float(found["compiling"]) * 1000), "ms"),
        Figure("average hit rate of a rule", round(float(found["hit_rate"]) * 100, 2), "%", "about 2"),
    ]


if __name__ == "__main__":
    for figure in figures():
        print(figure)
