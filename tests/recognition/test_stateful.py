"""Whatever happens to issuer, line, clock and reader, the register says what the law makes of what was believed.

The model is the pure law, folded in memory; the reader does the same in the database, and is cut off, killed, lied to
and given everything twice.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.recognition.feed.says import NOON, subject, uuid7
from tests.recognition.issuers import Issuer, Reading, agreed
from tests.world import World
from trustlane.recognition.feed import folding, leaves
from trustlane.recognition.feed.folding import State
from trustlane.recognition.feed.leaves import Erased
from trustlane.recognition.models import BelievedTree, WaitingAddition
from trustlane.recognition.sources import CHECKPOINT, MemorySource

PAUSE = timedelta(minutes=6)  # longer than any back-off
WHO = st.integers(1, 5)
REMOVALS = st.sampled_from(["suspended", "revoked", "expired", "withdrawn"])
STEPS = st.sampled_from(["note", "believed", "entries", "applied", "bodies", "added"])


class Killed(Exception):
    """The reader ended here."""


class Exchange(RuleBasedStateMachine):
    """One issuer, one reader, and everything between them."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.issuer = Issuer()
        self.reading = Reading(World(), self.issuer)
        self.terms = agreed(self.issuer).terms
        self.at = NOON
        self.state = State(origin=self.issuer.origin)
        self.notes: list[bytes] = []
        self.signed = NOON - timedelta(days=1)
        self.hidden: dict[int, Any] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    # --- the issuer

    @rule(of=WHO)
    def grants(self, of: int) -> None:
        self.issuer.says(of)

    @rule(of=WHO)
    def updates(self, of: int) -> None:
        self.issuer.says(of, "updated")

    @rule(of=WHO, to=REMOVALS)
    def takes_away(self, of: int, to: str) -> None:
        self.issuer.says(of, to)

    @precondition(lambda self: self.issuer.bodies)
    @rule(data=st.data())
    def erases(self, data: st.DataObject) -> None:
        of = data.draw(st.sampled_from(sorted(self.issuer.bodies)))
        seq = self.issuer.next
        self.issuer.writes(leaves.write(Erased(seq=seq, id=uuid7(seq), effective=NOON, seqs=(of,))))
        self.issuer.bodies[of] = None
        self.hidden.pop(of, None)

    @precondition(lambda self: any(self.issuer.bodies.values()))
    @rule(data=st.data())
    def loses_a_body(self, data: st.DataObject) -> None:
        of = data.draw(st.sampled_from([seq for seq, body in self.issuer.bodies.items() if body is not None]))
        self.hidden[of] = self.issuer.bodies.pop(of)

    @rule()
    def finds_its_bodies(self) -> None:
        self.issuer.bodies |= self.hidden
        self.hidden = {}

    # --- the reader, over a good line and others

    @rule(twice=st.booleans())
    def looks(self, twice: bool) -> None:
        self._seal()
        assert self.reading.looks(self.at).well
        self._hear(applies=True, adds=True)
        if twice:
            assert self.reading.looks(self.at).done.entries == 0

    @rule(step=STEPS)
    def is_killed(self, step: str) -> None:
        self._seal()
        passed = []

        def between(name: str) -> None:
            passed.append(name)
            if name == step:
                raise Killed

        try:
            self.reading.looks(self.at, between=between)
        except Killed:
            self._hear(applies="applied" in passed, adds="added" in passed)
        else:
            self._hear(applies=True, adds=True)

    @rule()
    def is_cut_off(self) -> None:
        self.at += PAUSE
        assert self.reading.looks(self.at, source=MemorySource()).refusal == "NotServed"

    @rule(ahead=st.integers(61, 10_000))
    def is_told_of_the_future(self, ahead: int) -> None:
        self.at += PAUSE
        self.issuer.serves(self.at, note=self.issuer.note(self.at + timedelta(seconds=ahead)))
        assert self.reading.looks(self.at).refusal == "TimeAhead"

    @precondition(lambda self: self.notes and BelievedTree.objects.filter(signed__isnull=False).exists())
    @rule(data=st.data())
    def is_given_an_old_note(self, data: st.DataObject) -> None:
        self.at += PAUSE
        old = data.draw(st.sampled_from(self.notes))
        self.issuer.serves(self.at, note=old)
        looked = self.reading.looks(self.at)
        assert looked.refusal in ("", "TimeOlder")
        if not looked.refusal:  # it was signed, and not read before
            self._hear(applies=True, adds=True)

    @precondition(lambda self: self.state.size > 1 and self.state.quarantined_from is None)
    @rule(data=st.data())
    def is_shown_another_past(self, data: st.DataObject) -> None:
        shared = data.draw(st.integers(0, self.state.size - 1))
        self.at += PAUSE
        other = Issuer()
        other.entries = self.issuer.entries[:shared]
        while len(other.entries) < self.state.size:
            other.says(9, id=uuid7(5_000 + other.next))
        other.serves(self.at)
        assert self.reading.looks(self.at, source=other.source).refusal == "ConsistencyRefused"
        self.state = folding.quarantined(self.state, from_seq=shared + 1)

    @precondition(lambda self: self.state.quarantined_from is not None)
    @rule()
    def people_settle_it(self) -> None:
        from trustlane.recognition.actions.ending import end_quarantine
        from trustlane.recognition.actions.quarantining import propose_end

        self.at = max(self.at, World.now) + PAUSE
        (found,) = self.reading.quarantines()
        propose_end(quarantine=found, reason="explained", by=self.reading.first, at=self.at)
        end_quarantine(quarantine=found, by=self.reading.second, at=self.at)
        self.state = folding.released(self.state)

    # --- what has to hold

    @invariant()
    def the_register_says_what_the_law_says(self) -> None:
        named = {subject(of): f"XA{of:06d}" for of in range(1, 10)}
        on = self.at.date()
        expected = {named[each] for each in self.state.subjects if self.state.gives(each, at=self.at, on=on)}
        assert self.reading.trusted(self.at) == expected

    @invariant()
    def the_tree_is_the_laws(self) -> None:
        tree = BelievedTree.objects.first()
        assert (tree.size if tree else 0) == self.state.size
        assert (tree.live if tree else 0) == self.state.live

    @invariant()
    def what_waits_is_what_the_law_lets_wait(self) -> None:
        assert set(WaitingAddition.objects.values_list("seq", flat=True)) == set(self.state.waiting)

    def _seal(self) -> None:
        self.at += PAUSE
        self.issuer.serves(self.at)
        self.notes.append(self.issuer.source.files[CHECKPOINT])

    def _hear(self, *, applies: bool, adds: bool) -> None:
        """What the law makes of it."""
        on = self.at.date()
        tree = BelievedTree.objects.first()
        if applies and tree is not None:
            new = range(self.state.size + 1, tree.size + 1)
            placed = [leaves.at(seq, self.issuer.entries[seq - 1]) for seq in new]
            self.state = folding.fold(self.state, placed, bodies={}, terms=self.terms, on=on).state
        if adds:
            bodies = {seq: body for seq, body in self.issuer.bodies.items() if body is not None}
            self.state = folding.fold(self.state, (), bodies=bodies, terms=self.terms, on=on).state


@pytest.mark.usefixtures("world")
def test_whatever_happens_between_them_the_register_says_what_the_law_says() -> None:
    examples, steps = (200, 50) if settings.default.max_examples > 1_000 else (40, 25)  # many in the drill
    run_state_machine_as_test(
        Exchange, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )
