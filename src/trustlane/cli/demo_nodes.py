"""The further nodes of the demonstration: invented administrations, each with its own database, keys and processes.

Their databases lie on the server of the first node, everything else of theirs in a folder each below its state. Nothing
they need is shipped: keys are made at the first start, data are laid in by the deeds of their people.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from trustlane.cli import supervisor
from trustlane.cli.demo_exchange import Known, lay_all, partners, read_nodes
from trustlane.cli.refusal import Refused
from trustlane.cli.supervisor import Part
from trustlane.config import database, feed_keys, places, settings
from trustlane.config.database import Database
from trustlane.config.demonstration import IN_FORCE, NEIGHBOURS, NODES_FILE, Neighbour
from trustlane.config.settings import InForce

MOST = 1 + len(NEIGHBOURS)
EVERY = "1"  # seconds between two looks at a partner's feed
LAYING_TAKES = 600  # seconds, on a machine that is busy
# What a neighbour takes over of the first node's environment; all else that is set there is the first node's own.
OURS = ("TRUSTLANE_", "DATABASE_")


@dataclass(frozen=True, slots=True)
class Node:
    """A node as the supervisor starts it."""

    code: str
    name: str
    port: int
    url: str
    state: Path
    environment: Mapping[str, str]

    @property
    def known(self) -> Known:
        """The same as the other nodes know it."""
        return Known(self.code, self.name, f"mra.{self.code.lower()}.example", self.url, str(self.state))


class Nodes:
    """All nodes of a demonstration, the first of them the one that was there before."""

    def __init__(self, first: InForce, found: Database, host: str, port: int, many: int) -> None:
        self.first, self.found, self.host = first, found, host
        self.file = first.state / "nodes.json"
        self.cut = first.state / "lines-cut"
        self.words = first.state / "nodes.log"  # of one run
        given = first.settings.node
        url = _url(host, port)
        taken = [port]
        own = Node(given.administration, given.name, port, url, first.state, os.environ | {NODES_FILE: str(self.file)})
        self.all = [own]
        self.moved: list[str] = []
        for number, neighbour in enumerate(NEIGHBOURS[: many - 1], 1):
            chosen = supervisor.free_port(host, port + number, taken)
            if chosen != port + number:
                self.moved.append(f"Port {port + number} is taken, serving {neighbour.code} on {chosen}.")
            taken.append(chosen)
            self.all.append(self._neighbour(neighbour, chosen))

    @property
    def beside(self) -> list[Node]:
        """Those beside the first."""
        return self.all[1:]

    def write(self) -> None:
        """Have keys for every node, and write down which nodes there are."""
        at = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
        for node in self.all:
            if node in self.beside:
                places.make_private(node.state)
            feed_keys.ensure_invented_keyset(_in_force(node), node.known.host, at=at)
        told = [asdict(node.known) for node in self.all]
        partial = self.file.with_suffix(".new")
        partial.write_text(json.dumps(told, indent=1), "utf-8")
        partial.replace(self.file)
        os.environ[NODES_FILE] = str(self.file)
        self.words.unlink(missing_ok=True)

    def make_databases(self, *, blank: bool) -> None:
        """Have a database a node, brought to this version; ``blank``: ours was migrated and holds nothing yet."""
        template = self.found.owner.name if blank else ""
        for node in self.beside:
            made = _make_database(self.found, _database_of(node), template, self.first.settings.database.app_role)
            if _migrations(self.found, _database_of(node)) != _migrations(self.found, self.found.owner.name):
                _run(node, "-m", "trustlane.cli", "migrate")
            template = template or (_database_of(node) if made else "")

    def begin_laying(self) -> list[subprocess.Popen[bytes]]:
        """Begin to lay the neighbours' data in, each by a process of its own."""
        return [
            subprocess.Popen([sys.executable, "-m", "trustlane.cli.demo_exchange"], env=dict(node.environment))
            for node in self.beside
        ]

    def finish_laying(self, laying: Sequence[subprocess.Popen[bytes]]) -> None:
        """Lay our own side of the exchange in, and wait for the neighbours'."""
        at = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
        lay_all(read_nodes(self.file), self.all[0].code, at=at)
        for node, process in zip(self.beside, laying, strict=True):
            if code := process.wait(LAYING_TAKES):
                raise Refused(f"the data of {node.code} could not be laid in (exit code {code}); its words are above")

    def parts(self) -> Iterator[Part]:
        """What runs beside the first node's pages."""
        for node in self.beside:
            served = ("serve", "--host", self.host, "--port", str(node.port))
            yield Part(f"the pages of {node.code}", served, node.environment, words=self.words)
        for node in self.all:
            seals = ("feeds", "seal", "--every", EVERY)
            yield Part(f"the sealing of {node.code}", seals, node.environment, words=self.words)
            yield from self._lines(node)

    def _lines(self, node: Node) -> Iterator[Part]:
        there = {each.code: each for each in self.all}
        for code in partners(node.code, of=IN_FORCE):
            if code in there:
                origin = there[code].known.feed_to(node.code)
                asked = ("feeds", "follow", origin, "--from", there[code].url, "--every", EVERY)
                up = self._is_up(node.code, code)
                yield Part(f"the line from {code} to {node.code}", asked, node.environment, up, self.words)

    def _is_up(self, one: str, other: str) -> Callable[[], bool]:
        cut = self.cut / "-".join(sorted((one, other)))
        return lambda: not cut.exists()

    def _neighbour(self, neighbour: Neighbour, port: int) -> Node:
        state = self.first.state / "nodes" / neighbour.code.lower()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        name = _database_name(neighbour.code)
        own = {
            "TRUSTLANE_SETTINGS": os.devnull,
            "TRUSTLANE_STATE": str(state),
            "TRUSTLANE_DEMONSTRATION": "1",
            "TRUSTLANE_NODE_ADMINISTRATION": neighbour.code,
            "TRUSTLANE_NODE_NAME": neighbour.name,
            "TRUSTLANE_WEB_HOST": self.host,
            "TRUSTLANE_WEB_PORT": str(port),
            "TRUSTLANE_WEB_ADDRESS": _url(self.host, port),
            "TRUSTLANE_WEB_NAMES": ",".join(self.first.settings.web.names),
            "TRUSTLANE_WEB_THREADS": "2",
            "TRUSTLANE_DATABASE_APP_ROLE": self.first.settings.database.app_role,
            "DATABASE_URL": self.found.owner.url(name),
            NODES_FILE: str(self.file),
        }
        if not self.found.app.options.get("assume_role"):
            own["DATABASE_APP_URL"] = self.found.app.url(name)
        return Node(neighbour.code, neighbour.name, port, _url(self.host, port), state, kept | own)


def prepared(first: InForce, host: str, port: int, many: int) -> Nodes:
    """The nodes with their keys and databases; before the first node's own data are laid in."""
    from trustlane.access.models import User

    found = database.ensure(first)
    blank = not User.objects.exists()
    from django.db import connections

    connections.close_all()  # a database that somebody is connected to is not copied
    nodes = Nodes(first, found, host, port, many)
    try:
        nodes.write()
        nodes.make_databases(blank=blank)
    except psycopg.Error as trouble:
        said = str(trouble).strip().partition("\n")[0]
        raise Refused(f"no databases for further nodes ({said}); `trustlane demo --nodes 1` runs without") from trouble
    return nodes


def _url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _in_force(node: Node) -> InForce:
    return settings.load(node.environment, None) if "DATABASE_URL" in node.environment else settings.in_force()


def _database_name(code: str) -> str:
    return f"{database.NAME}_{code.lower()}"


def _database_of(node: Node) -> str:
    return _database_name(node.code)


def _make_database(found: Database, name: str, template: str, role: str) -> bool:
    """Have a database of that name, a copy of the template where it is new; whether it is new."""
    owner = sql.Identifier(found.owner.user)
    new, rights = sql.Identifier(name), sql.Identifier(role)
    # From a database that nobody copies: one that we are connected to ourselves is in use.
    with found.owner.connect("postgres") as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not there:
            made = sql.SQL("CREATE DATABASE {} OWNER {}").format(new, owner)
            copied = sql.SQL("{} TEMPLATE {}").format(made, sql.Identifier(template)) if template else made
            try:
                connection.execute(copied)
            except psycopg.errors.ObjectInUse:  # somebody looks into it: the migrations are applied instead
                connection.execute(made)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(new))
        connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(new, rights))
    return not there


def _migrations(found: Database, name: str) -> set[tuple[str, str]]:
    with found.owner.connect(name) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() != ("django_migrations",):
            return set()
        return {(app, one) for app, one in connection.execute("SELECT app, name FROM django_migrations")}


def _run(node: Node, *command: str) -> None:
    ran = subprocess.run([sys.executable, *command], env=dict(node.environment), capture_output=True, text=True)
    if ran.returncode:
        raise Refused(f"the database of {node.code} could not be brought up to date: {ran.stderr.strip()[-500:]}")
