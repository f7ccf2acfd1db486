"""What is wrong with consignments in truth, and the marks it leaves: known to the simulation only, never to screening.

Base rates and factors are stated here in one place. Trusted operators offend much less, small occasional ones more, and
a few bad senders far more than all others.
"""

from __future__ import annotations

import numpy as np

from trustlane.simulate.goods import Goods
from trustlane.simulate.people import People

KINDS = ("undervaluation", "misclassification", "false_origin", "prohibited", "contraband")
UNDERVALUATION, MISCLASSIFICATION, FALSE_ORIGIN, PROHIBITED, CONTRABAND = range(len(KINDS))

# Shares of all goods declarations; of entry summaries only the last two.
BASE = (0.022, 0.016, 0.009, 0.005, 0.0035)

TRUSTED_FOR_REVENUE = 0.2
TRUSTED_FOR_SECURITY = 0.15
TRUSTED_SENDER = 0.3
OCCASIONAL = 1.9
BAD_SENDERS = 0.04  # share of all senders
BAD_SENDER = 9.0


def offences(
    seed: int,
    of: People,
    goods: Goods,
    importer: np.ndarray,
    exporter: np.ndarray,
    of_goods: np.ndarray,
    is_summary: np.ndarray,
    is_export: np.ndarray,
) -> np.ndarray:
    """The offence of each consignment as a place in KINDS, -1 where all is right: int8 (n,)."""
    rng = np.random.default_rng([seed, 3])
    n, parties = len(importer), len(of.identifier)
    # Some are worse than others, apart from all that can be seen.
    nature = rng.gamma(0.7, 1 / 0.7, parties)
    trusted_nature = rng.gamma(4.0, 1 / 4.0, parties)
    nature = np.where(of.security | of.compliance, trusted_nature, nature)
    bad = rng.random(parties) < BAD_SENDERS
    bad &= ~(of.security | of.compliance)
    known = np.zeros(parties, bool)
    known[of.importers[: of.known_importers]] = True
    shared = nature[importer] * np.where(known[importer], 1.0, OCCASIONAL)
    revenue = np.where(of.compliance[importer], TRUSTED_FOR_REVENUE, 1.0)
    security = np.where(of.security[importer], TRUSTED_FOR_SECURITY, 1.0)
    security = security * np.where(of.security[exporter], TRUSTED_SENDER, 1.0)
    sender = np.where(bad[exporter], BAD_SENDER, 1.0)
    rate = goods.rate_ppm[of_goods] / 1_000_000
    lure = {
        UNDERVALUATION: revenue * (0.3 + rate * 8) * np.sqrt(sender),
        MISCLASSIFICATION: revenue * (goods.mistaken_for[of_goods] >= 0),
        FALSE_ORIGIN: revenue * (rate >= 0.08) * np.sqrt(sender),
        PROHIBITED: np.sqrt(revenue * security) * np.where(goods.controlled[of_goods], 12.0, 0.6) * sender,
        CONTRABAND: security * sender * np.where(goods.weight[of_goods] > 2_000, 1.3, 0.7),
    }
    found = np.full(n, -1, np.int8)
    for kind, base in enumerate(BASE):
        chance = shared * lure[kind]
        chance = np.where(is_export, chance * 0.2, chance)
        if kind < PROHIBITED:
            chance = np.where(is_summary, 0.0, chance)
        mean = chance[~is_summary & ~is_export].mean()
        lot = rng.random(n)
        if mean > 0:
            found[(lot < np.minimum(chance * base / mean, 0.6)) & (found < 0)] = kind
    return found
