"""Which pages are measured: every address of the desk and the portal is opened, or is excepted with a reason."""

from bench.desk_pages import EXCEPTED, OPENED, addresses
from bench.programme_world import FIRMS, OTHERS
from trustlane.config.demonstration import PEOPLE


def test_every_page_of_desk_and_portal_is_measured_or_excepted_with_a_reason() -> None:
    names = {name for name, _, _ in addresses()}
    assert names - OPENED.keys() - EXCEPTED.keys() == set(), "neither opened nor excepted"
    assert (OPENED.keys() | EXCEPTED.keys()) - names == set(), "no such address"
    assert OPENED.keys() & EXCEPTED.keys() == set(), "both opened and excepted"
    assert all(EXCEPTED.values())


def test_each_page_is_opened_by_somebody_who_is_there() -> None:
    known = {one.username for one in PEOPLE} | {username for _, username in OTHERS.values()} | {*FIRMS}
    assert all(OPENED.values())
    assert {person for people in OPENED.values() for person in people} <= known
