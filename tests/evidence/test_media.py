"""What a file is shows in its bytes, whatever its name and sender say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.evidence.media import (
    ALLOWED,
    CSV,
    HTML,
    JSON,
    OLE,
    PDF,
    PROGRAM,
    SCRIPT,
    SVG,
    TEXT,
    UNKNOWN,
    XML,
    ZIP,
    agreed,
    extension,
    sniff,
)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7\n", PDF),
        (b"\n" * 900 + b"%PDF-1.4", PDF),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"II*\x00", "image/tiff"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", UNKNOWN),
        (b"PK\x03\x04", ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
        (b"MZ\x90\x00", PROGRAM),
        (b"\x7fELF", PROGRAM),
        (b"#!/bin/sh\n", SCRIPT),
        (b"\xef\xbb\xbf#!/bin/sh\n", SCRIPT),
        (b"<!DOCTYPE html><html>", HTML),
        (b"<!-- note --><html>", HTML),
        (b"<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'>", HTML),
        (b"<script>alert(1)</script>", HTML),
        (b"<?xml version='1.0'?><svg:svg>", SVG),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", SVG),
        (b"<?xml version='1.0'?><CC315A>", XML),
        (b"<CC315A/>", XML),
        ("<?xml version='1.0' encoding='UTF-16'?><a/>".encode("utf-16"), XML),
        (b'{"a": 1}', JSON),
        (b"[1]", JSON),
        (b"ref;value\n1;2\n", TEXT),
        (b"< 5 kg per box", TEXT),
        (b"<!-- never closed", TEXT),
        ("Zoll f\xfcr Waren".encode("latin-1"), TEXT),
        (b"\x00\x01\x02", UNKNOWN),
    ],
)
def test_the_first_bytes_show_the_kind(head, kind):
    assert sniff(head) == kind


def test_text_cut_within_a_character_is_still_text():
    assert sniff("für".encode()[:2]) == TEXT


@given(st.binary(max_size=300))
def test_no_bytes_break_it(head):
    assert isinstance(sniff(head), str)


@given(st.text(max_size=300))
def test_every_text_without_control_characters_is_some_text(text):
    kind = sniff(text.encode("utf-8", "ignore"))
    assert kind not in {OLE, ZIP, "image/png"}


@pytest.mark.parametrize(
    ("claimed", "found", "name", "kept"),
    [
        ("application/pdf", PDF, "a.pdf", PDF),
        ("application/pdf; qs=1", PDF, "a.pdf", PDF),
        ("application/pdf", "image/png", "a.pdf", None),
        ("image/jpg", "image/jpeg", "a.jpg", "image/jpeg"),
        ("", PDF, "a", PDF),
        ("application/octet-stream", TEXT, "list.CSV", CSV),
        ("application/octet-stream", TEXT, "list.txt", TEXT),
        ("application/vnd.ms-excel", TEXT, "list.csv", CSV),
        ("application/vnd.ms-excel", PDF, "list.csv", None),
        ("text/csv", TEXT, "list", CSV),
        ("text/csv", JSON, "x.csv", CSV),
        ("text/xml", XML, "a.xml", XML),
        ("text/plain", XML, "a.txt", TEXT),
        ("text/html", TEXT, "a.txt", None),
    ],
)
def test_a_claim_makes_finer_what_was_found_but_never_overrules_it(claimed, found, name, kept):
    assert agreed(claimed=claimed, found=found, name=name) == kept


def test_nothing_that_runs_is_allowed():
    assert not ALLOWED & {PROGRAM, SCRIPT, HTML, SVG, OLE, ZIP, UNKNOWN}


def test_the_extension_is_what_follows_the_last_dot():
    assert [extension(name) for name in ("a.PDF", "invoice.pdf.exe", "README", "a.b ")] == ["pdf", "exe", "", "b"]
