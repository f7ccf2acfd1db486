"""Guards of tables are put up in their order and taken away in the other."""

from trustlane.ledger.guarding import Guard, function, kept, trigger

STAYS = "CREATE TRIGGER kept BEFORE {} ON {} FOR EACH ROW EXECUTE FUNCTION trustlane_append_only();\n"


def test_what_is_put_up_last_is_taken_away_first() -> None:
    both = Guard("a", "-a") + Guard("b", "-b")
    assert (both.up, both.down) == ("ab", "-b-a")
    assert both.removed == Guard("-b-a", "ab")


def test_rows_that_stay_are_neither_changed_nor_deleted_or_not_the_one_of_it() -> None:
    assert kept("x", "y").up == STAYS.format("UPDATE OR DELETE", "x") + STAYS.format("UPDATE OR DELETE", "y")
    assert kept("x", "y").down == "DROP TRIGGER kept ON y;\nDROP TRIGGER kept ON x;\n"
    assert kept("x", against="DELETE").up == STAYS.format("DELETE", "x")


def test_a_trigger_hands_words_to_its_function_and_may_ask_first() -> None:
    assert trigger("t", "BEFORE INSERT", "x", "f", "a", "b").up == (
        "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW EXECUTE FUNCTION f('a', 'b');\n"
    )
    assert trigger("t", "BEFORE UPDATE", "x", "f", where="OLD.a = NEW.a").up == (
        "CREATE TRIGGER t BEFORE UPDATE ON x FOR EACH ROW WHEN (OLD.a = NEW.a) EXECUTE FUNCTION f();\n"
    )


def test_a_function_looks_into_no_schema_but_those_named_and_goes_with_its_guard() -> None:
    guard = function("f", "\nBEGIN\n    RETURN NEW;\nEND\n")
    assert guard.up == (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql\n"
        "SET search_path = pg_catalog, public, pg_temp AS $$\nBEGIN\n    RETURN NEW;\nEND $$;\n"
    )
    assert guard.down == "DROP FUNCTION f();\n"
    operation = guard.operation()
    assert (operation.sql, operation.reverse_sql) == (guard.up, guard.down)
