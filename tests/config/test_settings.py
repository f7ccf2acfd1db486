"""Settings: a file, the environment over it, secrets by path; a mistake is told by place."""

from pathlib import Path

import pytest

from trustlane.config.refusals import SettingsRefused
from trustlane.config.settings import BUILT_IN, fields, load


def written(folder: Path, text: str) -> Path:
    file = folder / "trustlane.toml"
    file.write_text(text, "utf-8")
    return file


def test_what_is_not_set_is_built_in() -> None:
    node = load({}, None)
    assert node.settings.web.port == 8000
    assert {node.origins[name] for name in fields()} == {BUILT_IN}


def test_the_file_overrides_what_is_built_in_and_the_environment_overrides_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, '[web]\nport = 9000\nhost = "0.0.0.0"\n')
    node = load({"TRUSTLANE_WEB_PORT": "9100"}, file)
    assert (node.settings.web.port, node.settings.web.host) == (9100, "0.0.0.0")
    assert node.origins["web.port"] == "environment TRUSTLANE_WEB_PORT"
    assert node.origins["web.host"] == f"file {file}"


def test_a_list_in_the_environment_is_separated_by_commas() -> None:
    assert load({"TRUSTLANE_WEB_NAMES": "a.example, b.example"}, None).settings.web.names == ("a.example", "b.example")


@pytest.mark.parametrize(("spelled", "meant"), [("1", True), ("yes", True), ("true", True), ("no", False), ("", False)])
def test_yes_and_no_have_their_usual_spellings(spelled: str, meant: bool) -> None:
    assert load({"TRUSTLANE_HTTPS": spelled}, None).settings.web.https is meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[web]\nprot = 1\n", "has no prot; expected one of host, port"),
        ("[wbe]\nport = 1\n", "[wbe] is no section"),
        ("[web\n", "is no TOML"),
        ('[web]\nport = "many"\n', "web.port"),
        ('[node]\nzone = "Mars/Olympus"\n', "expected an IANA time zone"),
        ('[database]\npostgres = "oracle"\n', "database.postgres"),
        ('[database]\nurl = "postgresql://me:word@host/name"\n', "is a secret"),
    ],
)
def test_a_mistake_in_the_file_is_told_by_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsRefused) as refused:
        load({}, written(tmp_path, text))
    assert told in str(refused.value)


def test_a_mistake_in_the_environment_names_the_variable() -> None:
    with pytest.raises(SettingsRefused, match="TRUSTLANE_WEB_PORT"):
        load({"TRUSTLANE_WEB_PORT": "many"}, None)


def test_a_secret_is_read_from_the_file_the_settings_name(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://me:word@host/name\n")
    node = load({}, written(tmp_path, f'[database]\nurl_file = "{tmp_path / "url"}"\n'))
    assert node.secrets["database.url"] == "postgresql://me:word@host/name"


def test_a_secret_file_that_is_missing_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match=r"database.url_file: /nowhere cannot be read"):
        load({}, written(tmp_path, '[database]\nurl_file = "/nowhere"\n'))


def test_the_environment_hands_a_secret_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://from/file")
    file = written(tmp_path, f'[database]\nurl_file = "{tmp_path / "url"}"\n')
    assert load({"DATABASE_URL": "postgresql://from/environment"}, file).secrets["database.url"].endswith("environment")


def test_a_file_that_was_named_and_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="cannot be read"):
        load({}, tmp_path / "absent.toml")
