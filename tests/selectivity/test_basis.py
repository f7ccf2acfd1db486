"""What a basis makes of the signals: those that notice something rare speak as loudly as it is rare."""

import pytest

from tests.selectivity.declared import basis, lines, many
from trustlane.selectivity import policy, screening
from trustlane.selectivity.chances import weight_of
from trustlane.selectivity.signals.catalogue import all_signals

# Nearly every pair of firms is met once; of the importers, hardly any is.
HISTORY = many(300, seed=1)
PAIRED = lines(*({"importer": f"IMP{number % 4}", "exporter": f"EXP{number}"} for number in range(200)))


def test_a_new_pair_says_nothing_where_nearly_every_pair_is_new() -> None:
    toned = {one.name: one for one in basis(PAIRED).signals}
    assert toned["new_pair"].weights["security"] == pytest.approx(0.0, abs=0.01)
    assert toned["new_importer"].weights == {"revenue": 0.4, "security": 0.5}


def test_other_signals_speak_as_they_are_written_and_none_speaks_louder() -> None:
    for one, toned in zip(all_signals(), basis(HISTORY).signals, strict=True):
        assert one.name == toned.name
        assert all(toned.weights[name] <= weight for name, weight in one.weights.items())
        if one.rare_in is None:
            assert one == toned


def test_what_a_policy_says_of_a_signal_stands() -> None:
    import msgspec

    own = msgspec.structs.replace(policy.default(), signals={"new_pair": {"security": 0.9}})
    rests_on = basis(PAIRED, policy=own)
    (pair,) = [one for one in rests_on.signals if one.name == "new_pair"]
    assert weight_of(pair, "contraband", own) == 0.9


def test_officers_rules_still_see_whether_it_holds() -> None:
    some_again = lines(*({"importer": "IMP1", "exporter": f"EXP{max(number, 20)}"} for number in range(200)))
    seen = screening.assess_lines(some_again, basis(some_again))
    assert set(seen.strengths["new_pair"].tolist()) == {0.0, 1.0}
