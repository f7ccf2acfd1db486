"""Places: where a node keeps its own, for root and for an ordinary user."""

import os
from pathlib import Path

import pytest

from trustlane.config import places


def test_two_checkouts_of_one_machine_have_different_keys() -> None:
    assert places.key(Path("/srv/one")) != places.key(Path("/srv/two"))


def test_root_keeps_its_state_where_a_system_user_can_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert places.state().is_relative_to(places.SYSTEM)


def test_an_ordinary_user_keeps_it_in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    project = places.project()
    assert project is not None
    monkeypatch.setattr(places, "is_root", lambda: False)
    monkeypatch.setattr(places, "_is_ours", lambda folder: True)
    assert places.state() == project / "var"


def test_in_a_checkout_of_somebody_else_it_goes_to_the_users_own_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    project = places.project()
    assert project is not None
    monkeypatch.setattr(places, "is_root", lambda: False)
    monkeypatch.setattr(places, "_is_ours", lambda folder: False)
    assert not places.state().is_relative_to(project)


def test_a_chosen_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    assert places.state(str(tmp_path / "here")) == tmp_path / "here"


def test_a_private_folder_is_closed_whatever_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = places.make_private(tmp_path / "closed")
    finally:
        os.umask(before)
    assert made.stat().st_mode & 0o777 == 0o700
