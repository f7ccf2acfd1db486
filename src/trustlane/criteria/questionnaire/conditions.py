"""Whether a condition on earlier answers holds: yes, no, or not known yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trustlane.criteria.question import Condition

Held = bool | None  # None: an answer is still missing
Saying = Callable[[str, tuple[str, ...]], Held]  # whether the answer to a question is one of some words


def holds(condition: Condition, saying: Saying) -> Held:
    """What is known of a condition. More answers never turn a yes into a no, nor a no into a yes."""
    if condition.question is not None:
        wanted = (condition.equals,) if condition.equals is not None else condition.within
        return saying(condition.question, wanted)
    if condition.negated is not None:
        inner = holds(condition.negated, saying)
        return None if inner is None else not inner
    if condition.every:
        return _all([holds(one, saying) for one in condition.every])
    some = _all([_not(holds(one, saying)) for one in condition.some])
    return _not(some)


def _all(held: list[Held]) -> Held:
    if False in held:
        return False
    return None if None in held else True


def _not(held: Held) -> Held:
    return None if held is None else not held


def asked_about(condition: Condition) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each question that a condition looks at, and the words it compares the answer with."""
    if condition.question is not None:
        yield condition.question, (condition.equals,) if condition.equals is not None else condition.within
    for inner in (*condition.every, *condition.some, *([condition.negated] if condition.negated else [])):
        yield from asked_about(inner)


def denied(condition: Condition) -> Iterator[str]:
    """The questions that stand under a `not`."""
    if condition.negated is not None:
        yield from (name for name, _ in asked_about(condition.negated))
    for inner in (*condition.every, *condition.some):
        yield from denied(inner)


def malformed(condition: Condition) -> str:
    """What is wrong with the shape of a condition; empty where nothing is."""
    ways = [condition.question is not None, bool(condition.every), bool(condition.some), condition.negated is not None]
    compared = [condition.equals is not None, bool(condition.within)]
    if sum(ways) != 1:
        return "say one of: question with equals or in, all, any, not."
    if sum(compared) != (1 if condition.question is not None else 0):
        return "a question is compared with equals or with in, one of them; all, any and not with neither."
    inner = (*condition.every, *condition.some, *([condition.negated] if condition.negated else []))
    return next((said for one in inner if (said := malformed(one))), "")
