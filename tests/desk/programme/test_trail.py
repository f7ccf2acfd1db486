"""Every deed that the record keeps about a case is told in words, none by its name in the code."""

import ast
from pathlib import Path

import trustlane.programme.actions
from trustlane.desk.programme.trail import OTHERS
from trustlane.programme.moves import MOVES

ACTIONS = Path(str(trustlane.programme.actions.__file__)).parent


def test_every_deed_about_a_case_is_told_in_words() -> None:
    told = {*MOVES, *OTHERS}
    verbs = {verb for file in sorted(ACTIONS.glob("*.py")) for verb in about_cases(file)}
    assert verbs - told == set(), "name these in desk/programme/trail.py"
    assert set(OTHERS) - verbs == set(), "no deed is called so"


def about_cases(file: Path) -> set[str]:
    """The deeds in a file of actions that are recorded with a case among their subjects."""
    found = set()
    for call in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        given = {one.arg: one.value for one in call.keywords}
        if call.func.id == "record" and _names_a_case(given.get("subjects")):
            verb = given["verb"]
        elif call.func.id == "_recorded":
            verb = call.args[0]
        else:
            continue
        if isinstance(verb, ast.Constant):  # the others are moves, named by the table of moves
            found.add(str(verb.value).removeprefix("programme."))
    return found


def _names_a_case(subjects: ast.expr | None) -> bool:
    if subjects is None:
        return False
    text = ast.unparse(subjects)
    return "subjects(" in text or "'case'" in text
