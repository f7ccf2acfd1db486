"""Who is meant by a name among half a million invented firms, by kinds of noise that weights were never fitted on."""

# ruff: noqa: E501 - tables of words read better in long lines

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from random import Random

from bench import firms, noise
from bench.figure import Figure
from bench.noise import Kind
from trustlane.parties.among import Register
from trustlane.parties.matching import Party

FIRMS, ASKED, SEED = 500_000, 14_000, 21
ABSENT = 0.15  # share of firms that are in no register, though their sisters may be
RECALL, PRECISION, NAMES_A_SECOND = 0.95, 0.99, 2_000


def told(size: int, asked: int, kinds: Mapping[str, Kind], *, seed: int) -> dict[str, dict[str, int]]:
    """Counts by kind of noise: who was wanted (is in the register), told (as a hint) and right; and what it took.

    Every hint counts, not only the first; one question in thirteen is about a firm that is not in the register.
    """
    chance = Random(seed)  # noqa: S311 - invented firms
    made = firms.register(size, seed=seed)
    chance.shuffle(made)
    kept = made[: int(size * (1 - ABSENT))]
    numbers = {firm.number for firm in kept}
    sisters = noise.Sisters(made)
    names = list(kinds)
    questions = []
    for place in range(asked):
        firm = chance.choice(made if chance.random() < 0.5 else kept)
        questions.append(
            (firm, names[place % len(names)], noise.written(chance, firm, kinds[names[place % len(names)]], sisters))
        )
    began = time.process_time()
    register = Register([Party(each.name, each.country, each.city, each.street) for each in kept])
    ready = time.process_time()
    answers = list(register.find_each(party for _, _, party in questions))
    done = time.process_time()
    wanted, said, right = Counter[str](), Counter[str](), Counter[str]()
    for (firm, kind, _), answer in zip(questions, answers, strict=True):
        wanted[kind] += firm.number in numbers
        said[kind] += len(answer)
        right[kind] += sum(kept[each.place].number == firm.number for each in answer)
    took = {"making": ready - began, "asking": done - ready}
    return {"wanted": dict(wanted), "told": dict(said), "right": dict(right), "took": took}  # type: ignore[dict-item]


def measure() -> dict[str, dict[str, int]]:
    """The unseen kinds and the last ones, among all firms."""
    return told(FIRMS, ASKED, {**noise.UNSEEN, **noise.LAST}, seed=SEED)


def shares(counts: dict[str, dict[str, int]], kinds: Mapping[str, Kind]) -> tuple[float, float]:
    """Recall and precision over some kinds together."""
    right, wanted, said = (sum(counts[what].get(kind, 0) for kind in kinds) for what in ("right", "wanted", "told"))
    return right / max(1, wanted), right / max(1, said)


def figures() -> list[Figure]:
    """Recall and precision on both sets of unseen noise, the weakest kind, names a second, seconds to make the index."""
    code = "import json, bench.bench_matching as b; print(json.dumps(b.measure()))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    counts = json.loads(ran.stdout.strip().splitlines()[-1])
    rows: list[Figure] = []
    for name, kinds in (("unseen noise", noise.UNSEEN), ("noise written last", noise.LAST)):
        recall, precision = shares(counts, kinds)
        rows.append(
            Figure(f"{name}, {FIRMS:,} firms with sisters: recall", recall, "", f"≥ {RECALL}", recall >= RECALL)
        )
        rows.append(Figure("the same, precision of all hints", precision, "", f"≥ {PRECISION}", precision >= PRECISION))
        weakest = min(kinds, key=lambda kind: shares(counts, {kind: kinds[kind]})[0])
        rows.append(
            Figure(
                f"the same, recall of the weakest kind ({weakest})", shares(counts, {weakest: kinds[weakest]})[0], ""
            )
        )
    pace = ASKED / counts["took"]["asking"]
    rows.append(Figure("names looked up, one core", pace, "/s", f"≥ {NAMES_A_SECOND:,}", pace >= NAMES_A_SECOND))
    rows.append(Figure("the index of all firms made, one core", counts["took"]["making"], "s"))
    return rows
