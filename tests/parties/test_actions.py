"""What is known of operators is superseded by recorded deeds and never edited."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.world import NOW, World
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject
from trustlane.parties import actions, queries
from trustlane.parties.facts import Entry
from trustlane.parties.identifiers import Identifier
from trustlane.parties.matching import Party
from trustlane.parties.models import Operator, OperatorIdentifier, OperatorName
from trustlane.parties.refusals import IdentifierFaulty, IdentifierTaken, NothingToName, NotKnown
from trustlane.standing import actions as deeds

LATER = NOW + timedelta(days=30)
WHO = "system:test"
TIN = Identifier("TIN", "XA 100")


def operator(*numbers: Identifier, name: str = "Blue River Ltd") -> Operator:
    return actions.register(name=name, identifiers=numbers or (TIN,), actor=WHO, at=NOW, source="by hand")


@pytest.mark.usefixtures("db")
class TestRegistering:
    def test_an_operator_is_called_by_its_first_number(self) -> None:
        assert operator().reference == "XA100"
        facts = queries.operator("XA100")
        assert facts is not None
        assert (facts.name, facts.identifiers[0].identifier) == ("Blue River Ltd", Identifier("TIN", "XA100"))
        assert [each.verb for each in story(Subject("operator", "XA100"))] == ["parties.enter"]

    def test_a_number_belongs_to_one_operator(self) -> None:
        operator()
        with pytest.raises(IdentifierTaken):
            operator(TIN)
        with pytest.raises(IdentifierTaken):
            operator(Identifier("EORI", "DE5"), Identifier("TIN", "XA-100"))

    def test_an_eori_number_and_the_same_trader_number_are_one(self) -> None:
        operator(Identifier("EORI", "DE500"))
        assert queries.holder_of(Identifier("TIN", "de 500")) == "DE500"

    def test_a_manufacturer_code_may_belong_to_two(self) -> None:
        code = Identifier("MID", "FRBLURIV12PAR")
        operator(TIN, code)
        operator(Identifier("TIN", "XA200"), code, name="Blue River Lyon")
        assert queries.holder_of(code) is None

    def test_a_faulty_number_and_a_nameless_operator_are_refused(self) -> None:
        with pytest.raises(IdentifierFaulty):
            operator(Identifier("TIN", "ZQ1"))
        with pytest.raises(NothingToName):
            operator(name=" ")
        assert Operator.objects.count() == 0

    def test_entering_twice_adds_nothing(self) -> None:
        entries = [
            Entry("XA100", "Blue", (Identifier("TIN", "XA100"),)),
            Entry("XA200", "Red", (Identifier("TIN", "XA200"),)),
        ]
        first = actions.enter(entries=entries, actor=WHO, at=NOW, source="list")
        again = actions.enter(entries=entries, actor=WHO, at=LATER, source="list")
        assert first == again and OperatorIdentifier.objects.count() == 2
        assert len(list(story(Subject("operator", "XA100")))) == 1

    def test_a_national_number_means_something_only_beside_who_wrote_it(self) -> None:
        number = Identifier("NATIONAL", "77")
        actions.enter(entries=[Entry("77", "Blue", (number,))], actor=WHO, at=NOW, source="list", issuer="XA")
        assert queries.holder_of(number, issuer="XA") == "77"
        assert queries.holder_of(number, issuer="XB") is None


@pytest.mark.usefixtures("db")
class TestAmending:
    def test_a_new_name_ends_the_old_one_the_day_before(self) -> None:
        actions.rename(operator=operator(), name="Green Lake Ltd", since=date(2026, 2, 1), actor=WHO, at=LATER)
        facts = queries.operator("XA100")
        assert facts is not None and facts.name == "Green Lake Ltd"
        assert [(each.name, each.valid_to) for each in facts.names] == [
            ("Blue River Ltd", date(2026, 1, 31)),
            ("Green Lake Ltd", None),
        ]
        before = queries.operator("XA100", known=NOW)
        assert before is not None and before.name == "Blue River Ltd"

    def test_a_number_is_added_with_where_it_came_from_and_dropped_with_a_reason(self) -> None:
        them, number = operator(), Identifier("AEO", "AEOCN3122260001")
        actions.add_identifier(
            operator=them, identifier=number, actor=WHO, at=NOW, confidence="verified", source="visit"
        )
        assert queries.holder_of(Identifier("AEO", "CN3122260001")) == "XA100"
        with pytest.raises(IdentifierTaken):
            actions.add_identifier(operator=them, identifier=number, actor=WHO, at=NOW)
        actions.drop_identifier(operator=them, identifier=number, actor=WHO, at=LATER, reason="another firm's")
        assert queries.holder_of(number) is None
        assert queries.holder_of(number, known=NOW) == "XA100"
        with pytest.raises(NotKnown):
            actions.drop_identifier(operator=them, identifier=number, actor=WHO, at=LATER, reason="again")

    def test_a_site_is_said_otherwise_and_stays_the_same_site(self) -> None:
        them = operator()
        actions.add_site(
            operator=them, actor=WHO, at=NOW, country="fr", street="12, rue du Port", city="Brest", kind="warehouse"
        )
        actions.amend_site(operator=them, number=1, actor=WHO, at=LATER, street="14, rue du Port")
        (now,) = queries.operator("XA100").sites  # type: ignore[union-attr]
        assert queries.sites_of(them.pk) == (now,)
        (then,) = queries.operator("XA100", known=NOW).sites  # type: ignore[union-attr]
        assert (now.number, now.street, now.city, now.kind) == (1, "14, rue du Port", "Brest", "warehouse")
        assert then.street == "12, rue du Port"
        with pytest.raises(NotKnown):
            actions.amend_site(operator=them, number=9, actor=WHO, at=LATER, street="nowhere")

    @pytest.mark.parametrize(
        "deed",
        [
            lambda: OperatorName.objects.update(name="other"),
            lambda: OperatorName.objects.update(known_to=LATER),
            lambda: OperatorName.objects.all().delete(),
            lambda: Operator.objects.update(reference="other"),
            lambda: Operator.objects.all().delete(),
        ],
    )
    def test_the_database_refuses_to_edit_what_is_known(self, deed) -> None:  # type: ignore[no-untyped-def]
        operator()
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


def test_only_who_keeps_operators_may_amend_them(world: World) -> None:
    them, officer, keeper = operator(), world.officer(), world.user(Role.REGISTER_OFFICER)
    with pytest.raises(Refused):
        deeds.rename_operator(operator=them, name="Other", since=None, by=officer, at=NOW)
    deeds.rename_operator(operator=them, name="Other", since=None, by=keeper, at=NOW)
    with pytest.raises(Refused):
        deeds.register_operator(name="New", identifiers=[Identifier("TIN", "XA5")], by=officer, at=NOW)
    made = deeds.register_operator(name="New", identifiers=[Identifier("TIN", "XA5")], by=keeper, at=NOW)
    deeds.add_identifier(operator=made, identifier=Identifier("EORI", "DE5"), by=keeper, at=NOW)
    deeds.add_site(operator=made, by=keeper, at=NOW, country="XA", city="Port Blue")
    deeds.amend_site(operator=made, number=1, by=keeper, at=LATER, city="Port Red")
    deeds.drop_identifier(operator=made, identifier=Identifier("EORI", "DE5"), by=keeper, at=LATER, reason="typo")
    assert [each.verb for each in story(Subject("operator", "XA5"))][-1].startswith("parties.")


@pytest.mark.usefixtures("db")
def test_operators_are_found_by_words_of_the_name_and_beginnings_of_a_number() -> None:
    operator()
    operator(Identifier("TIN", "XB100"), name="Blue Mountain Société")
    assert [each.reference for each in queries.search("blue")] == ["XA100", "XB100"]
    assert [each.reference for each in queries.search("societe BLUE")] == ["XB100"]
    assert [each.reference for each in queries.search("xa 1")] == ["XA100"]
    assert queries.search("  ") == []


@pytest.mark.usefixtures("db")
def test_a_likely_operator_is_a_hint_with_its_reasons() -> None:
    operator()
    operator(Identifier("TIN", "XB100"), name="Red Mountain")
    ((found, likeness),) = queries.likely(Party("Blue Rivr Limited"))
    assert found.reference == "XA100" and likeness.likely
    assert {each.name for each in likeness.features} >= {"same word", "similar word"}
