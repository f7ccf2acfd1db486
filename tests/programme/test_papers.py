"""The papers of a case: made of what was decided, sealed where there is a key, and for those who may see the case."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.parties import queries as parties
from trustlane.parties.actions import add_site
from trustlane.programme import actions as deeds
from trustlane.programme.papers.keys import make_seal_key
from trustlane.programme.papers.seal import check_seal
from trustlane.programme.queries import papers
from trustlane.programme.refusals import NothingToPrint
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
ADDRESS = "https://customs.example/verify/XAAEO1/CODE/"


def text(paper: bytes) -> str:
    """The words of a PDF, each run of blanks as one."""
    import pypdfium2

    pages = pypdfium2.PdfDocument(paper)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def test_a_holder_gets_its_certificate_sealed(programme: Programme, settings: Any, tmp_path: Path) -> None:
    made = make_seal_key("Exampleland", at=datetime(2026, 1, 1, tzinfo=UTC), passphrase=b"words")
    (tmp_path / "seal.p12").write_bytes(made.pkcs12)
    settings.TRUSTLANE_SEAL = (str(tmp_path / "seal.p12"), "words")
    case = programme.case(Stage.MONITORED)
    at = programme.tick()
    paper = papers.certificate(case, programme.trader(case.operator), at=at, verify_at=ADDRESS)
    assert check_seal(paper, made.root, at=at).holds
    assert case.name in text(paper)


def test_without_a_key_the_certificate_is_printed_all_the_same(programme: Programme, settings: Any) -> None:
    settings.TRUSTLANE_SEAL = ("", "")
    case = programme.case(Stage.MONITORED)
    paper = papers.certificate(case, programme.officer, at=programme.tick(), verify_at=ADDRESS)
    assert paper.startswith(b"%PDF-")


@pytest.mark.parametrize("stage", [Stage.DECISION_PENDING, Stage.REFUSED, Stage.REVOKED])
def test_who_holds_nothing_gets_no_certificate(programme: Programme, stage: Stage) -> None:
    case = programme.case(stage)
    with pytest.raises(NothingToPrint):
        papers.certificate(case, programme.officer, at=programme.tick(), verify_at=ADDRESS)


def test_the_certificate_of_another_is_not_to_be_had(programme: Programme) -> None:
    case = programme.case(Stage.MONITORED)
    stranger = programme.trader(programme.operator())
    with pytest.raises(Refused):
        papers.certificate(case, stranger, at=programme.tick(), verify_at=ADDRESS)


def test_the_report_writes_itself(programme: Programme, settings: Any) -> None:
    settings.TRUSTLANE_SEAL = ("", "")
    case = programme.case(Stage.REPORTING)
    for step in ("find a gap", "ask_correction", "answer_correction", "settle each", "settle_corrections", "report"):
        programme.do(step, case)
    case.refresh_from_db()
    said = text(papers.validation_report(case, programme.decider, at=programme.tick()))
    assert "The gate stands open." in said
    assert "Close the gate." in said
    assert programme.validators[0].full_name in said


def test_an_applicant_reads_the_report_without_the_names_and_the_recommendation(
    programme: Programme, settings: Any
) -> None:
    settings.TRUSTLANE_SEAL = ("", "")
    case = programme.case(Stage.DECISION_PENDING)
    said = text(papers.validation_report(case, programme.trader(case.operator), at=programme.tick()))
    assert programme.validators[0].full_name not in said
    assert "All is met." not in said


def test_there_is_no_report_before_the_team_reported(programme: Programme) -> None:
    case = programme.case(Stage.REPORTING)
    with pytest.raises(NothingToPrint):
        papers.validation_report(case, programme.officer, at=programme.tick())


def test_the_report_tells_where_and_when_each_thing_was_seen(programme: Programme, settings: Any) -> None:
    settings.TRUSTLANE_SEAL = ("", "")
    case = programme.case(Stage.DESK_REVIEW)
    for name in ("Mill", "Yard"):
        add_site(
            operator=case.operator,
            actor="system:tests",
            at=programme.tick(),
            country="XA",
            name=name,
            kind="factory",
            source="test",
        )
    mill, yard = (site.number for site in parties.sites_of(case.operator_id))
    day = programme.now.date()
    plan = deeds.Plan(
        mode="on_site",
        sites=(mill, yard),
        begins=day,
        ends=day,
        agenda="The gates, then the books.",
        consignments=("K-77", "K-78"),
    )
    team = [person.pk for person in programme.validators]
    deeds.plan_validation(case=case, plan=plan, team=team, by=programme.officer, at=programme.tick())
    programme.do("begin_validation", case)
    for site, words in ((mill, "The mill's gate is shut."), (yard, "The yard's gate is open.")):
        at = programme.tick()
        deeds.rate(
            case=case,
            item="I.O1",
            rating="minor",
            text=words,
            site=site,
            place="Gate 2",
            key=words,
            by=programme.validators[0],
            at=at,
            seen_at=at,
        )
    for step in ("rate all", "end_validation", "report"):
        programme.do(step, case)
    case.refresh_from_db()
    said = text(papers.validation_report(case, programme.decider, at=programme.tick()))
    for word in (
        "Mill",
        "Yard",
        "The gates, then the books.",
        "K-77",
        "K-78",
        "Order and waybill",
        f"Gate 2, {programme.now.year}",
    ):
        assert word in said
    assert said.index("The mill's gate is shut.") > said.index("Mill")
    # Which consignments were traced is for officers.
    assert "K-77" not in text(papers.validation_report(case, programme.trader(case.operator), at=programme.tick()))
