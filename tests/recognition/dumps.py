"""Dumps of every table, searched for what was erased; where somebody may still stand, and why."""

from django.apps import apps
from django.db import connection

# Where an operator still stands after its body was erased, and why.
ELSEWHERE = {
    "parties_operator": "the operator is known here under its number; past declarations name it",
    "parties_operatorname": "as it was known from one day to another",
    "parties_operatoridentifier": "as it was known from one day to another",
    "standing_standing": "decisions of the past rest on what the register said then",
    "selectivity_changedstanding": "its number waits until what rests on it is decided again; then it is gone",
    "ledger_subject": "the record of what was done names whom it was about",
    "ledger_body": "the content of the record; erasable row by row by a deed of its own",
}


def tables_with(*secrets: str) -> set[str]:
    """The tables in whose dump one of these stands, as text or as the bytes of a body."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                if any(each in row or each.encode().hex() in row for each in secrets):
                    found.add(table)
    return found


def tables_naming(operator: int) -> set[str]:
    """The tables with a row that points at the operator of that number, whatever else stands there."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            to = field.related_model
            if isinstance(to, type) and to._meta.label == "parties.Operator":
                rows = model._base_manager.filter(**{field.attname: operator})
                found |= {model._meta.db_table} if rows.exists() else set()
    return found
