"""A node in one file: database, evidence, the seeds of its lots, and a manifest of digests by which it is believed."""

import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

import psycopg
from psycopg import sql

from trustlane import __version__
from trustlane.config import binaries, lots
from trustlane.config.database import Database, Login
from trustlane.config.refusals import BackupRefused
from trustlane.config.settings import InForce

FORMAT = "trustlane-backup/1"
DUMP = "database.dump"
EVIDENCE = "evidence"
SEED, DRAWS = "seed", "draws"
MANIFEST = "manifest.json"
BLOCK = 1 << 20
LARGEST_MANIFEST = 1 << 30

# Told after each part: what is being done, how much of it is done, how much there is (bytes, or rows).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Entry:
    """One file in a backup."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: enough to check every byte, and to know which version can read it."""

    format: str
    made: str
    trustlane: str
    postgresql: int
    administration: str
    rows: Mapping[str, int]
    files: Mapping[str, Entry]


def write(settings: InForce, database: Database, file: Path, *, at: datetime, progress: Progress) -> Manifest:
    """Write a backup: the database as of one instant, then the seed it was drawn by and the evidence it names.

    Whole, or not at all; only who made it can read it, for it holds what is secret of a node.
    """
    file = file.resolve()
    if not file.parent.is_dir():
        raise BackupRefused(f"{file.parent} is no folder")
    with tempfile.TemporaryDirectory(prefix=".trustlane-backup-", dir=file.parent) as folder:
        dump = Path(folder) / DUMP
        rows, major = _dump(database.owner, dump, progress)
        # After the database: a document is written before the row that names it, so none is missed.
        sources = {DUMP: dump} | _seed(settings.state) | _documents(settings.evidence)
        files = {}
        for done, (name, source) in enumerate(sources.items()):
            progress("Checking digests", done, len(sources))
            files[name] = _digest(source)
        name = settings.settings.node.administration
        manifest = Manifest(FORMAT, at.isoformat(), __version__, major, name, rows, files)
        whole = Path(folder) / "backup.tar"
        _pack(whole, manifest, sources, progress)
        whole.chmod(0o600)
        whole.replace(file)
    return manifest


def verify(file: Path, folder: Path, progress: Progress) -> Manifest:
    """Unpack a backup into a folder and believe it in steps: it is ours; it is whole; every byte is as it was."""
    try:
        with tarfile.open(file) as packed:
            manifest = _read_manifest(packed)
            members = {member.name: member for member in packed.getmembers() if member.name != MANIFEST}
            if members.keys() != manifest.files.keys():
                odd = sorted(members.keys() ^ manifest.files.keys())[0]
                raise BackupRefused(f"{file}: the manifest and the files disagree about {odd}")
            for done, (name, member) in enumerate(members.items()):
                progress("Checking digests", done, len(members))
                _unpack(packed, member, folder / _safe(name), manifest.files[name])
    except (tarfile.TarError, EOFError, OSError, UnicodeDecodeError) as error:
        raise BackupRefused(f"{file} cannot be read as a backup: {error}") from None
    return manifest


def is_empty(login: Login) -> bool:
    """Say whether a database holds nothing yet: no tables, or only what a migration puts there."""
    with login.connect() as connection:
        tables = _tables(connection)
        kept = [table for table in tables if table.startswith("ledger_") or table == "access_user"]
        counted = [
            connection.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(t))) for t in kept
        ]
        return not any(row[0] for answer in counted if (row := answer.fetchone()))


@contextmanager
def fresh(owner: Login) -> Iterator[Login]:
    """Make an empty database beside the one in force; it is dropped again if it was not swapped in."""
    name = f"{owner.name}_restoring"
    with owner.connect("postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    try:
        yield Login(**{**asdict(owner), "name": name})
    finally:
        with owner.connect("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def load(login: Login, manifest: Manifest, folder: Path) -> None:
    """Fill a fresh database from the dump and count its rows against the manifest."""
    tool = _client("pg_restore", _major(login))
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--dbname", login.name]
    _run([str(tool), *options, str(folder / DUMP)], login)
    with login.connect() as connection:
        found = _counts(connection)
    if dict(found) != dict(manifest.rows):
        odd = next(t for t in sorted({*found, *manifest.rows}) if found.get(t) != manifest.rows.get(t))
        raise BackupRefused(f"{odd}: {manifest.rows.get(odd)} rows were saved and {found.get(odd)} came back")


def swap(owner: Login, incoming: Login) -> None:
    """Put the restored database in the place of the one in force, in one transaction; the old one is dropped."""
    old = f"{owner.name}_before_restore"
    names = {"now": sql.Identifier(owner.name), "new": sql.Identifier(incoming.name), "old": sql.Identifier(old)}
    with owner.connect("postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {old} WITH (FORCE)").format(**names))
        connection.execute(sql.SQL("ALTER DATABASE {now} ALLOW_CONNECTIONS false").format(**names))
        try:
            ending = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = ANY(%s)"
            connection.execute(ending, [[owner.name, incoming.name]])
            with connection.transaction():
                connection.execute(sql.SQL("ALTER DATABASE {now} RENAME TO {old}").format(**names))
                connection.execute(sql.SQL("ALTER DATABASE {new} RENAME TO {now}").format(**names))
        except psycopg.Error:
            connection.execute(sql.SQL("ALTER DATABASE {now} ALLOW_CONNECTIONS true").format(**names))
            raise
        connection.execute(sql.SQL("DROP DATABASE {old} WITH (FORCE)").format(**names))


def bring_documents(folder: Path, evidence: Path) -> int:
    """Put the documents in place; they are named by their digests, so those already there are the same."""
    brought = 0
    for source in sorted((folder / EVIDENCE).rglob("*")):
        target = evidence / source.relative_to(folder / EVIDENCE)
        if source.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            partial = target.with_name(target.name + ".partial")
            partial.write_bytes(source.read_bytes())
            partial.chmod(0o600)
            partial.replace(target)
            brought += 1
    return brought


def bring_seed(folder: Path, state: Path) -> Path | None:
    """Put the saved seeds in force; where another of the random share was in force: where that one was set aside."""
    if (folder / DRAWS).is_file():
        lots.bring(folder / DRAWS, state, lots.DRAWS)
    seed = folder / SEED
    return lots.bring(seed, state) if seed.is_file() else None


def _dump(login: Login, target: Path, progress: Progress) -> tuple[dict[str, int], int]:
    """Dump the database and count its rows, both as of one snapshot."""
    with login.connect() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = str(row[0]) if row else ""
        progress("Counting rows", 0, 0)
        rows, major = _counts(connection), connection.info.server_version // 10000
        progress("Dumping the database", 0, sum(rows.values()))
        tool = _client("pg_dump", major)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
        _run([str(tool), *options, login.name], login)
    return rows, major


def _tables(connection: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return [str(row[0]) for row in connection.execute(asked).fetchall()]


def _counts(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    counted = {}
    for table in _tables(connection):
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        counted[table] = int(str(row[0])) if row else 0
    return counted


def _major(login: Login) -> int:
    with login.connect() as connection:
        return connection.info.server_version // 10000


def _client(name: str, major: int) -> Path:
    found = binaries.client(name, major)
    if found is None:
        raise BackupRefused(
            f"no {name} for PostgreSQL {major} on this machine (Debian: apt-get install postgresql-client)"
        )
    return found


def _run(command: list[str], login: Login) -> None:
    env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"} | login.environment()
    said = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if said.returncode != 0:
        raise BackupRefused(f"{Path(command[0]).name} failed: {said.stderr.strip()}")


def _seed(state: Path) -> dict[str, Path]:
    seeds = {SEED: state / lots.FILE, DRAWS: state / lots.DRAWS}
    return {name: seed for name, seed in seeds.items() if seed.is_file()}


def _documents(evidence: Path) -> dict[str, Path]:
    # What is still arriving is nobody's evidence yet.
    kept = (path for path in sorted(evidence.rglob("*")) if path.relative_to(evidence).parts[0] != "arriving")
    found = (path for path in kept if path.is_file() and not path.is_symlink())
    return {f"{EVIDENCE}/{path.relative_to(evidence).as_posix()}": path for path in found}


def _digest(file: Path) -> Entry:
    with file.open("rb") as opened:
        return Entry(hashlib.file_digest(opened, "sha256").hexdigest(), file.stat().st_size)


def _pack(target: Path, manifest: Manifest, sources: Mapping[str, Path], progress: Progress) -> None:
    with target.open("wb") as opened:
        with tarfile.open(fileobj=opened, mode="w", format=tarfile.PAX_FORMAT) as packed:
            told = Path(target.parent) / MANIFEST
            told.write_text(json.dumps(asdict(manifest), indent=1), "utf-8")
            for done, (name, source) in enumerate({MANIFEST: told, **sources}.items()):
                progress("Packing", done, len(sources) + 1)
                member = tarfile.TarInfo(name)
                member.size, member.mode = source.stat().st_size, 0o600
                with source.open("rb") as content:
                    packed.addfile(member, content)
        opened.flush()
        os.fsync(opened.fileno())


def _read_manifest(packed: tarfile.TarFile) -> Manifest:
    first = packed.next()
    if first is None or first.name != MANIFEST or first.size > LARGEST_MANIFEST:
        raise BackupRefused(f"{packed.name!s} is no backup of Trustlane: it does not begin with its manifest")
    content = packed.extractfile(first)
    try:
        told = json.loads(content.read() if content else b"")
        if told["format"] != FORMAT:
            raise BackupRefused(f"{packed.name!s} has format {told['format']}; this version reads {FORMAT}")
        return Manifest(**{**told, "files": {name: Entry(**entry) for name, entry in told["files"].items()}})
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupRefused(f"{packed.name!s}: the manifest cannot be read ({error})") from None


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if name not in (DUMP, SEED, DRAWS) and (
        path.parts[0] != EVIDENCE or len(path.parts) < 2 or ".." in path.parts or path.is_absolute()
    ):
        raise BackupRefused(f"{name!r} has no place in a backup")
    return path


def _unpack(packed: tarfile.TarFile, member: tarfile.TarInfo, target: Path, expected: Entry) -> None:
    content = packed.extractfile(member) if member.isreg() else None
    if content is None or member.size != expected.bytes:
        raise BackupRefused(f"{member.name}: expected a file of {expected.bytes} bytes")
    target.parent.mkdir(parents=True, exist_ok=True)
    came = _copy(content, target)
    if came != expected.sha256:
        raise BackupRefused(f"{member.name}: its digest is {came[:12]}…, the manifest says {expected.sha256[:12]}…")


def _copy(content: IO[bytes], target: Path) -> str:
    known = hashlib.sha256()
    with target.open("wb") as out:
        while block := content.read(BLOCK):
            known.update(block)
            out.write(block)
    return known.hexdigest()
