"""The menu lines of the register."""

from collections.abc import Sequence

from trustlane.pages.menu import Entry

ENTRIES: Sequence[Entry] = ()
