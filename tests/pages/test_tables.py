"""What an address asks of a table is read leniently: what it cannot mean falls back, and nothing is trusted."""

from trustlane.pages.keyset import Place, Slice, write_cursor
from trustlane.pages.tables import Column, Table, read_asked

COLUMNS = (Column("name", "Name", sorts=True), Column("state", "State"), Column("day", "Day", sorts=True))


def test_a_minus_sorts_downwards() -> None:
    asked = read_asked({"sort": "-day"}, COLUMNS, default="name")
    assert (asked.sort, asked.descending) == ("day", True)


def test_a_column_that_does_not_sort_gives_way_to_the_default() -> None:
    for wanted in ("state", "password", "--name", ""):
        asked = read_asked({"sort": wanted}, COLUMNS, default="-day")
        assert (asked.sort, asked.descending) == ("day", True)


def test_a_cursor_of_another_order_starts_anew() -> None:
    for cursor in (write_cursor(("a",)), write_cursor(("day", "2026-01-01", 1))):
        asked = read_asked({"after": cursor}, COLUMNS, default="name")
        assert asked.place == Place(order="name")
    asked = read_asked({"after": write_cursor(("name", "Acme", 1))}, COLUMNS, default="name")
    assert asked.place.after == ("Acme", 1)


def test_the_head_says_how_it_is_sorted_and_what_a_click_asks() -> None:
    table = Table("t", "T", COLUMNS, read_asked({"sort": "name"}, COLUMNS, default="name"), Slice(()))
    heads = {head["column"].name: (head["state"], head["asks"]) for head in table.heads}
    assert heads == {"name": ("ascending", "-name"), "state": ("none", "state"), "day": ("none", "day")}
