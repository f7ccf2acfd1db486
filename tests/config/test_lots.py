"""The node's seed: drawn once, by whoever comes first, and never thrown away."""

import stat
from pathlib import Path

import pytest

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


def test_the_secret_of_draws_is_another_and_set_aside_by_its_own_name(tmp_path: Path) -> None:
    state = tmp_path / "state"
    share, draws = lots.ensure(state)[0], lots.ensure(state, lots.DRAWS)[0]
    assert share.read_bytes() != draws.read_bytes()
    saved = tmp_path / "saved"
    saved.write_bytes(b"the secret of the backup")
    aside = lots.bring(saved, state, lots.DRAWS)
    assert aside is not None
    assert aside.name.startswith("draws.")
    assert draws.read_bytes() == saved.read_bytes()


def test_a_node_makes_the_secret_of_its_draws_when_it_is_first_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trustlane.config import settings

    monkeypatch.setattr(lots, "in_force", lambda: settings.load({"TRUSTLANE_STATE": str(tmp_path / "state")}, None))
    first = lots.of_draws()
    assert (len(first), lots.of_draws()) == (lots.OCTETS, first)


def test_a_demonstration_has_an_invented_seed_unless_the_node_has_one(tmp_path: Path) -> None:
    file, drawn = lots.ensure(tmp_path / "state", lots.DRAWS, b"known to everybody")
    assert drawn
    assert file.read_bytes() == b"known to everybody"
    assert lots.ensure(tmp_path / "state", lots.DRAWS, b"another") == (file, False)
    assert file.read_bytes() == b"known to everybody"
