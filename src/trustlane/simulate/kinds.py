"""The kinds of what can be wrong with a consignment, in the order in which every table here has them."""

from __future__ import annotations

KINDS = ("undervaluation", "misclassification", "false_origin", "prohibited", "contraband", "phantom_shipper")
UNDERVALUATION, MISCLASSIFICATION, FALSE_ORIGIN, PROHIBITED, CONTRABAND, PHANTOM_SHIPPER = range(len(KINDS))

REVENUE = (UNDERVALUATION, MISCLASSIFICATION, FALSE_ORIGIN)
SECURITY = (PROHIBITED, CONTRABAND, PHANTOM_SHIPPER)

# Where nothing is wrong.
NOTHING = -1
