"""Hints from the register: who may be meant, who may be one firm twice, who shares a place or a person."""

from datetime import timedelta

import pytest

from tests.world import NOW
from trustlane.parties import actions, hints, queries
from trustlane.parties.facts import Entry
from trustlane.parties.identifiers import Identifier
from trustlane.parties.matching import Party
from trustlane.parties.models import NameKeys, Operator, OperatorName

WHO = "system:test"
pytestmark = pytest.mark.usefixtures("db")


def operator(number: str, name: str, **site: str) -> Operator:
    made = actions.register(name=name, identifiers=[Identifier("TIN", number)], actor=WHO, at=NOW)
    if site:
        actions.add_site(operator=made, actor=WHO, at=NOW, **{"country": "XA", **site})
    return made


def test_every_name_has_its_keys_whichever_deed_wrote_it() -> None:
    made = operator("XA100", "Blue River Ltd")
    actions.rename(operator=made, name="Green Lake Ltd", since=(NOW + timedelta(days=9)).date(), actor=WHO, at=NOW)
    entries = [Entry("XA200", "Red Hill", (Identifier("TIN", "XA200"),))]
    actions.enter(entries=entries, actor=WHO, at=NOW, source="list")
    assert NameKeys.objects.count() == OperatorName.objects.count() == 4


def test_a_name_of_any_script_finds_its_operator_and_not_its_sister() -> None:
    operator("XA100", "Щербаков Логистика ООО")
    operator("XA101", "Щербаков Импорт ООО")
    (found,) = hints.who_may_be_meant(Party("Sherbakov Logistika LLC"))
    assert (found.reference, found.likeness.likely) == ("XA100", True)
    assert hints.who_may_be_meant(Party("Nobody of that name")) == [] == hints.who_may_be_meant(Party(""))


def test_what_was_known_then_is_what_is_asked() -> None:
    operator("XA100", "Blue River Ltd")
    assert queries.likely(Party("Blue River"), known=NOW - timedelta(days=1)) == []
    assert len(queries.likely(Party("Blue River"), known=NOW)) == 1


def test_the_same_firm_entered_twice_is_told_once_a_pair() -> None:
    first = operator("XA100", "Tindlewick Widgets Ltd", street="1 Crumpet Lane", city="Mockhaven")
    second = operator("XA200", "TINDLEWICK WIDGETS LIMITED", street="1, Crumpet Ln", city="Mockhaven")
    operator("XA300", "Tindlewick Lanterns Ltd", street="9 Sundial Street", city="Mockhaven")
    assert [each.reference for each in hints.doubles_of(first.pk)] == ["XA200"]
    assert [each.reference for each in hints.doubles_of(second.pk)] == ["XA100"]
    assert [pair[:2] for pair in hints.all_doubles()] == [("XA100", "XA200")]


def test_who_shares_an_address_or_a_person_is_told_whatever_the_name() -> None:
    made = operator("XA100", "Blue River Ltd", street="12 Main St.", city="Port Blue", contact="Ada Quill")
    operator("XA200", "Red Hill SA", street="12 Main Street", city="Port Blue")
    operator("XA300", "Green Lake SA", street="7 Oak Road", city="Elsewhere", contact="QUILL Ada")
    operator("XA400", "Nothing Shared SA", street="8 Oak Road", city="Elsewhere", contact="Bo Bell")
    assert [(each.reference, each.kind) for each in hints.sharing_with(made.pk)] == [
        ("XA200", "address"),
        ("XA300", "person"),
    ]
