"""The presets that ship with Trustlane."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources

from trustlane.programme.clocks import reading
from trustlane.programme.clocks.terms import Preset
from trustlane.written import WrittenRefused


def read(files: Iterable[tuple[str, str]]) -> dict[str, Preset]:
    """Presets by name from (file name, text). Raises `written.WrittenRefused` for the first that cannot be used."""
    presets: dict[str, Preset] = {}
    for file, words in sorted(files):
        preset = reading.preset(words, where=file)
        if file != f"{preset.name}.yaml":
            raise WrittenRefused(f"{file}: it holds {preset.name}; call the file {preset.name}.yaml.")
        presets[preset.name] = preset
    return presets


def files() -> dict[str, str]:
    """The files that ship: name and text."""
    folder = resources.files("trustlane.programme.clocks").joinpath("library")
    return {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".yaml")}


@cache
def shipped() -> dict[str, Preset]:
    """What ships, by name such as `eu-2026`."""
    return read(files().items())
