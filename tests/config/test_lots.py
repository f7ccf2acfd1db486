"""The node's seed: drawn once, by whoever comes first, and never thrown away."""

import stat
from pathlib import Path

from trustlane.config import lots


def test_it_is_drawn_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    state = tmp_path / "state"
    file, drawn = lots.ensure(state)
    assert drawn
    assert len(file.read_bytes()) == lots.OCTETS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert lots.ensure(state) == (file, False)
    assert [one.name for one in state.iterdir()] == [lots.FILE]


def test_a_saved_seed_is_put_in_force_and_another_set_aside(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.write_bytes(b"the seed of the backup")
    state = tmp_path / "state"
    state.mkdir()
    assert lots.bring(saved, state) is None
    assert lots.bring(saved, state) is None
    own = tmp_path / "own"
    own.write_bytes(b"the seed of the node now")
    aside = lots.bring(own, state)
    assert aside is not None
    assert (aside.read_bytes(), (state / lots.FILE).read_bytes()) == (saved.read_bytes(), own.read_bytes())
    assert {stat.S_IMODE(one.stat().st_mode) for one in state.iterdir()} == {0o600}
    # There and back again: nothing is lost, nothing is kept twice.
    assert lots.bring(saved, state) is not None
    assert len(list(state.iterdir())) == 3
