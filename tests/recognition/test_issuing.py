"""Whatever happens to standing and consent: who reads what we say knows exactly who is valid and consents."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recognition.issuer import PLENTY
from trustlane.parties.identifiers import Identifier
from trustlane.parties.roles import ROLES
from trustlane.recognition.feed.bodies import ALL, Address, Body, opened, seal
from trustlane.recognition.feed.folding import State, fold
from trustlane.recognition.feed.leaves import Erased, Status, read, write
from trustlane.recognition.issuing import (
    AGREEMENT_ENDED,
    CEASED,
    NO_CONSENT,
    Ending,
    Last,
    Occasion,
    Particulars,
    Profile,
    Saying,
    Unnumbered,
    body_of,
    ending,
    narrows,
    particulars,
    ready,
    sayings,
    should_say,
    trusted,
    uuid7,
)
from trustlane.standing.facts import SCOPES, STATES, StandingFact
from trustlane.standing.law import contradict, valid_on

FIRST = date(2026, 3, 1)
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOTH = frozenset(SCOPES)


def fact(state="valid", begins=0, ends=None, *, scope=BOTH, role="", **more):
    """A fact from so many days after the first to so many days after it."""
    told = {
        "operator": "O",
        "name": "Trader",
        "identifiers": (),
        "tier": "",
        "issuer": "XA",
        "known_from": START,
        "valid_from": None if begins is None else FIRST + timedelta(days=begins),
        "valid_to": None if ends is None else FIRST + timedelta(days=ends),
    }
    return StandingFact(**(told | {"state": state, "scope": frozenset(scope), "role": role} | more))


periods = st.tuples(st.none() | st.integers(-3, 8), st.none() | st.integers(0, 8)).filter(
    lambda period: None in period or period[0] <= period[1]
)
facts = st.builds(
    lambda period, **more: fact(begins=period[0], ends=period[1], **more),
    periods,
    state=st.sampled_from((*STATES, "valid", "valid")),
    scope=st.sets(st.sampled_from(SCOPES), min_size=1),
    role=st.sampled_from(("", "", "exporter", "importer", "broker")),
    tier=st.sampled_from(("", "", "gold")),
    programme=st.sampled_from(("", "", "second")),
)


def consistent(listed):
    """What a register can hold at once: no two of one operator, role, scope and day."""
    kept = []
    for one in listed:
        if not any(contradict(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)


registers = st.lists(facts, max_size=5).map(consistent)
profiles = st.builds(
    Profile,
    st.sampled_from((ALL, ALL - {"roles"}, ALL - {"tier", "programme"}, frozenset({"tin"}))),
    st.sampled_from((BOTH, frozenset({"security"}))),
    st.sampled_from((frozenset(), frozenset({"exporter", "importer"}))),
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("register"), st.integers(0, 1), registers),
        st.tuples(st.just("register"), st.integers(0, 1), registers.filter(any)),
        st.tuples(st.just("consent"), st.integers(0, 1), st.booleans()),
        st.tuples(st.just("day"), st.integers(1, 3), st.none()),
        st.tuples(st.just("number"), st.integers(0, 1), st.sampled_from(("1", "2"))),
        st.tuples(st.just("look"), st.none(), st.none()),
        st.tuples(st.just("close"), st.none(), st.none()),
    ),
    min_size=6,
    max_size=20,
)


@dataclass
class Told:
    """An issuer of two operators that goes by the law alone, its reader, and what is true meanwhile."""

    profile: Profile
    day: int = 0
    closed: bool = False
    register: dict[int, tuple] = field(default_factory=dict)
    consent: dict[int, bool] = field(default_factory=lambda: {0: True, 1: True})
    number: dict[int, str] = field(default_factory=dict)
    last: dict[int, Last] = field(default_factory=dict)
    entries: list = field(default_factory=list)
    bodies: dict = field(default_factory=dict)
    state: State = field(default_factory=lambda: State(origin="mra.xa.example/xb"))

    @property
    def on(self):
        return FIRST + timedelta(days=self.day)

    def does(self, step):
        what, which, value = step
        if what == "look":
            self.reads()
        elif what == "close" and not self.closed:
            self.closed = True
            for each, last in sorted(self.last.items()):
                self.says(each, sayings(last, AGREEMENT_ENDED, on=self.on, occasion=Occasion.STANDING) * last.adds)
        elif what == "day":
            self.day += which
            self.looks_after(range(2), Occasion.DAY)
        elif what in ("register", "consent", "number"):
            getattr(self, what)[which] = value
            self.looks_after([which], Occasion.CONSENT if what == "consent" else Occasion.STANDING)
            if what == "consent" and not value:
                self.erases(which)

    def looks_after(self, which, occasion):
        for each in [] if self.closed else which:
            should = should_say(
                self.register.get(each, ()),
                Particulars(f"XA{each}{self.number.get(each, '0')}"),
                consents=self.consent[each],
                profile=self.profile,
                on=self.on,
            )
            self.says(each, sayings(self.last.get(each), should, on=self.on, occasion=occasion))

    def says(self, which, said):
        for one in said:
            seq = len(self.entries) + 1
            sealed = seal(one.body, salt=seq.to_bytes(32, "big"), profile=self.profile.told) if one.body else None
            self.add(
                Status(
                    seq=seq,
                    id=uuid7(START, seq.to_bytes(10, "big")),
                    effective=START + timedelta(days=self.day),
                    subject=f"{which:032x}",
                    to=one.to,
                    reason=one.reason,
                    body=sealed.commitment if sealed else None,
                )
            )
            if sealed:
                self.bodies[seq] = sealed
            self.last[which] = Last(one.to, one.reason, one.body)

    def erases(self, which):
        gone = tuple(seq for seq in self.bodies if self.entries[seq - 1].subject == f"{which:032x}")
        if gone:
            seq = len(self.entries) + 1
            name = uuid7(START, seq.to_bytes(10, "big"))
            self.add(Erased(seq=seq, id=name, effective=START + timedelta(days=self.day), seqs=tuple(sorted(gone))))
        for each in gone:
            del self.bodies[each]

    def add(self, leaf):
        self.entries.append(read(write(leaf)))

    def reads(self):
        new = self.entries[self.state.size :]
        terms = replace(PLENTY, profile=self.profile.told)
        folded = fold(self.state, new, bodies=self.bodies, terms=terms, on=self.on)
        self.state = folded.state
        assert not self.state.waiting, "every addition that counts came with its body"

    def given(self, which):
        at = START + timedelta(days=self.day)
        return self.state.gives(f"{which:032x}", at=at, on=self.on)


@settings(max_examples=400)
@given(profiles, steps)
def test_the_reader_knows_exactly_who_is_valid_and_consents(profile, done):
    told = Told(profile)
    for step in done:
        told.does(step)
    told.reads()
    for which in range(2):
        holds = trusted(told.register.get(which, ()), profile, told.on) is not None
        assert told.given(which) == (holds and told.consent[which] and not told.closed)
        if told.given(which):
            known = Particulars(f"XA{which}{told.number.get(which, '0')}")
            trust = trusted(told.register[which], profile, told.on)
            assert told.state.subjects[f"{which:032x}"].body == body_of(trust, known, profile)


@given(registers, profiles, st.integers(0, 10), st.integers(0, 10))
def test_nothing_is_told_that_is_not_held_on_every_day_it_is_told_for(register, profile, day, later):
    on = FIRST + timedelta(days=day)
    trust = trusted(register, profile, on)
    if trust is None:
        return
    other = on + timedelta(days=later)
    if trust.valid_to is not None and other > trust.valid_to:
        return
    for risk in trust.scope:
        for role in trust.roles:
            assert any(
                each.state == "valid" and valid_on(each, other) and risk in each.scope and each.role in ("", role)
                for each in register
            )


@given(registers, profiles)
def test_who_holds_something_of_the_agreement_in_every_role_is_told_whatever_the_profile(register, profile):
    held = [
        each
        for each in register
        if each.state == "valid" and not each.role and each.scope & profile.scope and valid_on(each, FIRST)
    ]
    denied = any(each.state != "valid" and valid_on(each, FIRST) for each in register)
    if held and not denied:
        assert trusted(register, profile, FIRST) is not None


def why(facts_, **more):
    return should_say(facts_, Particulars("XA1"), consents=True, profile=Profile(**more), on=FIRST)


def test_a_body_says_no_more_than_every_role_holds():
    split = (fact(scope=["security"], role="exporter"), fact(scope=["compliance"], role="importer"))
    body = why(split)
    assert (body.scope, body.roles) == (("security",), ("exporter",))


def test_the_widest_scope_and_roles_are_told():
    wide = (fact(scope=["security"], role="exporter"), fact(scope=BOTH, role="importer"))
    assert (why(wide).scope, why(wide).roles) == (("compliance", "security"), ("importer",))
    wider = (*wide, fact(scope=["security"], role="broker"))
    assert (why(wider).scope, why(wider).roles) == (("security",), ("broker", "exporter", "importer"))


def test_every_role_is_told_as_none():
    assert why((fact(),)).roles == ()


def test_only_roles_of_the_agreement_are_told():
    assert why((fact(),), roles=frozenset({"exporter"})).roles == ("exporter",)


def test_where_roles_are_not_told_all_of_the_agreement_have_to_be_held():
    without = ALL - {"roles"}
    one = (fact(role="exporter"),)
    assert why(one, fields=without) == CEASED
    assert why(one, fields=without, roles=frozenset({"exporter"})).roles == ()


def test_what_one_programme_denies_in_a_role_is_not_told_of_it():
    assert why((fact(), fact("suspended", role="exporter"))).roles == tuple(sorted(set(ROLES) - {"exporter"}))


def test_a_renewal_known_ahead_makes_the_period_longer():
    renewed = (fact(ends=3), fact(begins=4, ends=9), fact("suspended", begins=10))
    assert why(renewed).valid_to == FIRST + timedelta(days=9)


def test_a_first_day_that_is_not_stated_is_told_as_the_first_there_is():
    assert why((fact(begins=None),)).valid_from == date(1, 1, 1)


def test_two_tiers_are_not_told_as_one():
    tiers = (fact(tier="gold", scope=["security"]), fact(tier="silver", scope=["compliance"]))
    assert (why(tiers).scope, why(tiers).tier) == (("security",), "gold")
    assert why(tiers, fields=ALL - {"tier"}).scope == ("compliance", "security")


@pytest.mark.parametrize(
    ("facts_", "told"),
    [
        ((fact("suspended"),), Ending("suspended", "by_customs")),
        ((fact("revoked"), fact("suspended", role="exporter")), Ending("revoked", "by_customs")),
        ((fact("withdrawn"),), Ending("withdrawn", "own_request")),
        ((fact("expired"),), Ending("expired", "period_over")),
        ((fact(begins=-3, ends=-1),), Ending("expired", "period_over")),
        ((fact("revoked", begins=-3, ends=-1),), Ending("revoked", "by_customs")),
        ((fact(begins=3),), CEASED),
        ((), CEASED),
    ],
)
def test_the_word_for_an_end(facts_, told):
    assert ending(facts_, Profile(), FIRST) == told


def test_without_consent_nothing_else_is_told():
    assert should_say((fact("revoked"),), None, consents=False, profile=Profile(), on=FIRST) == NO_CONSENT


def test_who_has_no_number_cannot_be_told():
    assert should_say((fact(),), None, consents=True, profile=Profile(), on=FIRST) == CEASED


BODY = Body(tin="XA1", scope=("compliance", "security"), valid_from=FIRST, valid_to=FIRST + timedelta(days=9))


def said(last, should, occasion=Occasion.STANDING):
    return [(one.to, one.reason) for one in sayings(last, should, on=FIRST, occasion=occasion)]


@pytest.mark.parametrize(
    ("last", "occasion", "reason"),
    [
        (None, Occasion.OPENING, "agreement_began"),
        (None, Occasion.CONSENT, "consented"),
        (None, Occasion.STANDING, "granted"),
        (None, Occasion.DAY, "granted"),
        (Last("suspended", "by_customs"), Occasion.STANDING, "reinstated"),
        (Last("expired", "period_over"), Occasion.STANDING, "renewed"),
        (Last("revoked", "by_customs"), Occasion.STANDING, "granted"),
        (Last("withdrawn", "consent_withdrawn"), Occasion.CONSENT, "consented"),
        (Last("withdrawn", "narrowed"), Occasion.STANDING, "granted"),
    ],
)
def test_why_somebody_is_valid(last, occasion, reason):
    assert said(last, BODY, occasion) == [("valid", reason)]


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"scope": ("security",)}, ["narrowed", "scope"]),
        ({"roles": ("exporter",)}, ["narrowed", "roles"]),
        ({"valid_to": FIRST}, ["narrowed", "period"]),
        ({"valid_to": None}, ["period"]),
        ({"valid_from": FIRST - timedelta(days=1)}, ["period"]),
        ({"valid_from": FIRST + timedelta(days=1)}, ["narrowed", "period"]),
        ({"tier": "gold"}, ["narrowed", "tier"]),
        ({"tin": "XA2"}, ["narrowed", "identifiers"]),
        ({"identifiers": (Identifier("LEI", "5493001KJTIIGC8Y1R12"),)}, ["identifiers"]),
        ({"legal_name": "Other"}, ["particulars"]),
        ({}, []),
    ],
)
def test_an_update_that_takes_away_is_a_removal_and_then_an_addition(change, reasons):
    assert [reason for _, reason in said(Last("valid", "granted", BODY), replace(BODY, **change))] == reasons


def test_an_addition_whose_body_is_not_known_any_more_is_said_anew():
    assert said(Last("valid", "granted"), BODY) == [("withdrawn", "narrowed"), ("updated", "particulars")]


def test_an_end_is_said_once_and_another_end_again():
    assert said(None, CEASED) == []
    assert said(Last("withdrawn", "ceased"), CEASED) == []
    assert said(Last("suspended", "by_customs"), Ending("revoked", "by_customs")) == [("revoked", "by_customs")]


def test_a_role_more_narrows_nothing():
    assert not narrows(replace(BODY, roles=("exporter",)), BODY, FIRST)


def test_fields_outside_the_profile_are_not_told():
    trust = trusted((fact(tier="gold", ends=3),), Profile(frozenset()), FIRST)
    who = Particulars("XA1", (Identifier("LEI", "x"),), "Shop", (Address("XA", "Port"),))
    body = body_of(trust, who, Profile(frozenset()))
    assert body == Body(
        tin="XA1", scope=("compliance", "security"), valid_from=FIRST, valid_to=FIRST + timedelta(days=3)
    )


def whose(*identifiers, **more):
    return particulars([Identifier(*one.split()) for one in identifiers], administration="XA", **more)


def test_the_number_an_operator_is_told_by():
    assert whose("AEO XA9", "EORI XA3", "TIN XA1").tin == "XA1"
    assert whose("NATIONAL 77", "EORI XA3").tin == "XA3"
    assert whose("NATIONAL 77").tin == "XA77"
    assert whose("NATIONAL 7-7") is None
    assert whose("NATIONAL 1234567890123456") is None
    assert whose("LEI 5493001KJTIIGC8Y1R12") is None


def test_particulars_fit_into_a_body_whatever_the_register_holds():
    who = whose(
        "TIN XA1", trade_name=" a\x00\ufdd0\ud800" + "b" * 300, addresses=[Address("XA", "c" * 200, " p ")] * 30
    )
    assert (who.trade_name, len(who.addresses)) == (("a" + "b" * 255), 1)
    body = body_of(trusted((fact(name="x" * 300),), Profile(), FIRST), who, Profile())
    sealed = seal(body, salt=bytes(32))
    assert opened(sealed.commitment, sealed).legal_name == "x" * 256


def test_a_name_of_an_entry_is_a_uuid_of_version_7():
    made = uuid7(START, b"\xff" * 10)
    assert made[13:] == "-7fff-bfff-ffffffffffff"
    assert int(made.replace("-", "")[:12], 16) == START.timestamp() * 1000


def rows(*told):
    return [Unnumbered(number, subject, removes, xid) for number, (subject, removes, xid) in enumerate(told, 1)]


def test_an_addition_waits_for_every_older_transaction():
    assert ready(rows(("a", False, 5), ("b", False, 9)), below=9, most=9) == [1]


def test_a_removal_waits_for_nothing_and_takes_along_what_was_said_of_its_subject_before():
    assert ready(rows(("a", False, 50), ("b", False, 50), ("a", True, 51)), below=9, most=9) == [1, 3]


def test_nothing_overtakes_what_was_said_of_its_subject_before():
    # The later row was written by the older transaction, which waited for the other before it said anything.
    assert ready(rows(("a", False, 12), ("a", False, 10)), below=11, most=9) == []


def test_a_removal_does_not_wait_behind_a_whole_register():
    many = rows(*((f"s{number}", False, 1) for number in range(9)), ("z", True, 1))
    assert ready(many, below=9, most=2) == [1, 2, 10]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.integers(1, 9)), max_size=12),
    st.integers(1, 10),
    st.integers(0, 5),
)
def test_of_each_subject_the_first_ones_are_chosen_and_every_removal(told, below, most):
    all_ = rows(*told)
    chosen = ready(all_, below=below, most=most)
    assert chosen == sorted(chosen)
    for subject in "abc":
        ours = [row.id for row in all_ if row.subject == subject]
        taken = [each for each in chosen if each in ours]
        assert taken == ours[: len(taken)]
    assert {row.id for row in all_ if row.removes} <= set(chosen)


def test_a_saying_without_a_body_adds_nothing():
    assert Saying("suspended", "by_customs").body is None
