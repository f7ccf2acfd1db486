"""Fits the weights by which likeness is told, on invented firms and the kinds of noise that may be learnt from.

python scripts/likeness.py            fits, and writes src/trustlane/parties/law_data/likeness.yaml
"""

# ruff: noqa: E501 - tables of words read better in long lines

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from random import Random

import numpy as np
import yaml
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LAW = ROOT / "src/trustlane/parties/law_data/likeness.yaml"

FIRMS, ASKED, SEED = 40_000, 24_000, 7
PULL = 0.5  # how much weights are drawn to nothing
AIM = 0.99  # precision on what was learnt from, as is asked of the unseen
# What may only speak for, and what only against: a weight never turns round, however the draw falls.
FOR = (
    "same name", "same words in another order", "same letters, words split otherwise", "how rare the words are that agree", "same word", "similar word",
    "word in short", "same legal form", "same country", "same city", "same street and number", "same street",
)  # fmt: skip
AGAINST = (
    "no name to compare", "letters that differ", "similar words that different firms bear", "slip of a legal form", "another order", "different words", "more different words", "another number",
    "number in the register only: a sister?",
    "number not in the register: a sister?", "end cut off at the width of a field", "usual word left out", "telling word left out",
    "usual word the register lacks", "telling word the register lacks", "legal form only here",
    "legal form as another language calls it", "another legal form", "another country", "another city", "another street", "same street, another number",
)  # fmt: skip
NAMES = (*FOR, *AGAINST)
# What the learnt kinds cannot show is worth what its neighbour is, less a little by judgement: it is kept from learning.
LIKE = {
    "same words in another order": ("same name", -0.3), "same letters, words split otherwise": ("same word", -0.3),
    "word in short": ("similar word", -0.5), "end cut off at the width of a field": ("usual word left out", 0.5),
    "telling word left out": ("usual word left out", -0.5), "telling word the register lacks": ("usual word the register lacks", -0.5),
}  # fmt: skip


def main() -> None:
    """Draw, fit, choose the threshold, write."""
    if not LAW.exists():
        LAW.write_text(yaml.safe_dump({"start": 0.0, "weights": dict.fromkeys(NAMES, 0.0), "likely": 0.5}))
    rows, same, asked = drawn()
    fitted = fit(rows, same, asked)
    likely = threshold(fitted[0] + rows @ fitted[1:], same, asked)
    each = {name: round(float(weight), 2) for name, weight in zip(NAMES, fitted[1:], strict=True)}
    each |= {name: round(each[like] + less, 2) for name, (like, less) in LIKE.items()} | {"no name to compare": -12.0}
    document = {"version": 1, "start": round(float(fitted[0]), 2), "weights": each, "likely": likely}
    head = (
        "# What each thing seen in two names is worth, in log-odds; fitted by scripts/likeness.py and never by hand.\n"
    )
    LAW.write_text(head + yaml.safe_dump(document, sort_keys=False, allow_unicode=True), "utf-8")
    print(LAW.read_text("utf-8"))


def drawn() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Amounts seen (pairs, names), whether each pair is one firm, and by which question it came."""
    from bench import firms, noise
    from trustlane.parties.among import Register
    from trustlane.parties.matching import Party, seen
    from trustlane.parties.names import taken_apart

    made = firms.register(FIRMS, seed=SEED)
    chance = Random(SEED)  # noqa: S311 - invented firms
    chance.shuffle(made)
    kept = made[: int(FIRMS * 0.85)]  # the others are not in the register, though their sisters may be
    numbers = {firm.number for firm in kept}
    register = Register([Party(each.name, each.country, each.city, each.street) for each in kept])
    column = {name: place for place, name in enumerate(NAMES)}
    rows, same, asked = [], [], []
    kinds = list(noise.LEARNT.values())
    sisters = noise.Sisters(made)
    for question in range(ASKED):
        firm = chance.choice(made if chance.random() < 0.5 else kept)  # one in thirteen is not in the register
        party = noise.written(chance, firm, kinds[question % len(kinds)], sisters)
        name = taken_apart(party.name)
        places = register.compared(party, name)
        if firm.number in numbers and firm.number not in {kept[place].number for place in places}:
            continue  # what is not looked up cannot be learnt from
        for found in places:
            amounts: dict[str, float] = defaultdict(float)
            for thing in seen(name, register.names[found], party, register.parties[found], register.rarity):
                amounts[LIKE.get(thing.name, (thing.name,))[0]] += thing.amount
            rows.append([amounts.get(each, 0.0) for each in column])
            same.append(kept[found].number == firm.number)
            asked.append(question)
    return np.array(rows), np.array(same), np.array(asked)


def fit(rows: np.ndarray, same: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """A draw between those compared in each question and somebody unknown; each weight on its own side of nothing."""
    begins = np.flatnonzero(np.r_[True, asked[1:] != asked[:-1]])
    group = np.cumsum(np.r_[0, asked[1:] != asked[:-1]])

    def loss(given: np.ndarray) -> tuple[float, np.ndarray]:
        points = given[0] + rows @ given[1:]
        highest = np.maximum(np.maximum.reduceat(points, begins), 0.0)
        chances = np.exp(points - highest[group])
        total = np.add.reduceat(chances, begins) + np.exp(-highest)
        pull = chances / total[group] - same
        lost = float((np.log(total) + highest).sum() - points[same].sum() + PULL * (given[1:] @ given[1:]))
        return lost, np.concatenate([[pull.sum()], rows.T @ pull + 2 * PULL * given[1:]])

    bounds = [(None, None), *[(0, None)] * len(FOR), *[(None, 0)] * len(AGAINST)]
    begun = np.zeros(len(NAMES) + 1)
    return np.asarray(minimize(loss, begun, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 3000}).x)


def threshold(points: np.ndarray, same: np.ndarray, asked: np.ndarray) -> float:
    """The least share at which what is told is right as often as aimed at."""
    begins = np.flatnonzero(np.r_[True, asked[1:] != asked[:-1]])
    group = np.cumsum(np.r_[0, asked[1:] != asked[:-1]])
    chances = np.exp(np.minimum(60.0, points))
    shares = chances / (1 + np.add.reduceat(chances, begins))[group]
    for likely in np.round(np.arange(0.50, 0.995, 0.005), 3):
        told = shares >= likely
        if same[told].mean() >= AIM:
            break
    print(
        f"learnt on {len(same):,} pairs: precision {same[told].mean():.4f}, recall of those compared {same[told].sum() / same.sum():.4f}"
    )
    for low in np.arange(0, 1, 0.1):
        here = (shares >= low) & (shares < low + 0.1)
        print(f"  share {low:.1f} to {low + 0.1:.1f}: {here.sum():,} pairs, {same[here].mean():.2f} of them one firm")
    return float(likely)


if __name__ == "__main__":
    main()
