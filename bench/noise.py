"""How names of one firm come to be written otherwise: the kinds a matcher learns from, and the kinds kept from it.

`LEARNT` is what weights and threshold are fitted on; `UNSEEN` is what they are judged by, and `LAST` is a smaller set written
later, for whoever settles a law has looked at what it gets wrong; even so weights were fitted once more after it. Each kind takes a chance and a firm and
gives what somebody wrote: name, country, city, street ("" where left out).
"""

# ruff: noqa: E501 - tables of words read better in long lines

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from random import Random

from anyascii import anyascii

from bench.firms import SIDES, TRADES, Firm
from trustlane.parties.matching import Party
from trustlane.parties.names import taken_apart
from trustlane.parties.spelling import latin, romanised

Kind = Callable[[Random, Firm], str]

# --- learnt ----------------------------------------------------------------------------------------------------------


def as_it_is(chance: Random, firm: Firm) -> str:
    """Copied well, in capitals now and then."""
    return firm.name.upper() if chance.random() < 0.5 else firm.name


def form_left_out(chance: Random, firm: Firm) -> str:
    """Without the legal form."""
    return ("" if firm.script == "han" else " ").join(firm.words)


def one_letter(chance: Random, firm: Firm) -> str:
    """One letter lost, doubled, put in, replaced or swapped with the next, anywhere."""
    return _slip(chance, _letters(firm), "abcdefghijklmnopqrstuvwxyz")


def two_letters(chance: Random, firm: Firm) -> str:
    """Two such slips."""
    return _slip(chance, one_letter(chance, firm), "abcdefghijklmnopqrstuvwxyz")


def passport_letters(chance: Random, firm: Firm) -> str:
    """Other scripts as passports write them (Cyrillic, Greek), or sign by sign."""
    return _letters(firm)


def trade_left_out(chance: Random, firm: Firm) -> str:
    """Without the line of business, where a telling word stays."""
    kept = [each for each in firm.words if each not in TRADES[firm.script]]
    return _with(firm, tuple(kept or firm.words))


def shortened(chance: Random, firm: Firm) -> str:
    """Usual words in short."""
    short = {
        "International": "Intl",
        "Trading": "Trdg",
        "Industries": "Ind.",
        "Brothers": "Bros",
        "Services": "Svcs",
        "Transport": "Transp.",
    }
    return _with(firm, tuple(short.get(each, each) for each in firm.words))


LEARNT: Mapping[str, Kind] = {
    each.__name__: each for each in (as_it_is, form_left_out, one_letter, two_letters, passport_letters, trade_left_out, shortened)
}  # fmt: skip

# --- unseen ----------------------------------------------------------------------------------------------------------

_SHAPES = {
    "m": "rn",
    "w": "vv",
    "l": "1",
    "i": "l",
    "o": "0",
    "s": "5",
    "e": "c",
    "b": "6",
    "g": "9",
    "u": "ii",
    "d": "cl",
    "h": "b",
    "n": "ri",
    "a": "o",
    "t": "f",
}
_KEYS = {
    "a": "qsz", "b": "vn", "c": "xv", "d": "sfe", "e": "wr", "f": "dgr", "g": "fht", "h": "gjy", "i": "uo", "j": "hku", "k": "jli", "l": "ko", "m": "n",
    "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "adw", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "xa",
}  # fmt: skip
# GOST 7.79 (system B) and ISO 9 without marks, by turns; Greek as ISO 843 transliterates it.
_OTHERWISE = [
    dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            [
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "zh",
                "z",
                "i",
                "j",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "f",
                "x",
                "cz",
                "ch",
                "sh",
                "shh",
                "",
                "y",
                "",
                "e",
                "yu",
                "ya",
            ],
            strict=True,
        )
    ),
    dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюя",
            [
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "z",
                "z",
                "i",
                "j",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "f",
                "h",
                "c",
                "c",
                "s",
                "s",
                "",
                "y",
                "",
                "e",
                "u",
                "a",
            ],
            strict=True,
        )
    ),
]
_ISO_843 = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        [
            "a",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "th",
            "i",
            "k",
            "l",
            "m",
            "n",
            "x",
            "o",
            "p",
            "r",
            "s",
            "s",
            "t",
            "y",
            "f",
            "ch",
            "ps",
            "o",
        ],
        strict=True,
    )
) | {"η": "e", "β": "b", "υ": "u"}
_ARABIC = str.maketrans(
    {
        "a": "",
        "e": "",
        "i": "ي",
        "u": "و",
        "o": "و",
        "b": "ب",
        "d": "د",
        "f": "ف",
        "h": "ه",
        "j": "ج",
        "k": "ك",
        "l": "ل",
        "m": "م",
        "n": "ن",
        "r": "ر",
        "s": "س",
        "t": "ت",
        "w": "و",
        "z": "ز",
    }
)
_TRANSLATED = {
    "Ltd": "Limited", "Limited": "Ltd.", "GmbH": "Limited Liability Company", "SA": "Sociedad Anonima", "S.r.l.": "LLC", "Inc": "Incorporated",
    "BV": "Besloten Vennootschap", "AG": "Joint Stock Company", "LLC": "GmbH", "Pty Ltd": "Proprietary Limited", "Sp. z o.o.": "LLC",
    "AS": "A.S.", "Co Ltd": "Company Limited", "SARL": "Ltd", "Corp": "Corporation", "ООО": "LLC", "АО": "JSC", "ЗАО": "CJSC", "ΕΠΕ": "Ltd",
    "ΑΕ": "S.A.", "Co": "Company", "WLL": "W.L.L.", "有限公司": "Co., Ltd.", "股份有限公司": "Joint Stock Company", "주식회사": "Co., Ltd.", "유한회사": "LLC",
}  # fmt: skip


def read_by_machine(chance: Random, firm: Firm) -> str:
    """Letters a scanner took for others of their shape, one or two."""
    text = _letters(firm).casefold()
    for _ in range(chance.randint(1, 2)):
        places = [place for place, letter in enumerate(text) if letter in _SHAPES]
        if places:
            place = chance.choice(places)
            text = text[:place] + _SHAPES[text[place]] + text[place + 1 :]
    return text


def neighbouring_keys(chance: Random, firm: Firm) -> str:
    """One or two keys missed."""
    text = _letters(firm)
    for _ in range(chance.randint(1, 2)):
        places = [place for place, letter in enumerate(text) if letter.casefold() in _KEYS]
        if places:
            place = chance.choice(places)
            text = text[:place] + chance.choice(_KEYS[text[place].casefold()]) + text[place + 1 :]
    return text


def cut_off(chance: Random, firm: Firm) -> str:
    """Cut off at 35 characters, as EDIFACT does; names that are shorter are written in full, their forms too."""
    full = {
        "Ltd": "Private Limited Company",
        "GmbH": "Gesellschaft mit beschränkter Haftung",
        "LLC": "Limited Liability Company",
    }
    return " ".join((*(_roman(each) for each in firm.words), full.get(firm.form, _roman(firm.form))))[:35]


def other_letters(chance: Random, firm: Firm) -> str:
    """Romanised by another standard than passports use, in syllables, or written back in its own script."""
    name = firm.name.casefold()
    if firm.script == "cyrillic":
        table = str.maketrans(chance.choice(_OTHERWISE))
        return " ".join(each.casefold().translate(table) for each in firm.words).title()
    if firm.script == "greek":
        return latin(name).translate(str.maketrans(_ISO_843)).title()
    if firm.script == "arabic":
        plain = firm.telling.casefold().replace("kh", "خ").replace("sh", "ش").replace("gh", "غ").translate(_ARABIC)
        return f"{plain} {' '.join(firm.words[1:])} {firm.form}"
    if firm.script == "han":
        return f"{re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', anyascii(''.join(firm.words)))} Co., Ltd."
    if firm.script == "hangul":
        return anyascii(" ".join(firm.words)).replace("eo", "o").replace("eu", "u").replace("J", "Ch").replace("G", "K")
    swaps = (
        ("c", "k"),
        ("v", "w"),
        ("y", "i"),
        ("ou", "u"),
        ("ph", "f"),
        ("x", "ks"),
        ("w", "v"),
        ("k", "c"),
        ("z", "s"),
    )
    telling = firm.telling.casefold()
    possible = [(one, other) for one, other in swaps if one in telling]
    one, other = chance.choice(possible) if possible else (telling[-1], telling[-1] * 2)
    return firm.name.replace(firm.telling, telling.replace(one, other).title())


def other_order(chance: Random, firm: Firm) -> str:
    """The words in another order, the form in front."""
    words = [_roman(each) for each in firm.words]
    chance.shuffle(words)
    return " ".join([_roman(firm.form), *words])


def word_left_out(chance: Random, firm: Firm) -> str:
    """One word left out that is not the telling one nor what tells sisters apart."""
    free = [
        each
        for each in firm.words
        if each != firm.telling
        and each not in SIDES
        and "(" not in each
        and not each.isdigit()
        and each not in {"II", "III"}
    ]
    gone = chance.choice(free) if free else ""
    return _with(firm, tuple(each for each in firm.words if each != gone))


def form_translated(chance: Random, firm: Firm) -> str:
    """The legal form as another language calls it."""
    return " ".join((*(_roman(each) for each in firm.words), _TRANSLATED.get(firm.form, firm.form)))


def words_merged(chance: Random, firm: Firm) -> str:
    """A blank lost or a blank too many."""
    words = [_roman(each) for each in firm.words if each != "&"]
    if len(words) > 1 and chance.random() < 0.6:
        place = chance.randrange(len(words) - 1)
        words[place : place + 2] = ["".join(words[place : place + 2])]
    else:
        longest = max(range(len(words)), key=lambda each: len(words[each]))
        word = words[longest]
        middle = max(2, min(len(word) - 2, chance.randint(2, max(2, len(word) - 2))))
        words[longest : longest + 1] = [word[:middle], word[middle:]]
    return " ".join((*words, _roman(firm.form)))


def address_missing(chance: Random, firm: Firm) -> str:
    """Only the name is known, with one slip."""
    return one_letter(chance, firm) if chance.random() < 0.5 else _letters(firm)


UNSEEN: Mapping[str, Kind] = {
    each.__name__: each
    for each in (
        read_by_machine, neighbouring_keys, cut_off, other_letters, other_order, word_left_out, form_translated, words_merged, address_missing,
    )
}  # fmt: skip


# --- last: written after most of the law; weights were fitted again since ------------------------------------------------------


def as_heard(chance: Random, firm: Firm) -> str:
    """Written down as heard on the telephone."""
    heard = (
        ("qu", "kw"),
        ("ph", "f"),
        ("th", "d"),
        ("b", "p"),
        ("d", "t"),
        ("g", "k"),
        ("m", "n"),
        ("z", "s"),
        ("e", "i"),
        ("o", "u"),
    )
    text = _letters(firm)
    possible = [(one, other) for one, other in heard if one in text.casefold()]
    one, other = chance.choice(possible) if possible else (text[-1].casefold(), text[-1])
    place = text.casefold().index(one)
    return text[:place] + other + text[place + len(one) :]


def vowels_lost(chance: Random, firm: Firm) -> str:
    """One word written without its inner vowels."""
    words = [_roman(each) for each in firm.words]
    place = chance.randrange(len(words))
    words[place] = words[place][:1] + "".join(each for each in words[place][1:] if each not in "aeiou")
    return " ".join((*words, _roman(firm.form)))


def branch_added(chance: Random, firm: Firm) -> str:
    """The branch or the town stands in the field of the name too."""
    return f"{_letters(firm)}, {chance.choice((firm.city, firm.city + ' Branch', 'Branch Office ' + firm.city))}"


def spaced_out(chance: Random, firm: Firm) -> str:
    """Letters stand apart, as on a letterhead: one word of the name."""
    words = [_roman(each) for each in firm.words]
    place = max(range(len(words)), key=lambda each: len(words[each]))
    words[place] = " ".join(words[place].upper())
    return " ".join((*words, _roman(firm.form)))


def marks_added(chance: Random, firm: Firm) -> str:
    """Marks on letters, odd quotes and hyphens between the words."""
    marked = str.maketrans({"a": "á", "e": "ë", "o": "ø", "u": "ü", "i": "ı", "s": "š", "c": "ç"})
    return (
        "„"
        + "-".join(each.translate(marked) if chance.random() < 0.7 else each for each in _letters(firm).split())
        + "“"
    )


LAST: Mapping[str, Kind] = {
    each.__name__: each for each in (as_heard, vowels_lost, branch_added, spaced_out, marks_added)
}


class Sisters:
    """Who stands in one family, so that nothing is asked that nobody could answer."""

    def __init__(self, firms: Iterable[Firm]) -> None:
        """Takes the names of all firms that have sisters apart."""
        families: dict[int, list[Firm]] = defaultdict(list)
        for firm in firms:
            families[firm.family].append(firm)
        self._families = {
            family: [(firm, frozenset(taken_apart(firm.name).words)) for firm in members]
            for family, members in families.items()
            if len(members) > 1
        }

    def mistaken(self, firm: Firm, party: Party) -> bool:
        """Whether what was written is as well a sister's: all its words are hers, and nothing of the address is not."""
        if firm.family not in self._families:
            return False
        words = frozenset(taken_apart(party.name).words)
        return any(
            sister.number != firm.number and words <= hers and party.city in {"", sister.city} and party.street in {"", sister.street}
            for sister, hers in self._families[firm.family]
        )  # fmt: skip


def written(chance: Random, firm: Firm, kind: Kind, sisters: Sisters) -> Party:
    """What somebody wrote of a firm: its name by one kind of noise, and as much of its address as came along.

    Noise that leaves just what is a sister's as well is taken back: nobody could tell, and nobody is asked.
    """
    name = kind(chance, firm)
    drawn = chance.random()
    street = firm.street if drawn < 0.5 else ""
    if street and chance.random() < 0.3:
        street = street.replace("Street", "St.").replace("Road", "Rd").replace("Avenue", "Av")
    if kind is address_missing:
        party = Party(name)
    else:
        party = Party(name, firm.country if drawn < 0.95 else "", firm.city if drawn < 0.75 else "", street)
    return replace(party, name=firm.name) if sisters.mistaken(firm, party) else party


def _slip(chance: Random, text: str, letters: str) -> str:
    place = chance.randrange(max(1, len(text) - 1))
    how = chance.choice(("lost", "put in", "replaced", "swapped", "doubled"))
    letter = chance.choice(letters)
    if how == "lost":
        return text[:place] + text[place + 1 :]
    if how == "put in":
        return text[:place] + letter + text[place:]
    if how == "replaced":
        return text[:place] + letter + text[place + 1 :]
    if how == "doubled":
        return text[:place] + text[place : place + 1] + text[place:]
    return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]


def _roman(text: str) -> str:
    plain = anyascii(romanised(latin(text)))
    return plain if text.isascii() else " ".join(each.capitalize() for each in plain.split())


def _letters(firm: Firm) -> str:
    forms = {"有限公司": "Youxian Gongsi", "股份有限公司": "Gufen Youxian Gongsi"}
    return (
        firm.name
        if firm.name.isascii()
        else " ".join((*map(_roman, firm.words), forms.get(firm.form) or _roman(firm.form)))
    )


def _with(firm: Firm, words: tuple[str, ...]) -> str:
    return " ".join((*words, firm.form)) if firm.script != "han" else "".join(words) + firm.form
