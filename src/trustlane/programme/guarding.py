"""What the database holds cases to, as migrations here write it: rows filled once, recorded deeds, ways to go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from trustlane.ledger.guarding import Guard, trigger

WAYS = "programme_event_is_in_the_table_of_moves"


def filled_once(name: str, table: str, *columns: str) -> Guard:
    """These columns are filled once, the first of them from NULL; nothing else of a row is changed."""
    return trigger(name, "BEFORE UPDATE", table, "programme_filled_once", *columns)


def recorded(table: str, verb: str, person: str) -> Guard:
    """A row is added only by the deed of that verb, by the person in that column."""
    return trigger("recorded", "BEFORE INSERT", table, "programme_recorded_now", verb, person)


class ChangeWays(Operation):
    """Let events go other ways: those ``added``, each behind one that is there by then, without those ``removed``.

    The constraint lists every way in the order of the table of moves; a migration states what becomes different.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, added: Mapping[str, str] | None = None, removed: Iterable[str] = ()) -> None:
        self.added = dict(added or {})
        self.removed = tuple(removed)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Put the constraint with the other ways where the old one stood."""
        options = state.models[app_label, "event"].options
        changed = [self._changed(one) if one.name == WAYS else one for one in options["constraints"]]
        state.models[app_label, "event"].options = {**options, "constraints": changed}
        state.reload_model(app_label, "event", delay=True)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Put one constraint in the place of the other; either way round."""
        schema_editor.remove_constraint(from_state.apps.get_model(app_label, "event"), _ways(from_state, app_label))
        schema_editor.add_constraint(to_state.apps.get_model(app_label, "event"), _ways(to_state, app_label))

    database_backwards = database_forwards

    def describe(self) -> str:
        """What it does, in a line."""
        return f"Let events go {len(self.added)} ways more and {len(self.removed)} less"

    def _changed(self, old: models.BaseConstraint) -> models.CheckConstraint:
        ways = [way for way in _listed(old) if way not in self.removed]
        for way, behind in self.added.items():
            ways.insert(ways.index(behind) + 1, way)
        return models.CheckConstraint(condition=models.Q(("path__in", ways)), name=WAYS)


def _ways(state: ProjectState, app_label: str) -> models.BaseConstraint:
    constraints: Iterable[models.BaseConstraint] = state.models[app_label, "event"].options["constraints"]
    return next(one for one in constraints if one.name == WAYS)


def _listed(constraint: models.BaseConstraint) -> list[str]:
    assert isinstance(constraint, models.CheckConstraint)
    condition: Any = constraint.condition
    ((_, ways),) = condition.children
    return [str(way) for way in ways]


def also_handling(*moves: str) -> RunSQL:
    """Whoever makes one of these moves handled the case, and decides nothing in it.

    The list stands in a function that other migrations change too: it is lengthened as it is found.
    """
    listed = "".join(f", ''{name}''" for name in moves)
    return RunSQL(_replaced("''start_clock''", f"''start_clock''{listed}"), _replaced(listed, ""))


def reworded(function: str, old: str, new: str) -> RunSQL:
    """Put some words of a function in the place of others, whatever else other migrations made of it."""
    before, after = (words.replace("'", "''") for words in (old, new))
    return RunSQL(_replaced(before, after, function), _replaced(after, before, function))


def _replaced(old: str, new: str, function: str = "programme_event_has_fresh_eyes") -> str:
    return (
        f"DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('public.{function}'::regproc), '{old}', '{new}'); END $do$;"
    )


def rewritten(function: str, words: Mapping[str, str]) -> RunSQL:
    """Other words in a function that several migrations change, each in the place of words that stand in it once.

    An exception where they do not: nobody guards less than they wrote because a sentence was found nowhere.
    """
    back = {new: old for old, new in reversed(list(words.items()))}
    return RunSQL(_rewriting(function, words), _rewriting(function, back))


def _rewriting(function: str, words: Mapping[str, str]) -> str:
    each = "".join(
        f"""
    IF (length(body) - length(replace(body, $old${old}$old$, ''))) <> length($old${old}$old$) THEN
        RAISE EXCEPTION 'these words do not stand once in {function}: %', $old${old}$old$;
    END IF;
    body := replace(body, $old${old}$old$, $new${new}$new$);"""
        for old, new in words.items()
    )
    return (
        f"DO $do$ DECLARE body text := pg_get_functiondef('public.{function}'::regproc); BEGIN"
        f"{each}\n    EXECUTE body; END $do$;"
    )
