"""The menu shows what a person may open, and lights up where the person is."""

from trustlane.pages.menu import REGISTER, WORK, Entry, Viewer, drawn

OFFICER = Viewer(may=lambda permission: True, officer=True, operator=False)
STRANGER = Viewer(may=lambda permission: False, officer=False, operator=False)

ENTRIES = (
    Entry("First page", "home", "home", WORK, shows=lambda viewer: True),
    Entry("Account", "account", "user", REGISTER, shows=lambda viewer: viewer.officer),
    Entry("Password", "password", "key", REGISTER, shows=lambda viewer: viewer.officer),
    Entry("Nowhere", "no-such-address", "x", REGISTER, shows=lambda viewer: True),
)


def lit(path: str) -> list[str]:
    return [str(line.label) for group in drawn(ENTRIES, OFFICER, path=path) for line in group.entries if line.here]


def test_lines_that_are_not_for_a_person_are_not_drawn() -> None:
    assert [str(line.label) for group in drawn(ENTRIES, STRANGER, path="/") for line in group.entries] == ["First page"]


def test_a_line_without_an_address_is_left_out_instead_of_breaking_every_page() -> None:
    assert "Nowhere" not in [str(line.label) for group in drawn(ENTRIES, OFFICER, path="/") for line in group.entries]


def test_the_longest_address_that_leads_here_lights_up_alone() -> None:
    assert lit("/account/password/") == ["Password"]
    assert lit("/account/") == ["Account"]
    assert lit("/elsewhere/") == ["First page"]
