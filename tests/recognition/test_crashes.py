"""A reader that is killed in the middle of an application leaves nothing half-applied, and goes on where it stood."""

import os
import signal
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.recognition.feed.says import NOON
from tests.recognition.issuers import Issuer, Reading
from tests.world import World

LATER = NOON + timedelta(seconds=5)
STEPS = ("note", "believed", "entries", "applied", "bodies", "added")


class Killed(Exception):
    """The process ended here."""


@pytest.mark.parametrize("step", STEPS)
def test_between_two_steps_what_was_applied_is_whole_and_the_rest_comes_at_the_next_look(
    step: str, world: World
) -> None:
    reading = Reading(world, issuer := Issuer())
    issuer.says(1)
    reading.reads(NOON)
    issuer.says(1, "revoked")
    issuer.says(2)
    issuer.serves(LATER)

    def between(passed: str) -> None:
        if passed == step:
            raise Killed

    with pytest.raises(Killed):
        reading.looks(LATER, between=between)
    whole = reading.states()
    applied = step in ("applied", "bodies", "added")
    assert whole["XA000001"] == ("revoked" if applied else "valid")
    assert ("XA000002" in whole) == (step == "added")
    assert reading.looks(LATER).well
    assert reading.states() == {"XA000001": "revoked", "XA000002": "valid"}
    assert reading.looks(LATER).done.entries == 0


STATEMENTS = 60


@pytest.mark.parametrize("dies_at", range(1, STATEMENTS, 5))
def test_whatever_statement_fails_nothing_is_half_applied(dies_at: int, world: World) -> None:
    """The connection dies at the n-th statement of a look; the register and the tree say the same afterwards."""
    from trustlane.recognition.models import BelievedTree, ReadEntry, ReadSubject

    reading = Reading(world, issuer := Issuer())
    issuer.says(1)
    reading.reads(NOON)
    issuer.says(1, "revoked")
    issuer.says(2)
    issuer.serves(LATER)
    count = 0

    def dying(execute: Any, *given: Any) -> Any:
        nonlocal count
        count += 1
        if count == dies_at:
            raise Killed
        return execute(*given)

    try:
        with connection.execute_wrapper(dying):
            reading.looks(LATER)
    except Killed:
        pass
    size = BelievedTree.objects.get().size
    assert ReadEntry.objects.count() == size
    removed = ReadSubject.objects.get(subject=f"{1:032x}").to == "revoked"
    assert removed == (size == 3) == (reading.states()["XA000001"] == "revoked")
    second = ReadSubject.objects.filter(subject=f"{2:032x}", said="valid").exists()
    assert second == ("XA000002" in reading.trusted())
    assert reading.looks(LATER).well
    assert reading.states() == {"XA000001": "revoked", "XA000002": "valid"}


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_at_any_statement_leaves_the_tree_and_the_register_in_step() -> None:
    """Real processes, killed hard at every seventh statement until one comes through; what is left is whole."""
    from trustlane.recognition.models import BelievedTree, ReadEntry, ReadSubject

    reading = Reading(World(), issuer := Issuer())
    issuer.says(1)
    reading.reads(NOON)
    issuer.says(1, "revoked")
    issuer.says(2)
    issuer.serves(LATER)
    kills = 0
    for dies_at in range(3, 400, 7):
        if not _killed(reading, dies_at):
            break
        kills += 1
        size = BelievedTree.objects.get().size
        assert ReadEntry.objects.count() == size
        removed = ReadSubject.objects.get(subject=f"{1:032x}").to == "revoked"
        assert removed == (size == 3) == (reading.states()["XA000001"] == "revoked")
        second = ReadSubject.objects.filter(subject=f"{2:032x}", said="valid").exists()
        assert second == ("XA000002" in reading.trusted())
    assert kills > 3
    assert reading.states() == {"XA000001": "revoked", "XA000002": "valid"}


def _killed(reading: Reading, dies_at: int) -> bool:
    """Whether a process that looks at the feed was killed before it came to the end."""
    connection.close()  # the child must not say goodbye on our line
    child = os.fork()
    if child == 0:
        count = 0

        def dying(execute: Any, *given: Any) -> Any:
            nonlocal count
            count += 1
            if count == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*given)

        with connection.execute_wrapper(dying):
            well = reading.looks(LATER).well
        os._exit(0 if well else 1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)
