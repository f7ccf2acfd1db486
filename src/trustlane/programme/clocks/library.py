"""The presets that ship with Trustlane, and those of an administration beside them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from trustlane import written
from trustlane.programme.clocks import reading
from trustlane.programme.clocks.terms import Preset
from trustlane.written import WrittenRefused


def read(files: Iterable[tuple[str, str]]) -> dict[str, Preset]:
    """Presets by name from (file name, text). Raises `written.WrittenRefused` for the first that cannot be used."""
    presets: dict[str, Preset] = {}
    for file, words in sorted(files):
        preset = reading.preset(words, where=file)
        if Path(file).name != f"{preset.name}.yaml":
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


@cache
def known(folder: str) -> dict[str, Preset]:
    """What ships and, from every .yaml file of a folder, what is an administration's own, by name; "" for no folder.

    One that is called as one that ships is refused: cases elsewhere run by that. Raises `written.WrittenRefused`.
    """
    own = read(written.texts_in(folder).items())
    for name in sorted(own.keys() & shipped().keys()):
        raise WrittenRefused(f"{Path(folder) / name}.yaml, line 1: {name} ships already; give yours another id.")
    return shipped() | own
