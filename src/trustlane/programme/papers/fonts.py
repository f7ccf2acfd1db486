"""Which letters there are: the font files that are installed, and the characters they show."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

# Package, file, and the family it holds. Noto's one family for Chinese, Japanese and Korean draws the same characters
# in the form of each country; all forms show the same characters.
_FILES = (
    ("fontpkg_noto_serif", "files/NotoSerif[wdth,wght].ttf", "Noto Serif"),
    ("fontpkg_noto_serif", "files/NotoSerif-Italic[wdth,wght].ttf", "Noto Serif"),
    ("pylopdf_fonts_ar", "NotoNaskhArabic-Variable.ttf", "Noto Naskh Arabic"),
    ("pylopdf_fonts_he", "NotoSerifHebrew-Variable.ttf", "Noto Serif Hebrew"),
    ("pylopdf_fonts_th", "NotoSerifThai-Variable.ttf", "Noto Serif Thai"),
    ("pylopdf_fonts_hi", "NotoSerifDevanagari-Variable.ttf", "Noto Serif Devanagari"),
    ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc", ""),
)
# Typst's own letters come first: they are drawn for long reading and for titles, and have small capitals.
_FIRST = "Libertinus Serif"
_FORMS = {"ja": "JP", "ko": "KR", "zh-TW": "TC", "zh-Hant": "TC", "zh-HK": "HK", "zh-MO": "HK"}
_USUAL_FORM = "SC"


def files() -> tuple[Path, ...]:
    """The font files, in the order in which they are asked for a character."""
    return tuple(_file(package, name) for package, name, _ in _FILES)


def families(language: str) -> tuple[str, ...]:
    """The families to write with, for a BCP 47 language: it decides in which country's form Han characters stand."""
    named = tuple(dict.fromkeys(family for _, _, family in _FILES if family))
    return (_FIRST, *named, f"Noto Sans CJK {_form(language)}")


def spoken(language: str) -> str:
    """The first part of a BCP 47 language, which is what type is set by: `pt` of `pt-BR`."""
    return language.partition("-")[0]


def _form(language: str) -> str:
    exact = _FORMS.get(language)
    return exact or _FORMS.get(spoken(language), _USUAL_FORM)


@cache
def shown() -> frozenset[int]:
    """The code points for which some font has a letter."""
    found: set[int] = set()
    for path in files():
        # In a collection all fonts show the same; the first speaks for it.
        with TTFont(path, fontNumber=0, lazy=True) as font:
            found |= font.getBestCmap().keys()
    return frozenset(found)


def language_of(text: str) -> str:
    """The language whose letters a text is written in, as far as letters tell: of use only for how they are drawn."""
    names = [unicodedata.name(letter, "") for letter in text]
    for script, language in (("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("HANGUL", "ko"), ("CJK UNIFIED", "zh")):
        if any(name.startswith(script) for name in names):
            return language
    for script, language in (("ARABIC", "ar"), ("HEBREW", "he"), ("THAI", "th"), ("DEVANAGARI", "hi")):
        if any(name.startswith(script) for name in names):
            return language
    return ""


def direction(text: str) -> str:
    """`rtl` where the first letter that has a direction runs from right to left, else `ltr`."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def _file(package: str, name: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"The package {package.replace('_', '-')} with letters is not installed; `make setup`.")
    return Path(spec.origin).parent / name
