"""Lists change the register only in two hands, all or nothing, and nothing that was known is lost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.world import NOW, World
from trustlane.access.refusals import Refused
from trustlane.access.roles import Role
from trustlane.ledger.queries import story
from trustlane.ledger.subjects import Subject
from trustlane.parties import queries as parties
from trustlane.parties.identifiers import Identifier
from trustlane.standing import queries
from trustlane.standing.actions import apply_list, discard_list, upload_list
from trustlane.standing.exports import xlsx
from trustlane.standing.facts import StandingFact
from trustlane.standing.models import ListUpload, Standing
from trustlane.standing.refusals import (
    IssuerUnknown,
    ListSettled,
    ListUnreadable,
    NothingToApply,
    PreviewStale,
    RegisterConflict,
)

LATER = NOW + timedelta(days=30)
DAY = date(2026, 3, 2)
HEAD = "Name;TIN;Role;Scope;Status;Valid from;Valid to\n"
BLUE = "Blue River;XA100;importer;both;valid;2024-01-01;\n"
RED = "Red Hill;XA200;exporter;security;valid;2024-01-01;\n"
GREEN = "Green Lake;XA300;;compliance;valid;2024-01-01;2027-12-31\n"


@pytest.fixture
def first(world: World):  # type: ignore[no-untyped-def]
    return world.user(Role.REGISTER_OFFICER)


@pytest.fixture
def second(world: World):  # type: ignore[no-untyped-def]
    return world.user(Role.REGISTER_OFFICER)


def put(text: str, by, *, at: datetime = NOW, complete: bool = True, issuer: str = "XA", on: date | None = None):  # type: ignore[no-untyped-def]
    return upload_list(
        file_name="holders.csv",
        data=text.encode(),
        issuer=issuer,
        on=on or at.date(),
        complete=complete,
        by=by,
        at=at,
    )


def done(text: str, first, second, *, at: datetime = NOW, **how):  # type: ignore[no-untyped-def]
    upload = put(text, first, at=at, **how)
    return apply_list(upload=upload, seen=queries.preview(upload, at=at).digest, by=second, at=at)


def held(reference: str, *, valid: date = DAY, known: datetime | None = None) -> list[tuple[str, str]]:
    return [(each.fact.role, each.fact.state) for each in queries.of_operator(reference, valid=valid, known=known)]


def test_a_list_is_previewed_and_changes_nothing_until_applied(first, second) -> None:  # type: ignore[no-untyped-def]
    upload = put(HEAD + BLUE + RED + "Nobody;;importer;both;valid;;\n", first)
    preview = queries.preview(upload, at=NOW)
    assert (len(preview.added), len(preview.refused)) == (2, 1)
    assert preview.refused[0].row == 4 and preview.refused[0].mend
    assert Standing.objects.count() == 0
    applied = apply_list(upload=upload, seen=preview.digest, by=second, at=NOW)
    assert (applied.added, applied.changed, applied.removed, applied.refused) == (2, 0, 0, 1)
    assert held("XA100") == [("importer", "valid")]
    facts = parties.operator("XA100")
    assert facts is not None and facts.name == "Blue River"


def test_who_uploaded_may_not_apply(first) -> None:  # type: ignore[no-untyped-def]
    upload = put(HEAD + BLUE, first)
    with pytest.raises(Refused, match="did not upload"):
        apply_list(upload=upload, seen=upload.preview_digest, by=first, at=NOW)


def test_the_database_too_wants_two_persons(first) -> None:  # type: ignore[no-untyped-def]
    upload = put(HEAD + BLUE, first)
    with pytest.raises(IntegrityError, match="standing_list_needs_two_persons"), transaction.atomic():
        ListUpload.objects.filter(pk=upload.pk).update(applied_by=first, applied_at=NOW, counts={})


def test_a_frontline_officer_may_neither_upload_nor_apply(world: World, first) -> None:  # type: ignore[no-untyped-def]
    officer = world.officer()
    with pytest.raises(Refused):
        put(HEAD + BLUE, officer)
    upload = put(HEAD + BLUE, first)
    with pytest.raises(Refused):
        apply_list(upload=upload, seen=upload.preview_digest, by=officer, at=NOW)
    assert queries.uploads(by=officer, at=NOW) == []
    assert len(queries.uploads(by=first, at=NOW)) == 1


def test_a_preview_the_register_has_moved_past_is_refused(first, second) -> None:  # type: ignore[no-untyped-def]
    slow = put(HEAD + BLUE + RED, first)
    seen = queries.preview(slow, at=NOW).digest
    done(HEAD + BLUE, first, second)
    with pytest.raises(PreviewStale) as refusal:
        apply_list(upload=slow, seen=seen, by=second, at=NOW)
    assert "preview again" in refusal.value.mend
    apply_list(upload=slow, seen=queries.preview(slow, at=NOW).digest, by=second, at=NOW)
    assert held("XA200") == [("exporter", "valid")]


def test_a_suspension_holds_from_its_day_and_leaves_the_time_before(first, second) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE + RED, first, second)
    applied = done(HEAD + BLUE.replace("valid;", "suspended;") + RED, first, second, at=LATER)
    assert (applied.changed, applied.unchanged) == (1, 1)
    assert held("XA100", valid=LATER.date()) == [("importer", "suspended")]
    assert held("XA100", valid=LATER.date() - timedelta(days=1)) == [("importer", "valid")]
    assert held("XA100", valid=LATER.date(), known=NOW) == [("importer", "valid")]
    assert held("XA100", valid=LATER.date(), known=NOW - timedelta(days=1)) == []


def test_the_same_list_twice_changes_nothing(first, second) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE + RED + GREEN, first, second)
    done(HEAD + BLUE.replace("valid;", "suspended;") + RED + GREEN, first, second, at=LATER)
    again = put(HEAD + BLUE.replace("valid;", "suspended;") + RED + GREEN, first, at=LATER + timedelta(days=3))
    preview = queries.preview(again, at=LATER)
    assert preview.changes == () and preview.unchanged == 3


def test_who_is_missing_from_a_complete_list_is_withdrawn_from_its_day(first, second) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE + RED, first, second)
    applied = done(HEAD + RED, first, second, at=LATER)
    assert (applied.removed, applied.unchanged) == (1, 1)
    assert held("XA100", valid=LATER.date()) == [("importer", "withdrawn")]
    assert held("XA100", valid=DAY) == [("importer", "valid")]


def test_a_list_of_changes_removes_nobody(first, second) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE + RED, first, second)
    applied = done(HEAD + GREEN, first, second, at=LATER, complete=False)
    assert (applied.added, applied.removed) == (1, 0)
    assert held("XA100", valid=LATER.date()) == [("importer", "valid")]


def test_who_is_named_in_a_refused_row_is_not_removed(first, second) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE + RED, first, second)
    upload = put(HEAD + RED + BLUE.replace("2024-01-01", "01/02/2024"), first, at=LATER)
    preview = queries.preview(upload, at=LATER)
    assert preview.removed == () and len(preview.refused) == 1
    assert any("XA100" in note for note in preview.notes)


def test_a_row_with_identifiers_of_two_operators_is_refused(first, second) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE + RED, first, second)
    upload = put("Name;TIN;EORI\nBlue River;XA100;DE1\n", first, complete=False)
    apply_list(upload=upload, seen=queries.preview(upload, at=NOW).digest, by=second, at=NOW)
    both = put("Name;TIN;EORI\nRed Hill;XA200;DE1\n", first, complete=False)
    preview = queries.preview(both, at=NOW)
    assert preview.changes == () and "XA100, XA200" in preview.refused[0].reason


@pytest.mark.parametrize("applied", [True, False])
def test_what_was_refused_stays_told_when_the_register_goes_on(first, second, monkeypatch, applied: bool) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE + RED, first, second)
    upload = put("Name;TIN;AEO code;Role;Status\nGreen;XA300;;importer;valid\nBlue;XA100;;importer;shut\n", first)
    seen = queries.preview(upload, at=NOW)
    assert len(seen.refused) == 1
    if applied:
        apply_list(upload=upload, seen=seen.digest, by=second, at=NOW)
    else:
        discard_list(upload=upload, by=first, at=NOW, reason="wrong file")
    done(HEAD + GREEN.replace("valid;", "suspended;"), first, second, at=LATER)
    monkeypatch.setattr("trustlane.standing.previews.held_by", None)  # nothing is compared anew
    later = queries.preview(ListUpload.objects.get(pk=upload.pk), at=LATER)
    assert [(each.place, each.reason, each.mend) for each in later.refused] == [
        (each.place, each.reason, each.mend) for each in seen.refused
    ]
    assert later.notes == seen.notes and later.unchanged == seen.unchanged and later.changes == ()


def test_of_too_many_refused_rows_the_file_tells_again(first, second, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("trustlane.standing.previews.MOST_TOLD", 0)
    upload = put(HEAD + BLUE + "Red;XA200;importer;shut;;\n", first)
    discard_list(upload=upload, by=first, at=NOW, reason="wrong file")
    kept = ListUpload.objects.get(pk=upload.pk)
    assert kept.told is None
    assert len(queries.preview(kept, at=NOW).refused) == 1


def test_a_list_speaks_for_its_issuer_only(first, second) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE, first, second)
    done(HEAD + BLUE, first, second, issuer="XB")
    applied = done(HEAD + RED, first, second, issuer="XB", at=LATER)
    assert applied.removed == 1
    assert {row.fact.issuer: row.fact.state for row in queries.of_operator("XA100", valid=LATER.date())} == {
        "XA": "valid",
        "XB": "withdrawn",
    }
    upload = put("Name;TIN;Issuer\nBlue;XA100;XC\n", first)
    assert "speaks for XC" in queries.preview(upload, at=NOW).refused[0].reason


def test_a_settled_list_is_settled(first, second) -> None:  # type: ignore[no-untyped-def]
    upload = put(HEAD + BLUE, first)
    discard_list(upload=upload, by=first, at=NOW, reason="wrong file")
    with pytest.raises(ListSettled):
        apply_list(upload=upload, seen=upload.preview_digest, by=second, at=NOW)
    with pytest.raises(ListSettled):
        discard_list(upload=upload, by=first, at=NOW, reason="again")
    with pytest.raises(DatabaseError, match="applied or discarded once"), transaction.atomic():
        ListUpload.objects.filter(pk=upload.pk).update(reason="otherwise")


@pytest.mark.parametrize("data", [b"", b"Name;TIN\n", b"just words", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xls"])
def test_what_is_no_list_is_refused_and_not_kept(first, data: bytes) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ListUnreadable) as refusal:
        upload_list(file_name="x.csv", data=data, issuer="XA", on=DAY, complete=True, by=first, at=NOW)
    assert refusal.value.mend
    assert ListUpload.objects.count() == 0


def test_an_unknown_issuer_is_refused(first) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(IssuerUnknown):
        put(HEAD + BLUE, first, issuer="Nowhere")


def test_a_list_without_one_usable_row_cannot_be_applied(first, second) -> None:  # type: ignore[no-untyped-def]
    upload = put(HEAD + "Blue;ZQ1;;;;;\n", first)
    with pytest.raises(NothingToApply):
        apply_list(upload=upload, seen=queries.preview(upload, at=NOW).digest, by=second, at=NOW)


def test_every_deed_stands_in_the_record(first, second) -> None:  # type: ignore[no-untyped-def]
    applied = done(HEAD + BLUE, first, second)
    verbs = [each.verb for each in story(Subject("standing_list", str(applied.upload)))]
    assert sorted(verbs) == ["standing.apply_list", "standing.upload_list"]
    assert "standing.apply_list" in [each.verb for each in story(Subject("operator", "XA100"))]
    assert queries.of_operator("XA100", valid=DAY)[0].recorded_in == applied.ledger_row


def test_the_register_is_never_edited_and_never_emptied(first, second) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE, first, second)
    for deed in (
        lambda: Standing.objects.update(state="revoked"),
        lambda: Standing.objects.update(known_to=LATER),
        lambda: Standing.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert held("XA100") == [("importer", "valid")]


@pytest.mark.parametrize(
    ("other", "refused"),
    [
        ({}, True),
        ({"compliance": False}, True),
        ({"role": "exporter"}, False),
        ({"issuer": "XB"}, False),
        ({"valid": ("2027-01-01", None)}, True),
        ({"valid": ("2023-01-01", "2024-01-01")}, False),
    ],
)
def test_the_database_refuses_two_standings_at_a_time(first, second, other, refused: bool) -> None:  # type: ignore[no-untyped-def]
    from django.db.backends.postgresql.psycopg_any import DateRange

    from trustlane.ledger.actions import record

    done(HEAD + BLUE, first, second)
    row = Standing.objects.get()
    bounds = other.get("valid")
    row.pk = None
    for name, value in other.items():
        setattr(row, name, value)
    if bounds:
        row.valid = DateRange(*(date.fromisoformat(each) if each else None for each in bounds), "[)")
    with transaction.atomic():
        row.recorded_in = record(verb="test.add", actor="system:test", subjects=[Subject("operator", "XA100")], at=NOW)
        if refused:
            with pytest.raises(IntegrityError, match="standing_says_one_thing"), transaction.atomic():
                row.save(force_insert=True)
        else:
            row.save(force_insert=True)


def test_security_and_compliance_may_be_said_apart(first, second) -> None:  # type: ignore[no-untyped-def]
    security = BLUE.replace("both", "security")
    compliance = BLUE.replace("both", "compliance").replace("valid;", "suspended;")
    done(HEAD + security + compliance, first, second)
    assert sorted(state for _, state in held("XA100")) == ["suspended", "valid"]


def test_the_history_keeps_what_was_superseded(first, second) -> None:  # type: ignore[no-untyped-def]
    """The history keeps what was superseded, newest knowledge first."""
    done(HEAD + BLUE, first, second)
    done(HEAD + BLUE.replace("valid;", "revoked;"), first, second, at=LATER)
    rows = queries.history("XA100")
    assert [(each.fact.state, each.fact.known_to is None) for each in rows] == [
        ("revoked", True),
        ("valid", True),
        ("valid", False),
    ]
    assert rows[-1].superseded_in is not None


def test_the_register_is_searched_sorted_and_paged(first, second) -> None:  # type: ignore[no-untyped-def]
    done(
        HEAD + "".join(f"Firm {i:02};XA{i:03};importer;both;valid;2024-01-01;\n" for i in range(30)) + RED,
        first,
        second,
    )
    page = queries.register(valid=DAY, size=10)
    assert len(page) == 11
    after = queries.register(valid=DAY, size=10, after=page[9].key)
    assert after[0].fact.name == page[10].fact.name
    back = queries.register(valid=DAY, size=10, before=after[0].key)
    assert back[0].fact.name == page[9].fact.name
    downwards = queries.register(valid=DAY, size=5, order="valid_to", descending=True)
    assert len(downwards) == 6
    assert [each.fact.operator for each in queries.register(valid=DAY, search="red hi")] == ["XA200"]
    assert [each.fact.operator for each in queries.register(valid=DAY, search="xa 007")] == ["XA007"]
    assert [each.fact.operator for each in queries.register(valid=DAY, scope="compliance", search="red")] == []
    assert queries.count(valid=DAY) == 31
    figures = queries.figures(valid=DAY)
    assert (figures.total, figures.by_scope) == (31, {"security": 31, "compliance": 30})
    assert len(list(queries.export(valid=DAY, role="exporter"))) == 1


def test_a_snapshot_is_what_was_known(first, second) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE, first, second)
    done(HEAD + BLUE + RED, first, second, at=LATER)
    assert {each.operator for each in queries.snapshot(NOW)} == {"XA100"}
    assert {each.operator for each in queries.snapshot(LATER)} == {"XA100", "XA200"}
    assert queries.snapshot(datetime(2020, 1, 1, tzinfo=UTC)) == []


def test_a_trader_sees_its_own_standing_only(world: World, first, second) -> None:  # type: ignore[no-untyped-def]
    from trustlane.access.evaluator import in_force
    from trustlane.standing.permits import Permission

    done(HEAD + BLUE + RED, first, second)
    trader = world.trader("XA100")
    permits = in_force()
    mine, theirs = queries.of_operator("XA100", valid=DAY)[0], queries.of_operator("XA200", valid=DAY)[0]
    assert permits.may(trader, Permission.SEE_STANDING, mine.fact, at=NOW).allowed
    assert not permits.may(trader, Permission.SEE_STANDING, theirs.fact, at=NOW).allowed
    assert not permits.may(trader, Permission.SEE_REGISTER, at=NOW).allowed


def test_one_national_number_of_two_administrations_is_two_operators(first, second) -> None:  # type: ignore[no-untyped-def]
    head = "Name;National number\n"
    done(head + "Blue;77\n", first, second)
    done(head + "Red;77\n", first, second, issuer="XB")
    assert {(each.fact.operator, each.fact.name) for each in queries.register(valid=DAY)} == {
        ("77", "Blue"),
        ("NATIONAL XB:77", "Red"),
    }
    again = put(head + "Red;77\n", first, issuer="XB")
    assert queries.preview(again, at=NOW).unchanged == 1


def test_a_list_cannot_be_applied_before_the_register_learnt_what_it_holds(first, second) -> None:  # type: ignore[no-untyped-def]
    done(HEAD + BLUE, first, second, at=LATER)
    upload = put(HEAD + BLUE.replace("valid;", "revoked;"), first, at=NOW)
    with pytest.raises(RegisterConflict), transaction.atomic():
        apply_list(upload=upload, seen=queries.preview(upload, at=NOW).digest, by=second, at=NOW)
    assert held("XA100") == [("importer", "valid")]
    assert ListUpload.objects.get(pk=upload.pk).state == "waiting"


def test_a_list_is_shown_with_who_did_what(first, second) -> None:  # type: ignore[no-untyped-def]
    applied = done(HEAD + BLUE + RED, first, second)
    waiting = put(HEAD + GREEN, first)
    row = queries.upload_row(applied.upload)
    assert row is not None
    assert (row.state, row.uploaded_by_name, row.settled_by_name) == ("applied", str(first), str(second))
    assert row.counts == {"added": 2, "changed": 0, "removed": 0, "unchanged": 0, "refused": 0}
    by = {"by": second, "at": NOW}
    assert [each.id for each in queries.uploads(**by, state="waiting")] == [waiting.pk]
    assert [each.id for each in queries.uploads(**by, state="applied", issuer="XA")] == [applied.upload]
    assert queries.uploads(**by, before=applied.upload) == []
    assert queries.uploads(**by, issuer="XB") == []
    assert queries.upload(waiting.pk) == waiting and queries.upload_row(0) is None
    assert [each.fact.operator for each in queries.rows(queries.brought_by(applied.upload))] == ["XA100", "XA200"]
    assert queries.issuers() == ["XA"]


def test_standing_is_found_by_any_number_of_the_operator(first, second) -> None:  # type: ignore[no-untyped-def]
    done("Name;TIN;AEO code\nBlue;XA1;AEOCN3122260001\n", first, second)
    holder = parties.holder_of(Identifier("AEO", "CN 3122260001"))
    assert holder == "XA1" and parties.holder_of(Identifier("AEO", "CN 3122260002")) is None
    (row,) = queries.of_operator(holder, valid=DAY)
    assert queries.row(row.id) is not None and queries.row(0) is None
    assert queries.count(valid=DAY, state="valid", issuer="XA", role="") == 1
    assert queries.count(valid=DAY, state="revoked") == 0


def test_the_file_is_read_again_where_nobody_remembers_it(first, second) -> None:  # type: ignore[no-untyped-def]
    from trustlane.standing import previews

    upload = put(HEAD + BLUE, first)
    seen = queries.preview(upload, at=NOW)
    previews._recent.clear()
    assert queries.preview(upload, at=NOW) == seen


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("utf8.csv", (HEAD + BLUE).encode("utf-8-sig")),
        ("latin.csv", (HEAD + BLUE.replace("Blue", "Bleué")).encode("latin-1")),
        ("utf16.txt", (HEAD + BLUE).encode("utf-16")),
        ("tabs.tsv", (HEAD + BLUE).replace(";", "\t").encode()),
        ("book.xlsx", xlsx([StandingFact("", "Blue", (Identifier("TIN", "XA1"),), frozenset({"security"}), "", "", "XA",
                                         "valid", None, None, NOW)])),
    ],
)  # fmt: skip
def test_lists_of_every_usual_kind_are_kept_and_read(first, name: str, data: bytes) -> None:  # type: ignore[no-untyped-def]
    upload = upload_list(file_name=name, data=data, issuer="XA", on=DAY, complete=True, by=first, at=NOW)
    assert len(queries.preview(upload, at=NOW).added) == 1


def test_what_evidence_does_not_keep_is_no_list(first) -> None:  # type: ignore[no-untyped-def]
    data = (HEAD + BLUE).encode("utf-16-le")  # without its mark no kind of file
    with pytest.raises(ListUnreadable) as refusal:
        upload_list(file_name="list.csv", data=data, issuer="XA", on=DAY, complete=True, by=first, at=NOW)
    assert "UTF-8" in refusal.value.mend
