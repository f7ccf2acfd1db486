"""When something goes wrong, a person reads what happened and what to do instead, whatever else is broken."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from trustlane.pages.views import errors


def test_the_page_for_a_broken_house_asks_nothing_of_it() -> None:
    # No database fixture: a question to it would fail this test.
    answer = errors.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "It is not your doing" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_seal_is_refused_with_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "x", "password": "y"})
    assert answer.status_code == 403
    assert "This form has grown old" in answer.content.decode()


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_says_so(client: Any) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


@pytest.mark.django_db
def test_a_language_nobody_offers_is_refused(client: Any) -> None:
    assert client.post("/language/", {"language": "tlh"}).status_code == 400


@pytest.mark.django_db
def test_a_stranger_is_sent_to_log_in_and_comes_back_to_the_page_asked_for(client: Any) -> None:
    answer = client.get("/account/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/login/?next=/account/"
