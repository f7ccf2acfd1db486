"""What an entry summary message is unusable without, beyond its table: parties, items and goods that hang together.

Each rule is a function; its docstring is what the declarant reads as the mend.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from trustlane.declarations.readers.ens_shape import Problem, inside
from trustlane.declarations.readers.ens_table import ITEM, Group
from trustlane.declarations.readers.xml_safe import Node

Found = dict[str, list[Node]]
Rule = Callable[[Node, Group, Found], Iterator[Problem]]

# Union code for goods under a negotiable bill of lading "to order blank endorsed": the consignee is not known yet.
TO_ORDER: Final = "10600"


def every_party_is_identified(root: Node, message: Group, found: Found) -> Iterator[Problem]:
    """Give the party an identification number or a name: one of them is needed to know who it is."""
    yield from _unidentified(message, found, f"/{root.name}", "")
    for position, item in enumerate(found.get("GOOITEGDS", ()), start=1):
        yield from _unidentified(
            ITEM, inside(item), f"/{root.name}/GOOITEGDS[{position}]", f" in goods item {_number(item, position)}"
        )


def _unidentified(group: Group, found: Found, path: str, whose: str) -> Iterator[Problem]:
    for part in group.parts:
        if not isinstance(part, Group) or part.party is None:
            continue
        for node in found.get(part.tag, ())[:1]:
            names = {child.name for child in node.children() if child.words}
            if part.party.identifier in names or part.party.name in names:
                continue
            yield Problem(
                node,
                f"{path}/{part.tag}",
                f"The {part.what} ({part.tag}){whose} has neither an identification number ({part.party.identifier}) "
                f"nor a name ({part.party.name}).",
                _sentence(every_party_is_identified),
            )


def every_item_has_a_receiver(root: Node, _message: Group, found: Found) -> Iterator[Problem]:
    """Name the consignee in the item or for the whole message; where the goods travel to order (special mention 10600),
    name the notify party instead.
    """
    if "TRACONCE1" in found:
        return
    notified = "NOTPAR670" in found
    for position, item in enumerate(found.get("GOOITEGDS", ()), start=1):
        parts = inside(item)
        if "TRACONCE2" in parts:
            continue
        to_order = any(code.words == TO_ORDER for mention in parts.get("SPEMENMT2", ()) for code in mention.children())
        if to_order and (notified or "PRTNOT640" in parts):
            continue
        who = "neither consignee nor notify party" if to_order else "no consignee"
        yield Problem(
            item,
            f"/{root.name}/GOOITEGDS[{position}]/{'PRTNOT640' if to_order else 'TRACONCE2'}",
            f"Goods item {_number(item, position)} has {who}, and the message names none for all items.",
            _sentence(every_item_has_a_receiver),
        )


def every_item_says_what_the_goods_are(root: Node, _message: Group, found: Found) -> Iterator[Problem]:
    """Describe the goods (GooDesGDS23) or give their commodity code (COMCODGODITM/ComNomCMD1)."""
    for position, item in enumerate(found.get("GOOITEGDS", ()), start=1):
        parts = inside(item)
        if "GooDesGDS23" in parts or "COMCODGODITM" in parts:
            continue
        yield Problem(
            item,
            f"/{root.name}/GOOITEGDS[{position}]/GooDesGDS23",
            f"Goods item {_number(item, position)} says nothing about the goods: no description and no commodity code.",
            _sentence(every_item_says_what_the_goods_are),
        )


def every_item_has_its_own_number(root: Node, _message: Group, found: Found) -> Iterator[Problem]:
    """Give every goods item a number of its own, 1 for the first and one more for each that follows."""
    seen: dict[str, int] = {}
    for position, item in enumerate(found.get("GOOITEGDS", ()), start=1):
        numbers = inside(item).get("IteNumGDS7")
        if not numbers or not numbers[0].words:
            continue
        number = numbers[0].words
        if number in seen:
            yield Problem(
                numbers[0],
                f"/{root.name}/GOOITEGDS[{position}]/IteNumGDS7",
                f"Item number {number} stands in goods items {seen[number]} and {position} of the message.",
                _sentence(every_item_has_its_own_number),
            )
        seen.setdefault(number, position)


def no_item_is_missing(root: Node, _message: Group, found: Found) -> Iterator[Problem]:
    """Send all the goods items the header counts, or correct the total number of items (TotNumOfIteHEA305)."""
    items = found.get("GOOITEGDS", [])
    for header in found.get("HEAHEA", ())[:1]:
        for total in inside(header).get("TotNumOfIteHEA305", ())[:1]:
            if items and total.words.isascii() and total.words.isdigit() and int(total.words[:9]) > len(items):
                yield Problem(
                    total,
                    f"/{root.name}/HEAHEA/TotNumOfIteHEA305",
                    f"The header counts {total.words[:9]} goods items, but the message carries {len(items)}: "
                    "goods items are missing.",
                    _sentence(no_item_is_missing),
                )


RULES: Final[tuple[Rule, ...]] = (
    every_party_is_identified,
    every_item_has_a_receiver,
    every_item_says_what_the_goods_are,
    every_item_has_its_own_number,
    no_item_is_missing,
)


def _number(item: Node, position: int) -> str:
    numbers = inside(item).get("IteNumGDS7")
    return (numbers[0].words[:9] if numbers else "") or str(position)


def _sentence(rule: Rule) -> str:
    return " ".join((rule.__doc__ or "").split())
