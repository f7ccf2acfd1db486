"""A migration says which ways become others; the constraint lists them all, in the order of the table of moves."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from trustlane.programme.guarding import WAYS, ChangeWays
from trustlane.programme.models import paths


def ways(state: ProjectState) -> list[str]:
    constraints = state.models["programme", "event"].options["constraints"]
    (found,) = [one.condition.children[0][1] for one in constraints if one.name == WAYS]
    return list(found)


def test_migrations_lead_to_the_ways_of_the_table_of_moves() -> None:
    state = MigrationLoader(None).project_state()
    assert ways(state) == paths()


def test_a_way_is_put_behind_another_and_one_is_taken_out() -> None:
    state = MigrationLoader(None).project_state()
    before, named = ways(state), len(state.models["programme", "event"].options["constraints"])
    behind, gone = before[3], before[7]
    change = ChangeWays({"new:draft>draft": behind, "newer:draft>draft": "new:draft>draft"}, removed=[gone])
    after = state.clone()
    change.state_forwards("programme", after)
    assert ways(after)[3:6] == [behind, "new:draft>draft", "newer:draft>draft"]
    assert set(before) ^ set(ways(after)) == {gone, "new:draft>draft", "newer:draft>draft"}
    assert ways(state) == before
    assert len(after.models["programme", "event"].options["constraints"]) == named
    assert change.describe() == "Let events go 2 ways more and 1 less"


@pytest.mark.django_db
def test_the_database_is_given_the_other_ways_and_gets_the_old_ones_back() -> None:
    state = MigrationLoader(None).project_state()
    after, change = state.clone(), ChangeWays({"new:draft>draft": "open:>draft"})
    change.state_forwards("programme", after)
    for run, there in (
        (lambda editor: change.database_forwards("programme", editor, state, after), True),
        (lambda editor: change.database_backwards("programme", editor, after, state), False),
    ):
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            run(editor)
        dropped, added = editor.collected_sql
        assert "DROP CONSTRAINT" in dropped and WAYS in dropped
        assert ("new:draft>draft" in added) is there
