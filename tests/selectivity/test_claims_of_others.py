"""A status claimed for one party whose number is another's is noticed, and honest ways of naming a status are not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.selectivity.declared import basis, fact, lines, many
from trustlane.parties.identifiers import Identifier
from trustlane.selectivity import screening
from trustlane.standing.facts import StandingFact

HISTORY = many(200)
MEMBER, CODE = "XA100000017", "XAAEOF0000017"
BROKER, BROKERS_CODE = "XA200000029", "XAAEOC0000029"
SENDER, SENDERS_CODE = "XB600000031", "XBAEOS0000031"
STRANGER = "XA100000099"


def holder(number: str, code: str, **changes: Any) -> StandingFact:
    """A holder known by its trader number and by that of its certificate."""
    both = (Identifier("TIN", number), Identifier("AEO", code))
    return fact(f"{number[:2]}-{number[-2:]}", **{"identifiers": both, **changes})


REGISTER = (
    holder(MEMBER, CODE, role="importer"),
    holder(BROKER, BROKERS_CODE, role="broker"),
    holder(SENDER, SENDERS_CODE, role="exporter", issuer="XB"),
)


def claim(role: str, code: str) -> dict[str, str]:
    return {"role": role, "kind": "AEOF", "identifier": code}


def strength(*claims: dict[str, str], register: tuple[StandingFact, ...] = REGISTER, **declared: Any) -> float:
    """How strongly the signal speaks of one declaration: of a stranger's, but for what is said."""
    parties = {"importer": STRANGER, "exporter": SENDER, "declarant": BROKER}
    seen = screening.assess_lines(lines({**parties, **declared, "claims": list(claims)}), basis(HISTORY, *register))
    return float(seen.strengths["claim_of_somebody_else"][0])


def test_a_members_code_beside_a_strangers_own_number_is_noticed() -> None:
    assert strength(claim("importer", CODE)) == 1.0


@pytest.mark.parametrize("state", ["suspended", "revoked", "expired"])
def test_that_a_status_has_ended_makes_it_nobody_elses(state: str) -> None:
    ended = holder(MEMBER, CODE, role="importer", state=state)
    assert strength(claim("importer", CODE), register=(ended,)) == 1.0
    assert strength(claim("importer", CODE), register=(ended,), importer=MEMBER) == 0.0


def test_honest_members_brokers_and_senders_who_name_their_own_status_are_left_alone() -> None:
    everyone = (claim("importer", CODE), claim("declarant", BROKERS_CODE), claim("exporter", SENDERS_CODE))
    assert strength(*everyone, importer=MEMBER) == 0.0
    assert strength(claim("declarant", BROKERS_CODE), claim("exporter", SENDERS_CODE)) == 0.0


def test_one_false_claim_among_true_ones_is_noticed() -> None:
    assert strength(claim("declarant", BROKERS_CODE), claim("importer", CODE)) == 1.0


def test_a_status_put_down_under_the_wrong_role_is_no_abuse_where_its_holder_is_named() -> None:
    assert strength(claim("importer", BROKERS_CODE)) == 0.0


def test_a_number_written_another_way_is_the_holders_own() -> None:
    assert strength(claim("importer", "xa aeof 0000017"), importer="xa-1000.00017") == 0.0


def test_a_status_claimed_by_the_holders_trader_number_is_its_own() -> None:
    assert strength(claim("importer", MEMBER), importer=MEMBER) == 0.0
    assert strength(claim("importer", MEMBER)) == 0.0, "with no other number of the holder there is nothing to compare"


def test_numbers_of_two_kinds_cannot_be_held_against_each_other() -> None:
    of_certificates = (holder(MEMBER, CODE, identifiers=(Identifier("AEO", CODE),)),)
    assert strength(claim("importer", CODE), register=of_certificates) == 0.0
    by_lei = (Identifier("LEI", "529900T8BM49AURSDO55"), Identifier("AEO", CODE))
    assert strength(claim("importer", CODE), register=(holder(MEMBER, CODE, identifiers=by_lei),)) == 0.0
    assert strength(claim("exporter", SENDERS_CODE), exporter="CNSHEEXA12SHA") == 0.0


def test_a_party_that_is_not_identified_is_nobody_else() -> None:
    assert strength(claim("importer", CODE), importer=None) == 0.0


@pytest.mark.parametrize("role", ["holder", "warehouse_keeper", "principal"])
def test_a_status_claimed_for_nobody_whom_the_columns_name_is_not_compared(role: str) -> None:
    assert strength(claim(role, CODE)) == 0.0


def test_what_the_register_learnt_later_does_not_count() -> None:
    later = holder(MEMBER, CODE, role="importer", known_from=datetime(2027, 1, 1, tzinfo=UTC))
    assert strength(claim("importer", CODE), register=(later,)) == 0.0


def test_without_a_register_no_claim_is_compared() -> None:
    assert strength(claim("importer", CODE), register=()) == 0.0
