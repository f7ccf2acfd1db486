"""The policy laboratory: what a changed policy does with a kept period, the policy as a file, an old debate retold."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trustlane.desk.laboratory import figures, parameters
from trustlane.desk.laboratory.forms import TryForm, plain
from trustlane.pages.crumbs import Crumb
from trustlane.pages.people import actor, now, officers_only, permitted
from trustlane.selectivity.laboratory import LaboratoryRefused
from trustlane.selectivity.permits import Permission
from trustlane.selectivity.policy import Policy, PolicyRefused, parse
from trustlane.selectivity.queries import policies
from trustlane.selectivity.trying import every_box as debate
from trustlane.selectivity.trying import tweaks
from trustlane.selectivity.trying.effects import Effects, effects
from trustlane.selectivity.trying.period import MADE_BY, NoPeriod, Period, being_made, read

Answer = TypeVar("Answer")
REMEMBERED = 3600  # seconds; a kept period does not change, and another has another name


@officers_only
@permitted(Permission.TRY_POLICIES)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The numbers to try, and what they do beside the policy in force."""
    try:
        period = read(settings.TRUSTLANE_LABORATORY_FOLDER)
        form = TryForm(period.policy, request.GET)
        shown = {**_of_period(request, period), "form": form}
        if form.is_valid():
            shown |= _shown(period, form)
    except LaboratoryRefused as refusal:
        return _refused(request, refusal)
    return render(request, "laboratory/index.html", shown)


@officers_only
@permitted(Permission.TRY_POLICIES)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The policy with these numbers as a file that every command takes."""
    try:
        period = read(settings.TRUSTLANE_LABORATORY_FOLDER)
    except LaboratoryRefused as refusal:
        return _refused(request, refusal)
    form = TryForm(period.policy, request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('laboratory:index')}?{request.GET.urlencode()}")
    policy = tweaks.changed(period.policy, form.tweaks)
    return HttpResponse(
        tweaks.as_yaml(policy, _remarks(period, form, policy)),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_file_name(policy)}"'},
    )


@officers_only
@permitted(Permission.TRY_POLICIES)
@require_safe
def every_box(request: HttpRequest) -> HttpResponse:
    """Why not scan every box? The debate in steps, with the figures of the kept period."""
    try:
        period = read(settings.TRUSTLANE_LABORATORY_FOLDER)
        found = _remembered(period, "every box", lambda: debate.every_box(period.kept, period.policy))
    except LaboratoryRefused as refusal:
        return _refused(request, refusal)
    shown = _of_period(request, period, Crumb(_("Why not scan every box?")))
    if found is not None:
        shown |= {
            "found": found,
            "ways": figures.ways(found),
            "queue_chart": figures.queue_chart(found),
            "hours_chart": figures.ways_chart(found, value=False, currency=period.policy.currency),
            "value_chart": figures.ways_chart(found, value=True, currency=period.policy.currency),
            "days": len(found.queue),
        }
    return render(request, "laboratory/every_box.html", shown)


@officers_only
@permitted(Permission.TRY_POLICIES)
@require_safe
def scenario(request: HttpRequest) -> HttpResponse:
    """Every parameter of the scenario, in its own sentence."""
    try:
        period = read(settings.TRUSTLANE_LABORATORY_FOLDER)
        sections = parameters.sections(period.scenario)
    except LaboratoryRefused as refusal:
        return _refused(request, refusal)
    shown = _of_period(request, period, Crumb(_("The scenario")))
    return render(request, "laboratory/scenario.html", {**shown, "sections": sections})


def _of_period(request: HttpRequest, period: Period, *here: Crumb) -> dict[str, object]:
    """What every page of the laboratory says of the period, and whether the policy in force is still the one kept."""
    in_force = policies.in_force(by=actor(request), at=now(request))
    return {
        "crumbs": [Crumb(_("Policy laboratory"), reverse("laboratory:index") if here else ""), *here],
        "about": period.about,
        "policy": period.policy,
        "stale": in_force is not None and in_force != period.policy.digest,
        "made_by": MADE_BY,
    }


def _shown(period: Period, form: TryForm) -> dict[str, object]:
    """What the numbers do. What is shown is what the file would do: it is read back from its own text."""
    try:
        tried = parse(tweaks.as_yaml(tweaks.changed(period.policy, form.tweaks)), where=_("the policy tried"))
    except PolicyRefused as refusal:
        form.add_error(None, str(refusal))
        return {}
    moved = bool(form.moved)
    before, then = _effects(period, period.policy), _effects(period, tried)
    currency = period.policy.currency
    return {
        "file": _file_name(tried),
        "moved": [(form.numbers[name], plain(value)) for name, value in form.moved.items()],
        "query": f"?{form.query}" if moved else "",
        "tiles": figures.tiles(before.total(), then.total(), currency, moved=moved),
        "charts": figures.charts(before, then, currency, moved=moved),
        "groups": figures.group_rows(before, then),
        "looks": figures.look_rows(period.policy, before, then),
    }


def _effects(period: Period, policy: Policy) -> Effects:
    return _remembered(period, policy.digest, lambda: effects(period.kept, policy))


def _remembered(period: Period, what: str, work: Callable[[], Answer]) -> Answer:
    """What was worked out of this period before; None is worked out again."""
    key = f"laboratory:{period.name}:{what.replace(' ', '-')}"
    found: Answer | None = cache.get(key)
    if found is None:
        found = work()
        cache.set(key, found, timeout=REMEMBERED)
    return found


def _file_name(policy: Policy) -> str:
    """What the exported file is called."""
    name = re.sub(r"[^A-Za-z0-9-]+", "-", policy.name).strip("-") or "policy"
    return f"{name}-{policy.version}.yaml"


def _remarks(period: Period, form: TryForm, policy: Policy) -> list[str]:
    """What stands on top of the file: whence it comes, and what was changed."""
    about = period.about
    changes = [f"  {name}: {plain(form.numbers[name].usual)} -> {plain(value)} %" for name, value in form.moved.items()]
    return [
        f"Policy {policy.name}, version {policy.version}, made in the policy laboratory from version "
        f"{period.policy.version} ({period.policy.digest}).",
        f"Tried on a simulated period: scenario {about.scenario}, seed {about.seed}, {about.digest}. What it showed",
        "are lessons about the stated mechanics, not evidence about the world.",
        *(["Changed, in per cent:", *changes] if changes else ["Nothing was changed."]),
    ]


def _refused(request: HttpRequest, refusal: LaboratoryRefused) -> HttpResponse:
    """A page that says what is missing or damaged, and the command that mends it."""
    shown = {
        "missing": isinstance(refusal, NoPeriod),
        "making": isinstance(refusal, NoPeriod) and being_made(settings.TRUSTLANE_LABORATORY_FOLDER),
        "refusal": str(refusal),
        "made_by": MADE_BY,
    }
    return render(request, "laboratory/empty.html", shown)
