"""A reader with one thing wrong fails the kit: every shortcut that would be tempting is caught by a vector."""

import json
from collections.abc import Callable

import pytest

from conformance import run
from conformance.reader import commands, entries, files, folding, notes, trees
from conformance.reader.refused import Refused

FAMILIES = run.families()
Break = Callable[[pytest.MonkeyPatch], None]
BROKEN: dict[str, Break] = {}


def broken(deed: Break) -> Break:
    BROKEN[deed.__name__] = deed
    return deed


def nothing(*_, **__):
    return None


def without(names, function):
    """The same, which lets these refusals pass."""

    def lenient(*arguments):
        try:
            return function(*arguments)
        except Refused as refused:
            if refused.name in names:
                return None
            raise

    return lenient


@broken
def ignores_consistency(patch):
    patch.setattr(commands, "check_tree", nothing)


@broken
def lets_a_tree_shrink(patch):
    patch.setattr(trees, "check_consistency", without({"TreeShrank"}, trees.check_consistency))


@broken
def takes_an_older_time(patch):
    whole = commands.check_time
    patch.setattr(commands, "check_time", lambda note, state, at: whole(note, state | {"signed": None}, at))


@broken
def takes_a_time_ahead(patch):
    patch.setattr(commands, "AHEAD", 10**12)


@broken
def refuses_a_clock_a_little_ahead(patch):
    patch.setattr(commands, "AHEAD", 0)


@broken
def lets_a_witness_set_the_time(patch):
    whole = commands.check_time

    def posing(note, state, at):
        return whole(note, state | {"heartbeats": [*state["heartbeats"], *state["witnesses"]]}, at)

    patch.setattr(commands, "check_time", posing)


@broken
def is_young_by_its_last_fetch(patch):
    whole = commands.check_time

    def fetched(note, state, at):
        whole(note, state, at)
        return at

    patch.setattr(commands, "check_time", fetched)


@broken
def believes_without_a_signature(patch):
    patch.setattr(notes, "signed_by", lambda note, key: True)


@broken
def overlooks_a_wrong_second_signature(patch):
    patch.setattr(notes, "signed_by", lambda note, key: any(key.made(b, note.text.encode()) for b in note.of(key)))


@broken
def takes_any_feed(patch):
    patch.setattr(notes, "check_origin", nothing)


@broken
def does_not_build_the_root(patch):
    whole = commands._believed

    def trusting(state, folder, at):
        try:
            return whole(state, folder, at)
        except Refused as refused:
            if refused.name != "RootDiffers":
                raise
            note = notes.parse(files.note(folder))
            new = files.entries(folder, len(state["leaves"]), notes.checkpoint(note.text)[1])
            return note.text, state["signed"], [*state["leaves"], *(commands._b64(trees.of_leaf(e)) for e in new)], new

    patch.setattr(commands, "_believed", trusting)


@broken
def applies_additions_first(patch):
    def upside_down(state, new, bodies, terms, on):
        notices = [notice for entry in new for notice in folding._hear(state, entry)]
        erased = {seq for entry in new for seq in entry.get("seqs", ())}
        for number in sorted(state["waiting"], key=int):
            notices += folding._add(state, state["waiting"][number], bodies, erased, terms, on)
        for entry in new:
            folding._remove(state, entry)
        state["size"] += len(new)
        return notices

    patch.setattr(folding, "fold", upside_down)


@broken
def lets_a_late_body_overtake_a_removal(patch):
    whole = folding._add

    def forgetful(state, entry, *rest):
        kept = state["subjects"].get(entry["subject"])
        if kept and kept["seq"] > entry["seq"]:
            del state["subjects"][entry["subject"]]
        return whole(state, entry, *rest)

    patch.setattr(folding, "_add", forgetful)


@broken
def stops_at_what_it_does_not_know(patch):
    whole = folding.fold

    def stops(state, new, *rest):
        odd = next((at for at, each in enumerate(new) if "unknown" in each or "unreadable" in each), None)
        notices = whole(state, new if odd is None else new[: odd + 1], *rest)
        state["size"] += 0 if odd is None else len(new) - odd - 1
        return notices

    patch.setattr(folding, "fold", stops)


@broken
def goes_on_granting_behind_what_it_does_not_know(patch):
    whole = folding._hear

    def careless(state, entry):
        held = state["held_from"]
        notices = whole(state, entry)
        state["held_from"] = held
        return notices

    patch.setattr(folding, "_hear", careless)


@broken
def leaves_a_subject_what_an_unreadable_entry_may_have_taken(patch):
    patch.setattr(entries, "_spoken_of", nothing)


@broken
def takes_any_body(patch):
    patch.setattr(entries, "unbase64", lambda text: b"x" * 32)
    patch.setattr(folding, "body", lambda commitment, salt, content, profile: json.loads(content))


@broken
def takes_more_than_the_profile(patch):
    whole = folding.body
    patch.setattr(folding, "body", lambda commitment, salt, content, profile: whole(commitment, salt, content, EVERY))


EVERY = sorted(entries._body_fields())


@broken
def grants_without_a_body(patch):
    whole = folding._add
    nobody = {"valid_from": "2000-01-01"}

    def generous(state, entry, bodies, *rest):
        if entry["seq"] not in bodies:
            state["subjects"][entry["subject"]] = folding._said(entry["to"], entry, nobody)
        return whole(state, entry, bodies, *rest)

    patch.setattr(folding, "_add", generous)


@broken
def reads_json_as_it_comes(patch):
    def lenient(data, most):
        try:
            return json.loads(data)
        except ValueError:
            raise Refused("NotJson", "") from None

    patch.setattr(entries, "parse", lenient)


@broken
def knows_no_caps(patch):
    whole = folding.fold

    def generous(state, new, bodies, terms, on):
        return whole(state, new, bodies, terms | {"live": 10**9, "in_a_day": 10**9}, on)

    patch.setattr(folding, "fold", generous)


@broken
def counts_all_days_as_one(patch):
    whole = folding.fold
    patch.setattr(folding, "fold", lambda state, new, bodies, terms, on: whole(state, new, bodies, terms, "one day"))


@broken
def does_not_quarantine_a_fork(patch):
    patch.setattr(commands, "contradicts", lambda *_: False)


@broken
def quarantines_for_a_fault_of_the_line(patch):
    patch.setattr(commands, "contradicts", lambda refused, *_: refused.name in ("TreeShrank", "ConsistencyRefused"))


@broken
def gives_in_full_when_stale(patch):
    patch.setattr(commands, "LEFT", commands.LEFT | {"stale": 1})


@broken
def gives_when_expired(patch):
    patch.setattr(commands, "LEFT", commands.LEFT | {"expired": 1})


@broken
def flips_a_second_late(patch):
    whole = commands.age_state
    patch.setattr(commands, "age_state", lambda state, at: whole(state, at - 1))


@broken
def gives_beyond_the_last_day(patch):
    whole = folding.gives

    def forever(state, subject, at, on):
        last = state["subjects"].get(subject)
        return whole(state, subject, at, min(on, last["body"].get("valid_to", on)) if last and last["body"] else on)

    patch.setattr(folding, "gives", forever)


@broken
def keeps_what_was_erased(patch):
    whole = folding.fold

    def keeps(state, new, *rest):
        return whole(state, [{**each, "seqs": []} if each.get("kind") == "erased" else each for each in new], *rest)

    patch.setattr(folding, "fold", keeps)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_reader_fails_the_kit(name, monkeypatch):
    BROKEN[name](monkeypatch)
    monkeypatch.setattr(commands.os, "fsync", nothing)
    assert any(each.failed for each in run.outcomes(commands.answer, FAMILIES))


def test_the_whole_reader_does_not(monkeypatch):
    monkeypatch.setattr(commands.os, "fsync", nothing)
    chosen = {name: FAMILIES[name] for name in ("folding", "ages", "notes")}
    assert not any(each.failed for each in run.outcomes(commands.answer, chosen))
