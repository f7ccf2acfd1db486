"""Reads presets of clocks from YAML; what is wrong is told with its line, its place and the mend."""

from __future__ import annotations

from trustlane import written
from trustlane.programme.clocks import faults
from trustlane.programme.clocks.terms import Preset


def preset(words: str, *, where: str) -> Preset:
    """A preset from YAML. `where` names the file in messages. Raises `written.WrittenRefused`."""
    return written.judged(words, Preset, faults.of_preset, where=where)
