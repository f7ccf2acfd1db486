"""Run by bench_programme in a process and a state of its own: opens every page of the desk and the portal.

Whoever uses a page opens it, on the heaviest things of its kind and on those that links lead to, which are typical.
Prints one JSON object; an address that nobody could open, and that is not excepted, fails by name.
"""

from __future__ import annotations

import html
import importlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.desk_pages import EXCEPTED, OPENED, addresses
from bench.programme_world import NOW, built

OPENING = "--opening"
ROUNDS, FEW, QUICK = 9, 3, 150  # QUICK: milliseconds
EACH = 2  # of each kind of view, beside the heaviest, for each person
LINKS = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
# What tells views of one address apart: a move, a kind of thing, a tab. All else names a thing.
KINDS = ("name", "kind", "deed", "direction", "tab")


@dataclass(frozen=True, order=True)
class View:
    """A page as somebody opens it."""

    name: str
    person: str
    address: str


@dataclass
class Measured:
    """How long a view takes, in milliseconds."""

    view: View
    ms: float


def main() -> None:
    """Build the world, open every page, and print what that took.

    Opened by a process of its own, as those of the pages are: what building left in this one slows its pages down.
    """
    took = _built()
    asked = [sys.executable, "-m", "bench.desk_of_programme", OPENING]
    views = json.loads(subprocess.run(asked, check=True, stdout=subprocess.PIPE).stdout)
    print(json.dumps({"building": took, "views": views}))


def _built() -> float:
    """How many seconds the world took to build."""
    from trustlane.config import database, migrate, seal_key, secret_key
    from trustlane.config.settings import in_force

    with database.in_use(in_force()):
        secret_key.ensure(in_force())
        seal_key.ensure_invented(in_force())
        migrate.django_ready()
        migrate.migrate()
        began = time.perf_counter()
        built()
        return time.perf_counter() - began


def open_all() -> None:
    """Open every page of the world that was built, and print what each took."""
    from trustlane.config import database, migrate
    from trustlane.config.settings import in_force

    with database.in_use(in_force()):
        migrate.django_ready()
        print(json.dumps([asdict(one) for one in opened()]))


def opened() -> list[Measured]:
    """Every page, by whoever uses it, in a process that is begun as that of the pages."""
    importlib.import_module("trustlane.config.wsgi")
    stop_the_clock()
    heavy, people = heaviest(), sorted({person for each in OPENED.values() for person in each})
    views = {view for person in people for view in Walk(person).views([*VIEWS, *heavy])}
    if missing := OPENED.keys() - {view.name for view in views}:
        raise RuntimeError(f"bench: nobody could open {', '.join(sorted(missing))}")
    if untold := {name for name, _, _ in addresses()} - OPENED.keys() - EXCEPTED.keys():
        raise RuntimeError(f"bench: neither opened nor excepted: {', '.join(sorted(untold))}")
    return [measured(view) for view in sorted(views)]


def stop_the_clock() -> None:
    """Pages are opened on the day up to which the world was told, whatever day it is here."""
    from django.conf import settings
    from django.utils import timezone

    began = time.monotonic()

    def now() -> datetime:
        return NOW + timedelta(hours=1, seconds=time.monotonic() - began)

    vars(timezone)["now"] = now
    settings.ALLOWED_HOSTS = ["*"]


# Views that no link leads to as they are asked for: searches and filters.
VIEWS = (
    "/desk/cases/?kind=alive&late=yes",
    "/desk/cases/?kind=holders",
    "/desk/cases/?kind=all",
    "/desk/cases/?kind=all&search=saffron+juniper",
    "/desk/cases/?kind=all&search=M0001234",
    "/desk/standing/?search=saffron+juniper",
    "/desk/standing/?search=M0001234",
    "/portal/status/",
)


def heaviest() -> list[str]:
    """Addresses of the largest things of their kind, and those that no link leads to on the day."""
    from django.db.models import Count

    from trustlane.access.models import RoleProposal, User
    from trustlane.programme.models import Case, Comparison, MigrationFile, Sample
    from trustlane.programme.queries.asked import self_assessment
    from trustlane.recognition.models import Comparison as Compared
    from trustlane.recognition.models import Task

    by = [Case.objects.annotate(n=Count(name)).order_by("-n", "pk") for name in ("events", "answers", "findings")]
    # At each stage the one of which most is told, and one that came from the old system.
    stages = Case.objects.values_list("stage", flat=True).distinct()
    by += [
        each for one in stages for at in [Case.objects.filter(stage=one)] for each in (at.order_by("-last_event"), at)
    ]
    cases = {case.pk: case for rows in by for case in rows.select_related("operator")[:1]}.values()
    alone = [route for _, route, _ in addresses() if re.fullmatch(r"[^<]*<str:reference>/[a-z]*/?", route)]
    samples = Sample.objects.annotate(n=Count("cases")).order_by("-n")[:1]
    asked = [(one, self_assessment(one, on=NOW.date())) for one in Case.objects.filter(stage="draft")[:3]]
    said = User.objects.exclude(operator="").values_list("operator", flat=True)
    return [
        *(f"/{route.replace('<str:reference>', case.reference)}" for route in alone for case in cases),
        *(f"/desk/audits/{sample.pk}/" for sample in samples),
        *(f"/desk/audits/{sample.pk}/{one.case.reference}/" for sample in samples for one in sample.cases.all()[:1]),
        *(f"/desk/arrivals/{file.pk}/" for file in MigrationFile.objects.order_by("-pk")[:1]),
        *(f"/desk/arrivals/comparisons/{one.pk}/" for one in Comparison.objects.order_by("-pk")[:1]),
        *(f"/desk/access/proposals/{one.pk}/decline/" for one in RoleProposal.objects.filter(user__username="cole")),
        *(f"/desk/access/{one.pk}/reopen/" for one in User.objects.filter(username="gone")),
        *(
            f"/desk/recognition/{one.arrangement.reference}/tasks/{one.pk}/"
            for one in Task.objects.select_related("arrangement").order_by("-pk")[:5]
        ),
        *(f"/desk/standing/operators/{operator}/" for operator in sorted(said)[:1]),
        *(
            f"/portal/status/{case.reference}/questions/one/{name}/"
            for case, assessment in asked
            for name in list(assessment.questionnaire.entries)[:3]
        ),
        *(
            f"/desk/recognition/{one.partner.arrangement.reference}/comparison/{one.partner.code}/editions/"
            for one in Compared.objects.select_related("partner__arrangement")[:3]
        ),
    ]


def _at(rows: Any) -> Iterator[Any]:
    yield rows.order_by("-last_event", "pk")
    yield rows.order_by("-pk")


@dataclass
class Walk:
    """Somebody follows links from page to page, and opens a few pages of every kind that it uses."""

    person: str
    seen: set[str] = field(default_factory=set)
    found: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def views(self, first: Iterable[str]) -> Iterator[View]:
        """The pages it could open; `first` are asked for however many of a kind there are."""
        self.client = client_of(self.person)
        waiting = [(address, True) for address in ("/", *first)]
        while waiting:
            address, anyhow = waiting.pop(0)
            name, kind = kind_of(address)
            mine = self.person in OPENED.get(name, ())
            if address in self.seen or not (mine or address == "/"):
                continue
            if not anyhow and len(self.found.get(kind, ())) >= EACH:
                continue
            self.seen.add(address)
            page = self.client.get(address, follow=address == "/")
            if page.status_code != 200:
                continue
            if mine:
                self.found.setdefault(kind, []).append(address)
                yield View(name, self.person, address)
            waiting += [(one, False) for one in links(page)]


def client_of(person: str) -> Any:
    """A browser in which somebody of the demonstration is logged in."""
    from django.test import Client

    from trustlane.access.models import User

    client = Client(raise_request_exception=True)
    client.force_login(User.objects.get(username=person), backend="django.contrib.auth.backends.ModelBackend")
    return client


def kind_of(address: str) -> tuple[str, tuple[str, ...]]:
    """The name of an address, and what kind of view it is there."""
    from django.urls import Resolver404, resolve

    parts = urlsplit(address)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return "", ()
    said = {
        **{name: str(value) for name, value in found.kwargs.items()},
        "tab": parse_qs(parts.query).get("tab", [""])[0],
    }
    return found.view_name, (found.view_name, *(said.get(kind, "") for kind in KINDS))


def links(page: Any) -> list[str]:
    """Where a page leads, each once; of what is asked for, only a tab is kept."""
    found = []
    for written in LINKS.findall(page.content.decode()):
        parts = urlsplit(html.unescape(written))
        tab = parse_qs(parts.query).get("tab")
        found.append(parts.path + (f"?tab={tab[0]}" if tab else ""))
    return list(dict.fromkeys(found))


def measured(view: View) -> Measured:
    """The median of the rounds after one to warm up; only a few where the page is quick."""
    client = client_of(view.person)
    client.get(view.address)
    took: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        page = client.get(view.address)
        took.append(1000 * (time.perf_counter() - began))
        if page.status_code != 200:
            raise RuntimeError(f"{view.address} answered {page.status_code} to {view.person}")
        if len(took) == FEW and median(took) < QUICK:
            break
    return Measured(view, median(took))


if __name__ == "__main__":
    open_all() if sys.argv[1:] == [OPENING] else main()
