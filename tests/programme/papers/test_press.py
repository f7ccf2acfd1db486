"""What the compiler refuses is told as one of our refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.programme.papers.made import AT, CERTIFICATE
from trustlane.programme.papers import fonts, legible, press
from trustlane.programme.papers.certificate import Certificate, certificate_pdf
from trustlane.programme.papers.refusals import Illegible, PaperRefused, TooLong


def refusal(message: str) -> PaperRefused:
    return press._refusal(message)


def test_the_refusals_of_the_compiler_get_our_names() -> None:
    assert type(refusal("panicked with: no room: roles")) is TooLong
    assert type(refusal('the text "x" could not be displayed with font "y"')) is Illegible
    assert type(refusal("something else")) is PaperRefused


def test_a_letter_that_slips_past_our_own_look_is_still_no_box(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = frozenset(range(0x110000))
    monkeypatch.setattr(fonts, "shown", lambda: everything)
    assert legible.line("𒀀", "here") == "𒀀"
    with pytest.raises(Illegible, match="𒀀"):
        certificate_pdf(_named("𒀀"), at=AT)


def test_the_same_instant_in_another_zone_gives_the_same_bytes() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=9)))
    assert certificate_pdf(CERTIFICATE, at=elsewhere) == certificate_pdf(CERTIFICATE, at=AT)
    assert certificate_pdf(CERTIFICATE, at=datetime(2026, 3, 3, 9, 0, 0, 5, tzinfo=UTC)) == certificate_pdf(
        CERTIFICATE, at=AT
    )


def _named(name: str) -> Certificate:
    return replace(CERTIFICATE, holder=replace(CERTIFICATE.holder, name=name))
