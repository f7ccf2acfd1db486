"""XML from strangers: refused with its place, in bounded time and memory, or read with the place of every element."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.declarations.readers.xml_safe import DEFAULT, Limits, XmlRefused, parse

VECTORS = Path(__file__).parents[2] / "vectors" / "xml"
MEMORY = 256 * 1024 * 1024  # more than the message itself
SECONDS = 10.0  # of the processor


def refusal_of(data: bytes, limits: Limits = DEFAULT) -> tuple[str, str, str]:
    with pytest.raises(XmlRefused) as refused:
        parse(data, "message.xml", limits)
    refusal = refused.value.refusal
    assert refusal.file == "message.xml"
    assert refusal.reason and refusal.mend
    return refusal.place, refusal.reason, refusal.mend


def test_an_element_knows_the_line_and_column_it_starts_at() -> None:
    root = parse(b"<a>\n  <b>1</b><c/>\n</a>", "f")
    assert [(node.name, node.line, node.column) for node in root.children()] == [("b", 2, 3), ("c", 2, 11)]


def test_namespaces_stay_in_the_tag_and_out_of_the_name() -> None:
    root = parse(b'<p:a xmlns:p="urn:x" p:k="1"><p:b/></p:a>', "f")
    assert root.tag == "{urn:x}a"
    assert root.name == "a"
    assert root.get("{urn:x}k") == "1"


def test_text_around_comments_is_one_text() -> None:
    assert parse(b"<a>12<!-- a remark -->34<![CDATA[<5>]]></a>", "f").text == "1234<5>"


def test_an_element_without_children_is_still_something() -> None:
    assert parse(b"<a/>", "f")


@pytest.mark.parametrize("vector", sorted(path.name for path in VECTORS.glob("hostile_*.xml")))
def test_a_document_type_is_refused_before_it_is_read(vector: str) -> None:
    place, reason, mend = refusal_of((VECTORS / vector).read_bytes())
    assert place.startswith("line ")
    assert "document type" in reason
    assert "<!DOCTYPE" in mend


@pytest.mark.parametrize(
    ("vector", "place", "words"),
    [
        ("malformed_cut_off.xml", "line 37, column 33", "ends inside <TINCE259>"),
        ("malformed_wrong_closing_tag.xml", "line 23, column 5", "<HEAHEA> opened at line 9, column 3"),
        ("malformed_stray_ampersand.xml", "line 25, column 20", "a character stands where none may stand"),
        ("malformed_latin1_called_utf8.xml", "line 28, column 19", "a character stands where none may stand"),
        ("malformed_unknown_encoding.xml", "line 1, column 1", "encoding"),
        ("malformed_unbound_prefix.xml", "line 2, column 1", "prefix"),
        ("malformed_text_after_the_end.xml", "line 68, column 1", "after the end"),
        ("malformed_blank_line_before_declaration.xml", "line 2, column 1", "very beginning"),
        ("malformed_named_entity.xml", "line 28, column 19", "entity"),
        ("malformed_attribute_twice.xml", "line 1, column 17", "twice"),
        ("malformed_empty.xml", "line 1, column 1", "empty"),
    ],
)
def test_a_malformed_message_is_refused_with_line_and_column(vector: str, place: str, words: str) -> None:
    found, reason, _ = refusal_of((VECTORS / vector).read_bytes())
    assert found == place
    assert words in reason


@pytest.mark.parametrize(
    ("data", "limits", "words"),
    [
        (b"<a>" * 65 + b"</a>" * 65, Limits(), "more than 64 deep"),
        (b"<r>" + b"<a/>" * 10 + b"</r>", Limits(elements=10), "more than 10 elements"),
        (b"<a " + b" ".join(b'x%d="1"' % n for n in range(65)) + b"/>", Limits(), "65 attributes"),
        (b'<a x="' + b"y" * 20_000 + b'"/>', Limits(), "20,000 characters"),
        (b"<a>" + b"y" * 101 + b"</a>", Limits(text=100), "more than 100 characters"),
        (b"<a/>" + b" " * 100, Limits(size=50), "more than 50 bytes"),
        (b'<a xmlns="' + b"u" * 600 + b'"/>', Limits(), "600 characters"),
        (b"<r>" + b"".join(b"<a%d/>" % n for n in range(60)) + b"</r>", Limits(names=50), "50 different tags"),
        (b"<r>" + b"<a xmlns='u'/>" * 11 + b"</r>", Limits(namespaces=10), "more than 10 times"),
        (b"<a><!--" + b"-x" * 600_000 + b"--></a>", Limits(), "longer than 524,288 bytes"),
        (b"<" + b"n" * 1_200_000 + b"/>", Limits(), "longer than 524,288 bytes"),
    ],
)
def test_every_limit_is_met_with_a_located_refusal(data: bytes, limits: Limits, words: str) -> None:
    place, reason, _ = refusal_of(data, limits)
    assert place.startswith("line ")
    assert words in reason


def test_exactly_what_the_limits_allow_is_read() -> None:
    deep = parse(b"<a>" * 64 + b"</a>" * 64, "f")
    assert len(list(deep.iter())) == 64


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252", "iso-8859-15"])
def test_a_message_in_the_encoding_it_names_is_read(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><a>café</a>'
    assert parse(text.encode(encoding), "f").text == "café"


@pytest.mark.parametrize("encoding", ["utf-7", "shift_jis", "rot13", "hex", "idna", "undefined", "utf-32"])
def test_an_encoding_that_cannot_be_read_is_refused(encoding: str) -> None:
    refusal_of(f'<?xml version="1.0" encoding="{encoding}"?><a>é</a>'.encode())


HOSTILE = {
    "deep_nesting": "b'<a>' * 5_000_000",
    "many_elements": "b'<r>' + b'<a/>' * 4_000_000 + b'</r>'",
    "many_attributes": "b'<a ' + b' '.join(b'a%d=\">\"' % n for n in range(1_200_000)) + b'/>'",
    "huge_attribute": "b'<a b=\"' + b'x' * 15_000_000 + b'\"/>'",
    "huge_text": "b'<a>' + b'x' * 15_000_000 + b'</a>'",
    "huge_name": "b'<' + b'x' * 15_000_000 + b'/>'",
    "huge_comment": "b'<a><!--' + b'-x' * 7_000_000 + b'--></a>'",
    "huge_instruction": "b'<?p ' + b'?x' * 7_000_000 + b'?><a/>'",
    "long_namespace_often": "b'<p:r xmlns:p=\"' + b'u' * 500_000 + b'\">' + b'<p:a/>' * 2_000_000 + b'</p:r>'",
    "many_names": "b'<r>' + b''.join(b'<a%d/>' % n for n in range(1_500_000)) + b'</r>'",
    "many_namespaces": "b'<r>' + b''.join(b'<a xmlns:n%d=\"u%d\"/>' % (n, n) for n in range(500_000)) + b'</r>'",
    "many_attribute_names": "b'<r>' + b''.join(b'<a b%d=\"\"/>' % n for n in range(1_000_000)) + b'</r>'",
    "unfinished_tag": "b'<a ' + b' ' * 15_000_000",
    "unfinished_cdata": "b'<a><![CDATA[' + b']]' * 7_000_000",
    "doctype_of_entities": "b'<!DOCTYPE a [' + b'<!ENTITY x \"y\">' * 1_000_000 + b']><a/>'",
    "many_line_ends": "b'<a>' + b'\\r\\n' * 7_000_000 + b'</a>'",
    "many_references": "b'<a>' + b'&lt;' * 4_000_000 + b'</a>'",
    "too_long": "b'<a>' + b' ' * 40_000_000 + b'</a>'",
}


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="how much memory is held is read from /proc")
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_messages_cost_bounded_time_and_memory(name: str) -> None:
    script = (
        "import resource, time\n"
        "from pathlib import Path\n"
        "from trustlane.declarations.readers.xml_safe import parse, XmlRefused\n"
        f"data = {HOSTILE[name]}\n"
        "held = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()\n"
        f"resource.setrlimit(resource.RLIMIT_AS, (held + {MEMORY}, held + {MEMORY}))\n"
        "began = time.process_time()\n"
        "try:\n    parse(data, 'f')\n    print('read')\n"
        "except XmlRefused as refused:\n    print(refused.refusal.place)\n"
        "print(time.process_time() - began)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    place, seconds = done.stdout.splitlines()
    assert place.startswith("line ")
    assert float(seconds) < SECONDS


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    try:
        parse(data, "f")
    except XmlRefused as refused:
        assert refused.refusal.place.startswith("line ")


@given(st.text(alphabet='<>/="&;![]-?aA \n\0é', max_size=80))
def test_no_markup_raises_anything_but_a_refusal(text: str) -> None:
    try:
        parse(text.encode(), "f")
    except XmlRefused as refused:
        assert refused.refusal.place.startswith("line ")
