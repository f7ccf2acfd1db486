"""Every signal there is, in one readable order."""

from trustlane.selectivity.signals import claim, commodity, operator, origin, routing, value
from trustlane.selectivity.signals.signal import GROUPS, REGISTER, Signal

MODULES = (value, origin, commodity, operator, routing, claim)


def all_signals() -> tuple[Signal, ...]:
    """Every signal, in the order of the groups and, inside a group, of their writing."""
    return tuple(sorted(REGISTER.values(), key=lambda one: GROUPS.index(one.group)))
