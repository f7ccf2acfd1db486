"""An administration's own words: laid over ours sentence by sentence, with the same places, or refused with a line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programme.papers.made import pseudo
from trustlane.programme.papers import words
from trustlane.written import WrittenRefused

OURS = """\
certificate:
  title: Trusted Trader of Exampleland
  benefits_by: Given by {agency}
letters:
  granted:
    subject: "Your certificate {number}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    words.use(str(tmp_path))
    yield tmp_path
    words.use("")


def test_sentence_by_sentence_ours_take_the_place_of_what_ships(folder: Path) -> None:
    (folder / "en.yaml").write_text(OURS.replace("{number}", "of the AEO programme"), "utf-8")
    ships, found = words.laid_over("en", ""), words.words("en")
    assert found.certificate["title"] == "Trusted Trader of Exampleland"
    assert found.certificate["kicker"] == ships.certificate["kicker"]
    assert found.letters["granted"].subject == "Your certificate of the AEO programme"
    assert found.letters["granted"].body == ships.letters["granted"].body
    assert found.letters["refused"] == ships.letters["refused"]


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("  title:", "  titel:", "line 2: there is no sentence 'titel' here"),
        ("Given by {agency}", "Given", "line 3: benefits_by has no {agency}; it is filled in there, so write it."),
        ("of Exampleland", "{country}", "line 2: title has {country}, which nothing fills in; take it out."),
        ("  granted:", "  grantet:", "Do you mean 'granted'?"),
        ("{number}", "{risk}", "uses risk, which is none of its fields"),
        ("certificate:", "certifikate:", "Do you mean 'certificate'?"),
        ("    subject:", "    body:", "write a list"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(folder: Path, was: str, becomes: str, said: str) -> None:
    (folder / "en.yaml").write_text(OURS.replace("{number}", "X").replace("X", "{number}").replace(was, becomes))
    with pytest.raises(WrittenRefused) as told:
        words.words("en")
    assert said in str(told.value)
    assert f"{folder / 'en.yaml'}, line" in str(told.value)


def test_a_letter_whose_paragraphs_are_ours_still_says_all_that_is_filled_in(folder: Path) -> None:
    (folder / "en.yaml").write_text("letters:\n  refused:\n    body: [Your application is refused.]\n", "utf-8")
    with pytest.raises(WrittenRefused) as told:
        words.words("en")
    assert "line 2: The letter refused has the field" in str(told.value)


def test_a_language_that_does_not_ship_is_whole(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    text = (pseudo(tmp_path_factory.mktemp("made"), "fr") / "fr.yaml").read_text("utf-8")
    (folder / "fr.yaml").write_text(text, "utf-8")
    assert words.languages() == ("en", "fr")
    assert words.words("fr").certificate["title"] != words.words("en").certificate["title"]
    assert words.spoken_to(["fr"], house="en") == "fr"
    other = tmp_path_factory.mktemp("other")
    (other / "fr.yaml").write_text(text.replace("  kicker:", "  kick:", 1), "utf-8")
    words.use(str(other))
    with pytest.raises(WrittenRefused) as told:
        words.words("fr")
    assert "there is no sentence 'kick' here" in str(told.value)
    assert "certificate.kicker is missing; write it." in str(told.value)


def test_a_file_is_called_after_its_language(folder: Path) -> None:
    (folder / "English words.yaml").write_text(OURS, "utf-8")
    with pytest.raises(WrittenRefused, match="call it after its language"):
        words.languages()
