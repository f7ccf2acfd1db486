"""Migrations of an empty database in a third of the time: models are rendered when their SQL may need it.

Django renders a model, and every model related to it, after each step of a migration. Nine tenths of what it costs to
migrate from nothing is that. Two kinds of steps do not need it, since their SQL is made of what the step itself says: a
constraint or an index that is added or taken away, and a new table, whose neighbours stay as they are. Steps that
change a column render as ever. `tests/drill/test_migrations.py` compares what both ways make.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def rendered_when_needed() -> Iterator[None]:
    """Migrate within it; what else this process does with migrations meanwhile would be rendered so as well."""
    changed = {"add_model": _add_model, "_append_option": _append_option, "_remove_option": _remove_option}
    before = {name: getattr(ProjectState, name) for name in changed}
    try:
        for name, how in changed.items():
            setattr(ProjectState, name, how)
        yield
    finally:
        for name, how in before.items():
            setattr(ProjectState, name, how)


def _add_model(self: Any, model_state: ModelState) -> None:
    """As Django's, but for the models related to the new one: these are not rendered again."""
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:
        self.apps.render_multiple([model_state])


def _append_option(self: Any, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    """As Django's, without rendering the model: the state says it, and whatever renders the model next."""
    options = self.models[app_label, model_name].options
    options[option_name] = [*options[option_name], obj]


def _remove_option(self: Any, app_label: str, model_name: str, option_name: str, obj_name: str) -> None:
    options = self.models[app_label, model_name].options
    options[option_name] = [obj for obj in options[option_name] if obj.name != obj_name]
