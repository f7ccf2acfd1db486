"""How addresses are compared: words of streets written in full, numbers kept, order of the parts fixed."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml

from trustlane.parties.spelling import latin, romanised


@cache
def _words() -> dict[str, str]:
    text = resources.files("trustlane.parties").joinpath("law_data/addresses.yaml").read_text("utf-8")
    return {short: full for full, shorts in yaml.safe_load(text)["words"].items() for short in [full, *shorts]}


def address_words(text: str) -> tuple[str, ...]:
    """The words of one line of an address in small Latin letters, abbreviations written in full."""
    plain = re.sub(r"(?<=[a-z])(str|strasse)\b", " street", romanised(latin(text)).casefold())
    return tuple(_words().get(each, each) for each in re.findall(r"\w+", plain))


def address_key(*, street: str = "", city: str = "", postcode: str = "", country: str = "") -> str:
    """An address as it is compared: country, postcode without blanks, city, street."""
    code = "".join(re.findall(r"\w", latin(postcode).casefold()))
    parts = [country.strip().casefold(), code, " ".join(address_words(city)), " ".join(address_words(street))]
    return "|".join(parts)
