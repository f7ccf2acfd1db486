"""The path from the first page to this one."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Crumb:
    """One step; the last has no address. `data` marks a name that no one translates (a reference, a company)."""

    label: str | Promise
    href: str = ""
    data: bool = False
