"""Bringing the database to the state this version expects, as its owner; and what the application may do there."""

import os
from contextlib import nullcontext

from trustlane.config import database
from trustlane.config.database import Database, Login
from trustlane.config.refusals import BackupRefused
from trustlane.config.settings import in_force


def django_ready() -> Database:
    """Have a database that lets us in, then Django; the order matters, since Django reads the logins once."""
    from django import setup

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustlane.config.django")
    found = database.ensure(in_force())
    setup()
    _tell_django(found)
    return found


def pending() -> list[str]:
    """List the migrations that were not applied yet, in order."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown() -> list[str]:
    """List the migrations the database has and this version does not know: it was made by a newer one."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    loader = MigrationExecutor(connections["owner"]).loader
    known = set(loader.disk_migrations or {}) | set(loader.replacements)
    ours = loader.migrated_apps
    return sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if app in ours and (app, name) not in known
    )


def migrate() -> list[str]:
    """Apply what is pending, then give the application's role its rights; returns what was applied."""
    from django.core.management import call_command
    from django.db import connections

    from trustlane.config import quick_migrations
    from trustlane.ledger import roles

    applied = pending()
    if applied:
        with quick_migrations.rendered_when_needed() if blank() else nullcontext():
            call_command("migrate", database="owner", verbosity=0, interactive=False, skip_checks=True)
    role = in_force().settings.database.app_role
    roles.grant(connections["owner"], role)
    _let_owner_step_into(role)
    connections.close_all()
    return applied


def blank() -> bool:
    """Whether nothing was ever applied: there is no row that a migration could have to read."""
    from django.db import connections
    from django.db.migrations.recorder import MigrationRecorder

    return not MigrationRecorder(connections["owner"]).applied_migrations()


def bring_forward(incoming: Login) -> list[str]:
    """Bring another database, restored beside ours, to this version; one of a newer version is refused."""
    from django.db import connections

    django_ready()
    before = dict(connections["owner"].settings_dict)
    connections["owner"].settings_dict.update(incoming.django())
    try:
        if newer := unknown():
            raise BackupRefused(f"it was made by a newer version, which also has {newer[0]}; update this node first")
        return migrate()
    finally:
        connections.close_all()
        connections["owner"].settings_dict.update(before)


def _let_owner_step_into(role: str) -> None:
    """Where one login does both, it steps down into the application's role on every connection; it must be a member."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [role])
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT {connections['owner'].ops.quote_name(role)} TO CURRENT_USER")


def _tell_django(found: Database) -> None:
    """Hand the logins on where Django's settings were read before the database was made."""
    from django.db import connections

    for alias, login in (("default", found.app), ("owner", found.owner)):
        connections[alias].settings_dict.update(login.django())
