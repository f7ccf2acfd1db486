"""Who in a declaration is trusted, for what, as it was known then; and which credits of the policy follow from it.

Joined by identifier only, never by likeness. A status counts where the register knew it at the moment of decision,
where it was valid on the declaration's day, and where the holder stands in a role the status is for. Where all is
decided at one later moment that is asked for, its issuer must still say it on the day of that moment (`as_it_stands`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from trustlane.parties import profiles
from trustlane.selectivity.coded import Coded, Texts
from trustlane.selectivity.heads import UNDATED
from trustlane.selectivity.parts import side_by_side
from trustlane.selectivity.policy import Policy, Track
from trustlane.standing.facts import SCOPES, HeardFact, StandingFact

ROLES = ("importer", "exporter", "declarant", "carrier", "representative")

# In which roles of a declaration a status for this role counts; one for any other role, or for none, counts in all.
COUNTS_AS: dict[str, tuple[str, ...]] = {
    "importer": ("importer",),
    "exporter": ("exporter",),
    "manufacturer": ("exporter",),
    "broker": ("declarant", "representative"),
    "declarant": ("declarant", "representative"),
    "carrier": ("carrier",),
    "forwarder": ("carrier", "declarant", "representative"),
}
END = datetime(9999, 12, 31, tzinfo=UTC)
NEVER = datetime(1, 1, 1, tzinfo=UTC)
ENDED = "ended"  # the state of what was valid on the declaration's day and is so no longer
AGES = ("whole_until", "half_until")
STATUS_KINDS = r"^AEO|^MRA"

REGISTER = pl.Schema(
    {
        "key": pl.String(),
        "names": pl.Boolean(),  # a number by which the holder itself goes, not one of a certificate or a file
        "fact": pl.UInt32(),
        "holder": pl.String(),
        "issuer": pl.String(),
        "own": pl.Boolean(),
        "security": pl.Boolean(),
        "compliance": pl.Boolean(),
        "role": pl.String(),
        "tier": pl.String(),
        "state": pl.String(),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
        "known_from": pl.Datetime("us", "UTC"),
        "known_to": pl.Datetime("us", "UTC"),
        "feed": pl.String(),  # how far the feed it rests on was followed; empty where it rests on none
        "whole_until": pl.Datetime("us", "UTC"),  # until when it is worth a whole credit,
        "half_until": pl.Datetime("us", "UTC"),  # and until when half of one
    }
)


_NO_SIGN_OF_ITS_OWN = re.compile(r"[\W_]+")  # neither letter nor digit, of any script


def plain(identifier: str) -> str:
    """An identifier without blanks and punctuation, in capitals."""
    return _NO_SIGN_OF_ITS_OWN.sub("", identifier.upper())


@cache
def _prefixes() -> tuple[str, ...]:
    """How numbers begin that administrations write in more than one way."""
    return tuple(
        sorted(
            {prefix for one in profiles.shipped().profiles if one.scheme == "AEO" for prefix in one.prefixes if prefix}
        )
    )


@lru_cache(maxsize=1 << 18)
def common(identifier: str) -> str:
    """The form in which all writings of one number meet, by the profile of whoever issued it."""
    value = plain(identifier)
    if not value.startswith(_prefixes()):
        return value
    book = profiles.shipped()
    return book.common(book.guess(value)).value


@dataclass(frozen=True)
class Register:
    """The register in the shape screening joins with: a row an identifier and fact."""

    rows: pl.DataFrame
    given: bool = True  # False where no list was given at all, so that no claim can be held against it
    zone: str = "UTC"  # whose days count at the moment of decision
    feeds: tuple[str, ...] = ()  # origin, size and root of every feed that was asked, as far as it was followed

    @classmethod
    def none(cls) -> Register:
        """No register: nobody is trusted, no claim can be checked."""
        return cls(pl.DataFrame(schema=REGISTER), given=False)

    @classmethod
    def of(
        cls,
        facts: Iterable[StandingFact],
        own: Sequence[str],
        normal: Callable[[str], str] = common,
        heard: Iterable[HeardFact] = (),
        zone: str = "UTC",
    ) -> Register:
        """The register made of facts; `own` names the issuers that are ourselves, `heard` how old the feeds are.

        In `zone` the day of the moment of decision is told.
        """
        owners = {issuer.upper() for issuer in own}
        feeds = {one.origin: one for one in heard}
        rows = [
            {
                "key": key,
                "names": key in named,
                "fact": number,
                "holder": fact.operator,
                "issuer": fact.issuer.upper(),
                "own": fact.issuer.upper() in owners,
                "security": "security" in fact.scope,
                "compliance": "compliance" in fact.scope,
                "role": fact.role,
                "tier": fact.tier,
                "state": fact.state,
                "valid_from": fact.valid_from or date.min,
                "valid_to": fact.valid_to or date.max,
                "known_from": fact.known_from,
                "known_to": fact.known_to or END,
                **_age(feeds.get(fact.source.partition(" ")[0])),
            }
            for number, fact in enumerate(facts)
            for named in ({normal(one.value) for one in fact.identifiers if one.scheme != "AEO"},)
            for key in sorted({normal(identifier.value) for identifier in fact.identifiers} | {normal(fact.operator)})
        ]
        positions = tuple(sorted(one.position for one in feeds.values()))
        return cls(pl.DataFrame(rows, schema=REGISTER).sort("key", "fact"), zone=zone, feeds=positions)

    @property
    def versions(self) -> dict[str, str]:
        """What a decision keeps of it by name: also how far feeds were asked that had nothing to say any more."""
        standing = hashlib.sha256(self.rows.write_csv().encode()).hexdigest()[:16] if self.given else "none"
        return {"standing": standing, **({"feeds": ", ".join(self.feeds)} if self.feeds else {})}

    def as_it_stands(self, at: datetime) -> Register:
        """The same for a decision at this moment: what its issuer says no longer on that day stands as ended.

        What was said for the declaration's day and ended since gives nothing any more. A new word of the same issuer,
        for as many risks and for that role or all, keeps it; what has yet to begin is not over.
        """
        on = at.astimezone(ZoneInfo(self.zone)).date()
        now = (pl.col("known_from") <= at) & (at < pl.col("known_to")) & (pl.col("state") == "valid")
        still = (
            self.rows.filter(now & (pl.col("valid_from") <= on) & (on <= pl.col("valid_to")))
            .group_by("holder", "issuer", "role")
            .agg(still_security=pl.col("security").any(), still_compliance=pl.col("compliance").any())
        )
        whole = still.filter(pl.col("role") == "").drop("role").rename(lambda one: one.replace("still", "whole"))
        rows = self.rows.join(still, on=["holder", "issuer", "role"], how="left", maintain_order="left").join(
            whole, on=["holder", "issuer"], how="left", maintain_order="left"
        )
        goes_on = (pl.col("valid_from") > on) & (pl.col("valid_to") >= on)
        for word in ("still", "whole"):
            covers = [~pl.col(scope) | pl.col(f"{word}_{scope}") for scope in ("security", "compliance")]
            goes_on |= pl.col(f"{word}_security").is_not_null() & covers[0] & covers[1]
        ended = (pl.col("state") == "valid") & ~goes_on.fill_null(False)
        rows = rows.with_columns(state=pl.when(ended).then(pl.lit(ENDED)).otherwise("state"))
        return replace(self, rows=rows.select(list(REGISTER)))


def _age(feed: HeardFact | None) -> dict[str, object]:
    """Until when a fact is worth something by the age of the feed it rests on."""
    if feed is None:
        return {"feed": "", "whole_until": END, "half_until": END}
    return {
        "feed": feed.position,
        "whole_until": feed.whole_until or NEVER,
        "half_until": feed.half_until or NEVER,
    }


def _keys(values: pl.Series, normal: Callable[[str], str]) -> pl.DataFrame:
    """Every distinct identifier beside its normal form."""
    distinct = values.drop_nulls().unique().sort()
    return pl.DataFrame(
        {"declared": distinct, "key": pl.Series([normal(value) for value in distinct.to_list()], dtype=pl.String)}
    )


# What is told of a standing that counted.
STANDING = pl.Schema(
    {
        "role": pl.String(),
        "holder": pl.String(),
        "tier": pl.String(),
        "own": pl.Boolean(),
        "security": pl.Boolean(),
        "compliance": pl.Boolean(),
        "feed": pl.String(),
        "half": pl.Boolean(),  # by the age of its feed it is worth half a credit
    }
)


@dataclass(frozen=True)
class Counted:
    """The standings that counted: pairs of a declaration and a standing, in this order, each once."""

    standings: pl.DataFrame  # STANDING, sorted, each once
    row: np.ndarray  # (pairs,) int64 the declaration
    standing: np.ndarray  # (pairs,) int64 the row of `standings`

    def part(self, start: int, stop: int) -> Counted:
        """Those of some declarations, which keep their numbers."""
        first, last = np.searchsorted(self.row, [start, stop])
        return Counted(self.standings, self.row[first:last], self.standing[first:last])

    def rows_with(self, condition: pl.Expr) -> np.ndarray:
        """The declarations for which a standing counts that meets this condition; some of them may come twice."""
        meets = self.standings.select(condition.fill_null(False).alias("meets")).to_series().to_numpy()
        return np.asarray(self.row[meets[self.standing]])


@dataclass(frozen=True)
class Trust:
    """What standing gives each declaration: a bit a credit, the standings that counted, and claims that do not hold."""

    credits: np.ndarray  # (n,) int64, bit j set where credit j of the policy applies
    halved: np.ndarray  # (n,) int64, bit j set where it applies by half only, because a feed is stale
    counted: Counted
    trusted_importer: np.ndarray  # (n,) bool
    claims_unknown: np.ndarray  # (n,) int32
    claims_ended: np.ndarray  # (n,) int32
    claims_of_others: np.ndarray  # (n,) int32


def _facts(role: str, texts: Texts, register: Register, normal: Callable[[str], str]) -> pl.DataFrame:
    """What the register says, for this role, of each distinct text: its place, and the facts about it."""
    keys = pl.DataFrame({"key": pl.Series([normal(text) for text in texts.distinct.to_list()], dtype=pl.String)})
    facts = register.rows.filter((pl.col("state") == "valid") & _role_counts(role)).with_columns(
        role=pl.lit(role), half=pl.lit(False)
    )
    return keys.with_row_index("place").join(facts, on="key", maintain_order="left_right")


def _pairs(heads: pl.DataFrame, texts: Texts, facts: pl.DataFrame) -> pl.DataFrame:
    """Each declaration and standing that counts for its party in this role: row, standing."""
    known = np.zeros(len(texts.distinct), bool)
    known[facts["place"].to_numpy()] = True
    rows = np.flatnonzero(texts.each(known, False))
    asked = heads.lazy().select("row", "day", "at").select(pl.all().gather(rows))
    asked = asked.with_columns(place=pl.Series(texts.place[rows]).cast(pl.UInt32))
    times = facts.lazy().select(
        "place", "standing", "standing_half", "valid_from", "valid_to", "known_from", "known_to", *AGES
    )
    found = asked.join(times, on="place").filter(_in_time() & (pl.col("at") <= pl.col("half_until")))
    whole = pl.col("at") <= pl.col("whole_until")
    return found.select("row", standing=pl.when(whole).then("standing").otherwise("standing_half")).collect()


def _in_time() -> pl.Expr:
    """A standing counts where it was valid on the day and known at the moment; without any date, none does."""
    return (
        (pl.col("at") > UNDATED)
        & (pl.col("valid_from") <= pl.col("day"))
        & (pl.col("day") <= pl.col("valid_to"))
        & (pl.col("known_from") <= pl.col("at"))
        & (pl.col("at") < pl.col("known_to"))
    )


def _role_counts(role: str) -> pl.Expr:
    elsewhere = [name for name, roles in COUNTS_AS.items() if role not in roles]
    return ~pl.col("role").fill_null("").str.to_lowercase().is_in(elsewhere)


def _counted(heads: pl.DataFrame, coded: Coded, register: Register, normal: Callable[[str], str]) -> Counted:
    """Every standing that counts for a declaration, in whatever role."""
    roles = ROLES if register.rows.height else ()
    found = side_by_side(roles, lambda role: _facts(role, coded[role], register, normal), rows=heads.height)
    facts = dict(zip(roles, found, strict=True))
    standings = pl.concat([one.select(list(STANDING)) for one in facts.values()] or [pl.DataFrame(schema=STANDING)])
    aged = standings.filter(pl.col("feed") != "").with_columns(half=pl.lit(True))
    standings = pl.concat([standings, aged]).unique().sort(pl.all())
    numbered = standings.with_row_index("standing")
    one = [name for name in STANDING if name != "half"]
    halves = numbered.filter("half").drop("half").rename({"standing": "standing_half"})

    def paired(role: str) -> pl.DataFrame:
        told = facts[role].join(numbered, on=list(STANDING), nulls_equal=True)
        told = told.join(halves, on=one, how="left", nulls_equal=True)
        return _pairs(heads, coded[role], told)

    pairs = side_by_side([role for role in roles if facts[role].height], paired, rows=heads.height)
    key = [one["row"].cast(pl.Int64).to_numpy() * len(standings) + one["standing"].to_numpy() for one in pairs]
    every = np.sort(np.concatenate([np.zeros(0, np.int64), *key]))
    once = every[np.diff(every, prepend=-1) > 0]
    return Counted(standings, *np.divmod(once, max(len(standings), 1)))


def standings_of(
    heads: pl.DataFrame, register: Register, normal: Callable[[str], str] = common
) -> list[tuple[int, dict[str, Any]]]:
    """The standings that count, each with the row of its declaration: STANDING, with the scope in words."""
    counted = _counted(heads, Coded(heads), register, normal)
    told = [{**one, "scope": " ".join(s for s in SCOPES if one[s])} for one in counted.standings.to_dicts()]
    return [(int(row), told[place]) for row, place in zip(counted.row, counted.standing, strict=True)]


def weigh(
    heads: pl.DataFrame,
    register: Register,
    policy: Policy,
    normal: Callable[[str], str] = common,
    coded: Coded | None = None,
) -> Trust:
    """Trust of each declaration. `heads` has row, day, at, the role columns and claims; a row a declaration.

    `coded` are the texts of the heads, where they are at hand.
    """
    counted = _counted(heads, coded if coded is not None else Coded(heads), register, normal)
    credits, halved = np.zeros(heads.height, np.int64), np.zeros(heads.height, np.int64)
    for bit, credit in enumerate(policy.credits):
        held = pl.col("role") == credit.role
        held &= pl.col("own") == (credit.whose == "own")
        for scope in credit.scope:
            held &= pl.col(scope) if scope in ("security", "compliance") else pl.lit(False)
        if credit.tiers:
            held &= pl.col("tier").is_in(list(credit.tiers))
        credits[counted.rows_with(held)] |= 1 << bit
        halved[counted.rows_with(held & pl.col("half"))] |= 1 << bit
        halved[counted.rows_with(held & ~pl.col("half"))] &= ~(1 << bit)  # another standing gives the whole of it
    trusted_importer = np.zeros(heads.height, bool)
    # What is noticed of trusted importers alone would make the age of a feed somebody's burden.
    trusted_importer[counted.rows_with((pl.col("role") == "importer") & (pl.col("feed") == ""))] = True
    return Trust(credits, halved, counted, trusted_importer, *_claims(heads, register, normal))


def _claims(
    heads: pl.DataFrame, register: Register, normal: Callable[[str], str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How many claimed statuses the register does not know, knows to have ended, and knows to be somebody else's."""
    unknown, ended, of_others = (np.zeros(heads.height, np.int32) for _ in range(3))
    if not register.given or heads["claims"].null_count() == heads.height:
        return unknown, ended, of_others
    claims = (
        heads.select("row", "day", "at", "claims")
        .filter(pl.col("claims").list.len() > 0)
        .explode("claims")
        .unnest("claims")
        .filter(pl.col("identifier").is_not_null() & pl.col("kind").str.contains(STATUS_KINDS))
    )
    if claims.is_empty():
        return unknown, ended, of_others
    claims = claims.with_row_index("claim").join(
        _keys(claims["identifier"], normal).rename({"declared": "identifier"}), on="identifier"
    )
    facts = claims.join(
        register.rows.select("key", "holder", "state", "valid_from", "valid_to", "known_from", "known_to"),
        on="key",
        how="left",
    )
    known = (pl.col("known_from") <= pl.col("at")).fill_null(False)
    valid = (_in_time() & (pl.col("state") == "valid")).fill_null(False)
    told = facts.group_by("claim", "row").agg(known=known.any(), valid=valid.any())
    for rows, target in (
        (told.filter(~pl.col("known")), unknown),
        (told.filter(pl.col("known") & ~pl.col("valid")), ended),
        (_of_others(heads, facts.filter(known), register, normal), of_others),
    ):
        counted = rows.group_by("row").len()
        target[counted["row"].to_numpy()] = counted["len"].to_numpy()
    return unknown, ended, of_others


def _of_others(
    heads: pl.DataFrame, facts: pl.DataFrame, register: Register, normal: Callable[[str], str]
) -> pl.DataFrame:
    """Claims of a status whose holder the declaration does not name at all: claim, row.

    That can be told where the register knows the holder by a number of the same kind as the one by which the party it
    is claimed for is declared; a trader number beside a register of certificates says nothing.
    """
    held = facts.filter(pl.col("role").is_in(ROLES)).select("claim", "row", "role", "key", "holder").unique()
    parties = heads.select(ROLES).select(pl.all().gather(held["row"]))
    beside = pl.coalesce(pl.when(pl.col("role") == role).then(role) for role in ROLES)
    held = held.hstack(parties).with_columns(declared=beside).drop_nulls("declared")
    strange = _without_holder(held.select("claim", "holder", "declared"), held, register, normal)
    everyone = strange.select("claim", "holder", *ROLES).unpivot(
        ROLES, index=["claim", "holder"], value_name="declared"
    )
    strange = _without_holder(everyone.drop_nulls("declared"), strange, register, normal)
    names = register.rows.filter("names").select("holder", number="key").unique()
    pairs = strange.join(_keys(strange["declared"], normal).rename({"key": "theirs"}), on="declared")
    pairs = pairs.join(names, on="holder").filter(pl.col("number") != pl.col("key")).unique()
    alike = [_kind(one) == _kind(other) for one, other in pairs.select("theirs", "number").iter_rows()]
    return pairs.filter(pl.Series(alike, dtype=pl.Boolean)).select("claim", "row").unique()


def _without_holder(
    declared: pl.DataFrame, claims: pl.DataFrame, register: Register, normal: Callable[[str], str]
) -> pl.DataFrame:
    """Those of the claims beside which no number of the holder is declared. `declared`: claim, holder, declared."""
    theirs = register.rows.select("holder", "key").unique()
    keyed = declared.join(_keys(declared["declared"], normal), on="declared")
    return claims.join(keyed.join(theirs, on=["holder", "key"], how="semi"), on="claim", how="anti")


@lru_cache(maxsize=1 << 16)
def _kind(number: str) -> str:
    """Of which kind a number is: two of one kind name two parties, two of different kinds may name the same."""
    guess = profiles.shipped().guess(number)
    return f"{guess.scheme} {guess.value[:2]}" if guess.scheme == "TIN" else guess.scheme


def credited(policy: Policy, credits: np.ndarray) -> np.ndarray:
    """Where the importer or the exporter itself has credit, not only its broker or carrier: (n,) bool."""
    own = sum(1 << bit for bit, credit in enumerate(policy.credits) if credit.role in ("importer", "exporter"))
    has: np.ndarray = (credits & own) != 0
    return has


def factors(
    policy: Policy, track: Track, credits: np.ndarray, halved: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """For each family, what is left of chance × stake in each look: (n, looks) between 1 - cap and 1.

    Of several credits the largest counts; they never add up; the family's cap bounds it. A credit that is halved
    counts half of what it would be worth within its cap.
    """
    looks = list(track.looks)
    given = np.stack([credits, np.zeros_like(credits) if halved is None else halved & credits], axis=1)
    masks, inverse = np.unique(given, axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    left: dict[str, np.ndarray] = {}
    for family, cap in policy.caps.items():
        table = np.ones((len(masks), len(looks)))
        for place, (mask, halves) in enumerate(masks):
            for bit, credit in enumerate(policy.credits):
                if not (int(mask) >> bit) & 1 or family not in credit.families:
                    continue
                by = min(credit.by, cap) * (0.5 if (int(halves) >> bit) & 1 else 1.0)
                for column, look in enumerate(looks):
                    if not credit.looks or look in credit.looks:
                        table[place, column] = min(table[place, column], 1.0 - by)
        left[family] = table[inverse]
    return left
