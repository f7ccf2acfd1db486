"""An address asks the register only what is offered; anything else shows the whole list instead of an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustlane.desk.standing.asked import Filters, read_filters


@given(st.dictionaries(st.sampled_from(["search", "scope", "state", "issuer", "role"]), st.text(max_size=300)))
def test_whatever_stands_in_an_address_can_be_asked(query: dict[str, str]) -> None:
    filters = read_filters(query)
    assert "\x00" not in filters.search
    assert len(filters.search) <= 200
    assert filters.scope in ("", "security", "compliance")


@pytest.mark.parametrize(("said", "role"), [("", None), ("any", ""), ("importer", "importer"), ("king", None)])
def test_all_roles_no_role_and_one_role_are_three_questions(said: str, role: str | None) -> None:
    assert read_filters({"role": said}).choice["role"] == role


def test_a_page_without_filters_is_not_narrowed() -> None:
    assert not read_filters({"valid": "2026-01-01", "sort": "name"}).narrowed
    assert read_filters({"issuer": "xa"}) == Filters(issuer="XA")
