"""Two languages made by machine from the English ones; pure.

`en-xa` accents every letter, grows by a third and stands in brackets: what is not in brackets was never marked for
translation, what is cut off has too little room. `ar-xb` runs from right to left, as Arabic would. What a program puts
into a sentence (`%(name)s`, `{name}`), tags and entities stay as they are.
"""

import re
from collections.abc import Callable

KEPT = re.compile(r"%\(\w+\)[a-z]|%[sdif%]|\{\w*\}|<[^>]*>|&\w+;|&#\d+;")
ACCENTS = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýž",
)
VOWELS = "aeiouAEIOU"
GROWTH = 0.3
# Right-to-left mark, right-to-left override, and the end of the override.
RLM, RLO, PDF = "\u200f", "\u202e", "\u202c"


def accented(message: str) -> str:
    """Accented letters, vowels doubled until a third longer, in brackets."""
    return _in_brackets(message, _accent)


def mirrored(message: str) -> str:
    """Every word forced to run from right to left, in brackets."""
    return _in_brackets(message, _mirror)


def _in_brackets(message: str, change: Callable[[str], str]) -> str:
    if not message.strip():
        return message
    parts = []
    start = 0
    for kept in KEPT.finditer(message):
        parts += [change(message[start : kept.start()]), kept.group()]
        start = kept.end()
    parts.append(change(message[start:]))
    body = "".join(parts)
    # Blanks at the ends belong to the sentence's place, not to the sentence; msgfmt wants the same line ends.
    inner = body.strip("\n ")
    lead = body[: len(body) - len(body.lstrip("\n "))]
    tail = body[len(body.rstrip("\n ")) :]
    return f"{lead}⟦{inner}⟧{tail}"


def _accent(text: str) -> str:
    owed = 0.0
    grown = []
    for letter in text:
        grown.append(letter)
        owed += GROWTH
        if letter in VOWELS and owed >= 1:
            grown.append(letter.lower())
            owed -= 1
    return "".join(grown).translate(ACCENTS)


def _mirror(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: f"{RLM}{RLO}{word.group()}{PDF}{RLM}", text)
