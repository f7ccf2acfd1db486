"""What the database itself holds a table to, as migrations write it: functions, triggers, rows that stay as they are.

Each guard knows how it is taken away again, so a migration states what it adds and nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import migrations


@dataclass(frozen=True, slots=True)
class Guard:
    """Statements that put a guard up, and those that take it away, in the order in which each are run."""

    up: str = ""
    down: str = ""

    def __add__(self, other: Guard) -> Guard:
        """Both, put up in this order and taken away in the other."""
        return Guard(self.up + other.up, other.down + self.down)

    @property
    def removed(self) -> Guard:
        """The same the other way round, for a migration that gives another guard instead."""
        return Guard(self.down, self.up)

    def operation(self) -> migrations.RunSQL:
        """What a migration runs."""
        return migrations.RunSQL(self.up, self.down)


def function(name: str, body: str) -> Guard:
    """A function that a trigger runs: its declarations and its block, in PL/pgSQL."""
    return Guard(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql\n"
        f"SET search_path = pg_catalog, public, pg_temp AS $$\n{body.strip()} $$;\n",
        f"DROP FUNCTION {name}();\n",
    )


def trigger(name: str, when: str, table: str, runs: str, *arguments: str, where: str = "") -> Guard:
    """A trigger for each row, such as ``trigger("told", "BEFORE INSERT", "programme_letter", "programme_told")``."""
    some = f" WHEN ({where})" if where else ""
    given = ", ".join(f"'{one}'" for one in arguments)
    return Guard(
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW{some} EXECUTE FUNCTION {runs}({given});\n",
        f"DROP TRIGGER {name} ON {table};\n",
    )


def kept(*tables: str, against: str = "UPDATE OR DELETE") -> Guard:
    """Rows of these tables are never changed nor deleted; or only the one of the two."""
    guards = (trigger("kept", f"BEFORE {against}", table, "trustlane_append_only") for table in tables)
    return sum(guards, Guard())
