"""A link nobody guesses, a code nobody misreads."""

from hypothesis import given
from hypothesis import strategies as st

from trustlane.access.halves import CODE_LENGTH, LETTERS, digest, new_code, new_link, shown, typed

codes = st.text(st.sampled_from(LETTERS), min_size=CODE_LENGTH, max_size=CODE_LENGTH)


def test_no_two_links_and_no_two_codes_are_alike():
    assert len({new_link() for _ in range(100)}) == 100
    assert len({new_code() for _ in range(100)}) == 100


def test_a_code_has_nothing_that_is_read_wrongly():
    assert not set("".join(new_code() for _ in range(100))) & set("01OIL")
    assert len(new_code()) == CODE_LENGTH
    assert shown("ABCDEFGH") == "ABCD-EFGH"


def test_of_a_link_only_the_digest_is_kept():
    link = new_link()
    assert link not in digest(link)
    assert digest(link) == digest(shown(link).lower()) != digest(link + "x")


@given(codes, st.sampled_from([" ", "", " - ", "–"]), st.booleans())
def test_a_code_is_taken_however_it_is_typed(code, between, small):
    written = between.join([code[:4], code[4:]])
    assert typed(written.lower() if small else written) == code
    assert typed(shown(code)) == code
