"""Likeness and standing: a firm come back, a seller like a partner's operator; hints to those who may see operators."""

import pytest

from tests.standing.test_actions import DAY, HEAD, LATER, done, first, second  # noqa: F401 - fixtures
from tests.world import NOW, World
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.parties import actions as parties
from trustlane.parties.identifiers import Identifier
from trustlane.parties.matching import Party
from trustlane.standing import hints

LOST = "Blue River Trading;XA100;importer;both;revoked;2024-01-01;\n"


def test_a_firm_that_lost_its_standing_is_told_to_who_looks_at_its_successor(world: World, first, second) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    done(HEAD + LOST, first, second)
    officer = world.user(Role.CASE_OFFICER)
    parties.register(
        name="Blue Rivver Trading GmbH", identifiers=[Identifier("TIN", "XA900")], actor="system:test", at=NOW
    )
    (found,) = hints.may_have_come_back("XA900", by=officer, at=LATER)
    assert found.reference == "XA100" and found.likeness is not None
    assert [each.state for each in found.lost] == ["revoked"]
    assert hints.may_have_come_back("XA404", by=officer, at=LATER) == []


def test_a_seller_that_looks_like_a_partners_operator_is_a_hint_with_its_standing(world: World, first, second) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    done(HEAD + "Quillon Lanterns;XB100;exporter;security;valid;2024-01-01;\n", first, second, issuer="XB")
    desk = world.user(Role.MRA_DESK)
    (found,) = hints.looks_like(Party("QUILLON LANTERN LTD"), valid=DAY, by=desk, at=NOW, issuer="XB")
    assert [(each.issuer, each.state) for each in found.standings] == [("XB", "valid")]
    assert hints.looks_like(Party("Quillon Lanterns"), valid=DAY, by=desk, at=NOW, issuer="XC") == []


@pytest.mark.usefixtures("db")
def test_nobody_else_is_told(world: World) -> None:
    trader = world.trader("XA100")
    for asked in (
        lambda: hints.may_have_come_back("XA100", by=trader, at=NOW),
        lambda: hints.looks_like(Party("Blue River"), valid=DAY, by=trader, at=NOW),
        lambda: hints.doubles("XA100", by=trader, at=NOW),
    ):
        with pytest.raises(Refused):
            asked()
