"""The consistency of validators as an account: figures, and sentences that say what they mean and what they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trustlane.programme.consistency.agreement import (
    RELIABLE,
    TENTATIVE,
    OfItem,
    alpha,
    alpha_between,
    by_item,
    share_of_pairs,
)
from trustlane.programme.consistency.leaning import Lean, leans, too_few
from trustlane.programme.consistency.ratings import SCALE, Rating, table

FEW = 60  # items: from fewer most who rate one step higher every second time are not told from chance
WIDE = 2  # steps between the mildest and the most severe rating of one item
TOLD = 5  # items that are named
ROUGH = 30  # items: from fewer the interval of alpha is only a hint


@dataclass(frozen=True)
class Account:
    """What can be said about a set of ratings, and in what words."""

    validators: int
    items: int  # that two or more rated
    alpha: float | None
    between: tuple[float, float] | None
    same: float | None
    by_item: tuple[OfItem, ...]
    leans: tuple[Lean, ...]
    too_few: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Plain sentences, one fact each."""
        return tuple(_sentences(self))


def account(ratings: Iterable[Rating], seed: bytes) -> Account:
    """Work out agreement and who stands apart. The same ratings and seed give the same account, in whatever order."""
    rated = table(ratings)
    return Account(
        validators=len(rated.validators),
        items=len(by_item(rated)),
        alpha=alpha(rated),
        between=alpha_between(rated, seed),
        same=share_of_pairs(rated),
        by_item=by_item(rated),
        leans=leans(rated, seed),
        too_few=too_few(rated),
    )


def _sentences(of: Account) -> Iterator[str]:
    if of.same is None:
        yield "No item was rated by two validators: nothing can be said about agreement."
        return
    yield (
        f"Validators: {of.validators}; items that two or more of them rated: {of.items}. "
        f"Two ratings of one item say the same in {100 * of.same:.0f} of 100 pairs."
    )
    if of.alpha is None:
        yield "All ratings are the same: whether validators tell levels apart alike, these cases cannot show."
    elif of.between is None:
        yield f"Krippendorff's alpha is {of.alpha:.2f}, from too few items to say within which bounds it lies."
    else:
        roughly = "roughly " if of.items < ROUGH else ""
        between = f"95 % interval {roughly}{of.between[0]:.2f} to {of.between[1]:.2f}"
        yield f"Krippendorff's alpha is {of.alpha:.2f} ({between}). By the lower end, {_meaning(of.between[0])}"
    wide = [item for item in of.by_item if item.severest - item.mildest >= WIDE]
    for item in wide[:TOLD]:
        span = f"from {SCALE[item.mildest]} to {SCALE[item.severest]}"
        yield f"{item.item} was rated {span}: talk about what it asks."
    if len(wide) > TOLD:
        yield f"Of items with ratings as far apart there are {len(wide) - TOLD} more."
    for lean in of.leans:
        if lean.apart:
            yield (
                f"{lean.validator} rates {_how(lean)} than peers, by {abs(lean.steps):.2f} steps on {lean.items} items "
                + (f"(interval {lean.low:+.2f} to {lean.high:+.2f}): ask why before anybody concludes who is right.")
            )
    if of.leans and not any(lean.apart for lean in of.leans):
        hint = "; with so few items only a strong leaning would show" if of.items < FEW else ""
        yield f"Nobody stands apart by rating more severely or more mildly than peers{hint}."
    for who in of.too_few:
        yield f"{who} rated too few items together with two others for anything to be said."


def _meaning(found: float) -> str:
    if found >= RELIABLE:
        return "the ratings can be relied on."
    if found >= TENTATIVE:
        return "good enough for tentative conclusions only."
    return "too little for conclusions; validators need to talk about what the levels mean."


def _how(lean: Lean) -> str:
    return "more severely" if lean.steps > 0 else "more mildly"
