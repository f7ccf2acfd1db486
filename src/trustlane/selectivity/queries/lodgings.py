"""What is kept of declarations that others say to replace, or that say to replace others."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from trustlane.declarations import queries as declarations
from trustlane.declarations.facts import Lodging
from trustlane.selectivity import trust
from trustlane.selectivity.lodged_again import add, answering, cancelled_by, moment
from trustlane.selectivity.models import Decision
from trustlane.selectivity.relodged import Earlier, Lodgement, Moment


def known_beside(lines: pl.DataFrame, events: pl.DataFrame, *, normal: Callable[[str], str] = trust.common) -> Earlier:
    """For lines about to be decided: all that is kept of what they say to replace, and of others that say the same.

    `events` are those that came with the lines: they may say that some of them are cancelled. An amendment is held to
    the word of the first version under its reference, and keeps the draw of its consignment.
    """
    wanted = {*lines["previous"].drop_nulls(), *lines.filter(pl.col("version") > 1)["declaration"]}
    asked: set[str] = set()
    known: dict[str, Lodgement] = cancelled_by(events)
    while wanted := wanted - asked:
        asked |= wanted
        add(known, _kept(wanted, normal))
        said = {known[reference].previous for reference in wanted if reference in known}
        wanted = {one for one in said if one is not None} | {*declarations.lodged_again(wanted)}
    return Earlier(known, whole=True)


def _kept(references: set[str], normal: Callable[[str], str]) -> Iterator[tuple[str, Lodgement]]:
    for one in declarations.lodgings(references):
        yield one.reference, _of_message(one, normal)
    for reference, at in declarations.cancelled(references).items():
        yield reference, Lodgement(cancelled=moment(at, None))
    decided = Decision.objects.filter(declaration__in=references)
    for reference, lane, without, drawn in decided.values_list("declaration", "lane", "lane_without_credit", "drawn"):
        yield reference, Lodgement(lanes=(lane,), lanes_without_credit=(without,), drawn=drawn)


def _of_message(one: Lodging, normal: Callable[[str], str]) -> Lodgement:
    who = answering(one.regime, one.importer, one.exporter, normal)
    if one.message == "cancellation":
        return Lodgement(answering=who, cancelled=moment(one.lodged, one.declared_day))
    return Lodgement(answering=who, lodged=Moment(one.declared_day or one.day, one.lodged), previous=one.previous)
