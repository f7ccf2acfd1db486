"""Two readers that share no code answer every vector alike, and the vectors are what the product makes of its law."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import make_vectors, misbehaving, product, run
from conformance.reader import commands

ROOT = Path(__file__).resolve().parents[2]
FAMILIES = run.families()
EVERY = [(family, vector) for family, vectors in FAMILIES.items() for vector in vectors]


@pytest.mark.parametrize("answer", [commands.answer, product.answer], ids=["second reader", "product"])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_reader_passes_every_vector(family, answer):
    found = list(run.outcomes(answer, {family: FAMILIES[family]}))
    assert [each for each in found if each.failed] == []
    assert len(found) == len(FAMILIES[family])


def test_the_vectors_are_those_the_product_makes():
    made = make_vectors.made()
    kept = {path.name: path.read_text("utf-8") for path in run.VECTORS.glob("*.json")}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []


def test_every_behaviour_of_the_lying_partner_is_a_vector_with_its_refusal():
    vectors = {vector["name"]: vector for vector in FAMILIES["misbehaving"]}
    assert vectors.keys() == misbehaving.BEHAVIOURS.keys()
    assert len(vectors) >= 60
    for name, behaviour in misbehaving.BEHAVIOURS.items():
        expected = vectors[name]["steps"][1]["expect"]
        assert tuple(expected.get("refusal", ())) == behaviour.refused
        assert behaviour.about.endswith(".")


def test_whatever_the_partner_does_the_revocation_applies_once_it_is_signed_and_read():
    for name, behaviour in misbehaving.BEHAVIOURS.items():
        steps = next(vector["steps"] for vector in FAMILIES["misbehaving"] if vector["name"] == name)
        asked = [step for step in steps if step["do"] == "decide" and step["subject"] == misbehaving.SUBJECTS[1]]
        assert asked[-1]["expect"]["gives"] is False, name
        assert asked[0]["expect"]["gives"] is bool(behaviour.refused), name


def test_the_second_reader_imports_nothing_of_the_first():
    """Only the standard library, `cryptography` and itself."""
    for path in (ROOT / "conformance/reader").glob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {each.name for each in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                names.add(node.module or "")
        strange = {
            name
            for name in names
            if name.split(".")[0] not in {*sys.stdlib_module_names, "cryptography"}
            and not name.startswith("conformance.reader")
        }
        assert strange == set(), path.name


def test_the_kit_itself_needs_the_standard_library_only():
    told = subprocess.run(
        [sys.executable, "-I", str(ROOT / "conformance/run.py"), "--help"], capture_output=True, text=True, check=True
    )
    assert "the reader's command" in told.stdout


def kit(*words):
    asked = [sys.executable, str(ROOT / "conformance/run.py"), *words]
    return subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, check=False)


def test_the_kit_runs_a_command_and_prints_a_table():
    told = kit("--only", "notes/plain", sys.executable, "-m", "conformance.reader")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[-1] == "1 passed, 0 failed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-c", "print('{}')"], "verdict None instead of 'ready'"),
        (["-c", "print('hello')"], "no JSON, exit code 0"),
        (["-c", "raise SystemExit('broken')"], "broken"),
        (["-c", "print('[]')"], "not an object"),
    ],
)
def test_a_command_that_answers_otherwise_fails_with_its_words(words, said):
    told = kit("--only", "notes/plain", sys.executable, *words)
    assert told.returncode == 1
    assert said in told.stdout
    assert "0 passed, 1 failed" in told.stdout


def test_a_run_of_nothing_is_no_pass():
    assert kit("--only", "no such vector", sys.executable, "-m", "conformance.reader").returncode == 1


def test_the_reader_tells_how_it_is_called():
    told = subprocess.run(
        [sys.executable, "-m", "conformance.reader", "guess"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert told.returncode == 2
    assert "init|sync|decide|receipt" in told.stderr


def test_a_story_that_the_product_tells_otherwise_makes_no_vector():
    story = make_vectors.Story("other", "A vector whose author was wrong.").sync(misbehaving.before().files())
    with pytest.raises(AssertionError):
        story.decide(1, gives=False)
    with pytest.raises(AssertionError):
        story.sync(misbehaving.rolled_back(), misbehaving.LATER, refused=("TimeOlder",))
    story.told()
