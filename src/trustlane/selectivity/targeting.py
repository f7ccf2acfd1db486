"""Officers' rules read for a policy: they may ask for every declared field and for signals, and demand its lanes."""

from pathlib import Path

from trustlane.selectivity.policy import Policy
from trustlane.selectivity.rules.compiled import Compiled
from trustlane.selectivity.rules.reading import read_rules
from trustlane.selectivity.rules.schema import DECLARED, FieldType
from trustlane.selectivity.signals.catalogue import all_signals


def compiled_for(policy: Policy, data: bytes) -> Compiled:
    """Rules of a YAML or JSON document, ready to run; raises `RulesRefused` with every mistake found."""
    signals = {one.name: FieldType.NUMBER for one in all_signals()}
    lanes = [
        look
        for track in policy.tracks.values()
        for look, _ in sorted(track.looks.items(), key=lambda item: item[1].strictness)
    ]
    rules = read_rules(
        data,
        schema=DECLARED.with_fields(signals),
        kinds={name: str(kind.family) for name, kind in policy.kinds.items()},
        lanes=lanes,
    )
    return Compiled(rules)


def compiled_from(policy: Policy, path: Path) -> Compiled:
    """The same, from a file."""
    return compiled_for(policy, path.read_bytes())
