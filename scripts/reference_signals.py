"""The page docs/reference/signals.md: every signal, the sentence people read, and how much it weighs."""

INTRODUCTION = """\
# Signals

Made from `trustlane.selectivity.signals` by `make docs`; change it there.

A signal is the strength, from 0 to 1, of one thing worth noticing about a declaration. Its sentence is what officers
read as a reason. Its weight is in log-odds: by how much, at full strength, it moves the chance of a kind of offence, or
of every kind of a family. A weight of 0.7 doubles the odds, one of 1.4 makes them four times as high.

A policy may give other weights (`signals:` in [the policy](policy.md)); officers' rules may ask for a signal by its
name ([rules](../rules.md)). What is usual is read from the references, which are learnt from a history of declarations;
what history does not know gives no signal, except where the sentence says that it was hardly ever seen.

A signal that something was hardly ever seen speaks as loudly as that is surprising: its weight is taken times minus the
logarithm of the share of the history that was so rare, at most 1. Where nine declarations in ten come from a pair of
firms that is met for the first time, a new pair moves next to nothing. Weights that a policy gives stand as they are.

Where a trained model gives the chance of a kind, it has the knowledge of all groups but *claim* already; those signals
are then not added a second time. Signals of the group *claim* always count. A declaration of several lines has the
strength of its strongest line.
"""

GROUPS = {
    "value": "Value and weight",
    "origin": "Origin",
    "commodity": "Commodity and description",
    "operator": "Operators, as history knows them",
    "routing": "The way the goods take",
    "claim": "A trusted status that is claimed, held against the register",
}


def page() -> str:
    """Write the page."""
    from trustlane.selectivity.signals.catalogue import all_signals
    from trustlane.selectivity.signals.signal import GROUPS as ORDER

    parts = [INTRODUCTION]
    for group in ORDER:
        parts.append(f"\n## {GROUPS[group]}\n\n| signal | says | speaks for |\n|---|---|---|\n")
        for one in all_signals():
            if one.group == group:
                weights = ", ".join(f"{kind} {weight:g}" for kind, weight in one.weights.items())
                parts.append(f"| `{one.name}` | {one.sentence} | {weights} |\n")
    return "".join(parts)
