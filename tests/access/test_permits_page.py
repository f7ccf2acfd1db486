"""The page of permits says what the tables say."""

import ast
from pathlib import Path

from trustlane.access import permits
from trustlane.access.permits_page import docstrings, permits_page
from trustlane.config.wiring import PERMITS


def test_the_page_of_a_room_reads_like_this():
    page = permits_page([permits.TABLE])
    assert "## Access\n\nWho may enrol people, give and take roles, and erase recorded content.\n" in page
    assert (
        "### Approve role\n\nApprove a role another person proposed; only then is it given. (`approve_role`)\n\n"
        "- The person is an administrator. The person did not propose it. "
        "The person is not the one who receives the role.\n"
    ) in page
    assert "- The person is an administrator.\n- or: The person is a register officer. The role is to act for " in page


def test_every_permission_of_every_room_has_a_sentence_and_a_line():
    for table in PERMITS:
        permissions = type(next(iter(table)))
        said = docstrings(permissions)
        assert [member.name for member in permissions if not said.get(member.name)] == []
        assert [member.name for member in permissions if member not in table] == []


def test_every_page_of_permits_is_wired():
    source = Path(permits.__file__).resolve().parents[1]
    written = {".".join(path.relative_to(source).with_suffix("").parts) for path in source.rglob("permits.py")}
    wired = {type(next(iter(table))).__module__.removeprefix("trustlane.") for table in PERMITS}
    tables = {name for name in written if any(_assigns_table(source / (name.replace(".", "/") + ".py")))}
    assert tables == wired


def _assigns_table(path):
    for node in ast.parse(path.read_text("utf-8")).body:
        target = node.target if isinstance(node, ast.AnnAssign) else None
        yield isinstance(target, ast.Name) and target.id == "TABLE"
