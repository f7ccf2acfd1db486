"""Each notice is mailed once: gathered a person, sent a mail, tried again when it failed, and given up in the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, transaction

from tests.programme.cases import Programme
from trustlane.access.refusals import Refused
from trustlane.jobs.mail import send_mails, written
from trustlane.programme import actions as deeds
from trustlane.programme.models import Letter, Mail, Notice
from trustlane.programme.notices.mails import TRIES
from trustlane.programme.refusals import ChoiceUnknown, LetterUnknown, MailUnknown, NoticeUnknown
from trustlane.programme.stages import Stage

pytestmark = pytest.mark.django_db
ADDRESS = "trader@firm.example"


@pytest.fixture(autouse=True)
def mails(settings: Any) -> None:
    """A node that sends e-mail."""
    settings.TRUSTLANE_MAIL_FROM = "no-reply@aeo.example"
    settings.TRUSTLANE_ADDRESS = "https://aeo.example"


@pytest.fixture
def case(programme: Programme) -> Any:
    """A case under way of a firm with an e-mail address, nothing of it told yet."""
    case = programme.case(Stage.SUBMITTED)
    trader = programme.trader(case.operator)
    trader.email = ADDRESS
    trader.save(update_fields=["email"])
    return case


def asked(programme: Programme, case: Any) -> Notice:
    programme.do("ask_information", case)
    return Notice.objects.filter(to="operator", person=programme.trader(case.operator)).latest("pk")


def test_what_waits_is_mailed_once_without_a_word_of_the_case(programme: Programme, case: Any) -> None:
    notice = asked(programme, case)
    assert send_mails(at=programme.tick()) == {"sent": 1}
    assert send_mails(at=programme.tick()) == {}
    (sent,) = outbox.outbox
    assert sent.to == [ADDRESS]
    whole = sent.message().as_string()
    assert "https://aeo.example/notices/" in whole
    for secret in (case.reference, case.name, notice.says, "Which sites?", "information"):
        assert secret not in whole
    notice.refresh_from_db()
    assert notice.mail is not None and notice.mail.sent_at is not None


def test_many_notices_of_one_person_are_one_mail(programme: Programme, case: Any) -> None:
    for _number in range(3):
        deeds.write(case=case, text="One more thing.", by=programme.officer, at=programme.tick())
    assert send_mails(at=programme.tick()) == {"sent": 1}
    assert "3 notices wait for you." in outbox.outbox[0].body


def test_what_was_read_before_is_not_mailed(programme: Programme, case: Any) -> None:
    notice = asked(programme, case)
    who = _actor(programme.trader(case.operator), programme)
    deeds.read_notice(number=notice.pk, by=who, at=programme.tick())
    assert send_mails(at=programme.tick()) == {}


def _actor(person: Any, programme: Programme) -> Any:
    from trustlane.access.evaluator import as_actor

    return as_actor(person, programme.now)


def test_a_digest_goes_out_once_a_day_and_legal_notices_at_once_all_the_same(programme: Programme, case: Any) -> None:
    trader = programme.trader(case.operator)
    programme.now = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
    deeds.choose_mailing(mailed="daily", by=_actor(trader, programme), at=programme.now)
    deeds.write(case=case, text="Hello.", by=programme.officer, at=programme.tick())
    assert send_mails(at=programme.tick()) == {"sent": 1}
    deeds.write(case=case, text="Once more.", by=programme.officer, at=programme.tick())
    assert send_mails(at=programme.tick()) == {}
    asked(programme, case)
    assert send_mails(at=programme.tick()) == {"sent": 1}
    programme.now = datetime(2026, 3, 10, 6, 59, tzinfo=UTC)
    assert send_mails(at=programme.now) == {}
    assert send_mails(at=programme.tick()) == {"sent": 1}


def test_who_wants_no_mail_gets_none_but_what_the_law_has_known(programme: Programme, case: Any) -> None:
    trader = programme.trader(case.operator)
    deeds.choose_mailing(mailed="never", by=_actor(trader, programme), at=programme.tick())
    deeds.write(case=case, text="Hello.", by=programme.officer, at=programme.tick())
    assert send_mails(at=programme.tick()) == {}
    asked(programme, case)
    assert send_mails(at=programme.tick()) == {"sent": 1}
    with pytest.raises(ChoiceUnknown):
        deeds.choose_mailing(mailed="hourly", by=_actor(trader, programme), at=programme.tick())


def test_a_mail_that_fails_is_tried_again_later_and_given_up_in_the_end(programme: Programme, case: Any) -> None:
    asked(programme, case)
    at = programme.tick()
    deeds.gather(at=at)

    def fails(_mail: Any) -> None:
        raise ConnectionRefusedError("nobody listens")

    assert deeds.send_next(at=at, deliver=fails) == "failed"
    assert deeds.send_next(at=at, deliver=fails) == ""
    came = ""
    for _number in range(TRIES - 1):
        at += timedelta(hours=7)
        came = deeds.send_next(at=at, deliver=fails)
    assert came == "given up"
    mail = Mail.objects.get()
    assert (mail.tries, mail.failed_with) == (TRIES, "ConnectionRefusedError: nobody listens")
    assert deeds.send_next(at=at + timedelta(days=9), deliver=fails) == ""

    administrator = programme.world.administrators()[0]
    with pytest.raises(Refused):
        deeds.try_again(number=mail.pk, by=programme.officer, at=at)
    deeds.try_again(number=mail.pk, by=administrator, at=at)
    with pytest.raises(MailUnknown):
        deeds.try_again(number=mail.pk, by=administrator, at=at)
    assert send_mails(at=at) == {"sent": 1}


def test_who_is_killed_while_sending_leaves_the_mail_due_under_the_same_number(programme: Programme, case: Any) -> None:
    asked(programme, case)
    deeds.gather(at=programme.tick())
    handed_on: list[int] = []

    def killed(mail: Any) -> None:
        handed_on.append(mail.number)
        raise SystemExit

    with pytest.raises(SystemExit):
        deeds.send_next(at=programme.now, deliver=killed)
    deeds.gather(at=programme.tick())
    assert deeds.send_next(at=programme.now, deliver=lambda mail: handed_on.append(mail.number)) == "sent"
    assert deeds.send_next(at=programme.now, deliver=killed) == ""
    # Twice the same number, by which the second is known for the first; never another mail of the same notice.
    assert len(handed_on) == 2 and len(set(handed_on)) == 1


def test_an_address_that_is_gone_is_no_reason_to_stop(programme: Programme, case: Any) -> None:
    asked(programme, case)
    trader = programme.trader(case.operator)
    deeds.gather(at=programme.tick())
    trader.email = ""
    trader.save(update_fields=["email"])
    assert send_mails(at=programme.tick()) == {"failed": 1}
    assert outbox.outbox == []


def test_a_mail_speaks_the_language_of_its_reader_and_keeps_its_number() -> None:
    to_send = deeds.ToSend(7, ADDRESS, "en-xa", 1, False)
    first, second = written(to_send), written(to_send)
    assert first.subject.startswith("⟦")
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert written(deeds.ToSend(7, ADDRESS, "xx", 1, False)).subject.endswith("something waits for you")


def test_a_node_without_a_mail_server_mails_nothing_and_posts_letters(
    programme: Programme, case: Any, settings: Any
) -> None:
    settings.TRUSTLANE_MAIL_FROM = ""
    notice = asked(programme, case)
    assert notice.mailed == "never"
    assert send_mails(at=programme.tick()) == {}
    assert Letter.objects.filter(case=case).latest("pk").by_post


def test_a_letter_is_posted_where_no_mail_reaches_the_firm_and_marked_once(programme: Programme, case: Any) -> None:
    asked(programme, case)
    first, last = Letter.objects.filter(case=case).order_by("pk")
    # Submitted before its address was known.
    assert (first.by_post, last.by_post) == (True, False)
    with pytest.raises(LetterUnknown):
        deeds.post_letters(numbers=[last.pk], by=programme.officer, at=programme.tick())
    with pytest.raises(LetterUnknown):
        deeds.post_letters(numbers=[], by=programme.officer, at=programme.tick())
    with pytest.raises(Refused):
        deeds.post_letters(numbers=[first.pk], by=programme.decider, at=programme.tick())
    assert deeds.post_letters(numbers=[first.pk], by=programme.officer, at=programme.tick()) == 1
    assert deeds.post_letters(numbers=[first.pk], by=programme.officer, at=programme.tick()) == 0
    first.refresh_from_db()
    assert first.posted_by == programme.officer


def test_nobody_reads_anothers_notices(programme: Programme, case: Any) -> None:
    notice = asked(programme, case)
    with pytest.raises(NoticeUnknown):
        deeds.read_notice(number=notice.pk, by=_actor(programme.officer, programme), at=programme.tick())
    with pytest.raises(NoticeUnknown):
        deeds.read_notice(number=1 << 80, by=_actor(programme.officer, programme), at=programme.tick())
    assert deeds.read_all(by=_actor(programme.officer, programme), at=programme.tick()) >= 1
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize(
    "changed",
    [
        "UPDATE programme_notice SET says = 'Something else.'",
        "UPDATE programme_notice SET read_at = NULL",
        "UPDATE programme_notice SET mail_id = NULL",
        "DELETE FROM programme_notice",
        "UPDATE programme_mail SET sent_at = NULL",
        "UPDATE programme_mail SET person_id = person_id + 1",
        "DELETE FROM programme_mail",
        "UPDATE programme_letter SET facts = '{}'",
        "DELETE FROM programme_letter",
        "UPDATE programme_noticechoice SET mailed = 'never'",
        'INSERT INTO programme_notice (person_id, case_id, event_id, clock, "to", says, legal, mailed, at)'
        " SELECT person_id, case_id + 1, id, '', 'operator', 'Of another case.', false, 'never', at"
        " FROM programme_event WHERE person_id IS NOT NULL LIMIT 1",
    ],
)
def test_what_was_told_stays(programme: Programme, case: Any, changed: str) -> None:
    from django.db import connection

    notice = asked(programme, case)
    trader = _actor(programme.trader(case.operator), programme)
    deeds.choose_mailing(mailed="daily", by=trader, at=programme.tick())
    send_mails(at=programme.tick())
    deeds.read_notice(number=notice.pk, by=trader, at=programme.tick())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(changed)
