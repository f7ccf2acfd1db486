"""Messages that something happened to on the way: never anything but lines, events or located refusals."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustlane.declarations.frame import EVENT_ROWS, LINES, OBSERVED_ROWS, Read
from trustlane.declarations.readers.ens import read_ens
from trustlane.declarations.readers.sad import read_sad
from trustlane.declarations.readers.wco import read_wco
from trustlane.declarations.readers.wco_linking import linked
from trustlane.declarations.readers.wco_notifications import read_wco_notification

VECTORS = Path(__file__).parents[2] / "vectors" / "xml"
Reader = Callable[[bytes, str], Read]
MESSAGES: dict[str, Reader] = {
    "ens_two_items_one_to_order.xml": partial(read_ens, zone="Pacific/Kiritimati"),
    "ens_amendment.xml": read_ens,
    "answer_do_not_load.xml": read_ens,
    "wco_import_two_items.xml": partial(read_wco, zone="Pacific/Kiritimati"),
    "wco_amendment.xml": read_wco,
    "notification_documents_wanted.xml": read_wco_notification,
    "notification_rejected.xml": read_wco,
    "sad_import_registered.xml": partial(read_sad, zone="America/Adak"),
}
VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *["", " ", "0", "-1", "1e9", "99999999999999999999999", "NaN", "+1", "2026-02-30", "00000000000000"],
            *["20260304101500+99", "99991231235959Z", "99991231235959-23", "00010101000000+14", "999912312359"],
            *["\u0660", "9" * 300, "XA", "EUR", "10600", "GPR", "INV"],
        ]
    ),
)


def holds(read: Read, file: str) -> None:
    assert (read.lines.schema, read.events.schema, read.observed.schema) == (LINES, EVENT_ROWS, OBSERVED_ROWS)
    for refusal in read.refused:
        assert refusal.file == file
        assert refusal.place.startswith("line ")
        assert refusal.reason and refusal.mend
    assert read.lines["declaration"].null_count() == 0
    assert read.events["declaration"].null_count() == 0
    linked(read)


@st.composite
def mutated(draw: st.DrawFn, name: str) -> bytes:
    """The message with elements dropped, doubled, moved, emptied, renamed or rewritten."""
    root = ElementTree.fromstring((VECTORS / name).read_bytes())
    for _ in range(draw(st.integers(1, 6))):
        parents = [node for node in root.iter() if len(node)]
        if not parents:
            break
        parent = draw(st.sampled_from(parents))
        child = draw(st.sampled_from(list(parent)))
        deed = draw(st.sampled_from(["drop", "double", "move", "write", "rename", "empty", "nest", "attribute"]))
        if deed == "drop":
            parent.remove(child)
        elif deed == "double":
            parent.extend(copy.deepcopy(child) for _ in range(draw(st.integers(1, 3))))
        elif deed == "move":
            parent.remove(child)
            parent.insert(draw(st.integers(0, len(parent))), child)
        elif deed == "rename":
            child.tag = draw(st.sampled_from([node.tag for node in root.iter()]))
        elif deed == "empty":
            child.clear()
        elif deed == "nest":
            child.append(copy.deepcopy(draw(st.sampled_from(parents))))
        elif deed == "attribute":
            child.set(draw(st.sampled_from(["unitCode", "currencyID", "formatCode"])), draw(VALUES).replace("\0", ""))
        else:
            child.text = "".join(char for char in draw(VALUES) if char.isprintable())
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


@pytest.mark.parametrize("name", sorted(MESSAGES))
@settings(max_examples=60)
@given(data=st.data())
def test_a_mangled_message_is_read_or_refused(name: str, data: st.DataObject) -> None:
    message = data.draw(mutated(name))
    holds(MESSAGES[name](message, "f.xml"), "f.xml")


@pytest.mark.parametrize("name", sorted(MESSAGES))
@settings(max_examples=40)
@given(data=st.data())
def test_a_message_with_bytes_cut_or_changed_is_read_or_refused(name: str, data: st.DataObject) -> None:
    message = bytearray((VECTORS / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(len(message) - 1, 0)))
        match data.draw(st.sampled_from(["cut", "end", "byte"])):
            case "cut":
                del message[place : place + data.draw(st.integers(1, 40))]
            case "end":
                del message[place:]
            case _:
                message[place : place + 1] = data.draw(st.binary(min_size=0, max_size=3))
        if not message:
            break
    holds(MESSAGES[name](bytes(message), "f.xml"), "f.xml")


@pytest.mark.parametrize("reader", [read_ens, read_wco, read_wco_notification, read_sad])
@pytest.mark.parametrize("vector", sorted(path.name for path in VECTORS.glob("*.xml")))
def test_every_reader_stands_every_vector(reader: Reader, vector: str) -> None:
    holds(reader((VECTORS / vector).read_bytes(), vector), vector)
