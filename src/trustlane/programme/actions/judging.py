"""Judge what can go wrong at an operator: the risk of a section, a leg of its supply chain, how that is assessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from trustlane.access.actors import Actor
from trustlane.access.evaluator import Someone, in_force
from trustlane.ledger.actions import record
from trustlane.ledger.models import Row
from trustlane.programme.actions.moving import require_cut_over, subjects
from trustlane.programme.checklists import checklist
from trustlane.programme.models import Case, ChainMethod, LegJudged, RiskJudged
from trustlane.programme.permits import Permission
from trustlane.programme.queries.risks import chain_of, kept_leg, leaf_sections, legs_of
from trustlane.programme.refusals import ReasonMissing, RiskUnfit
from trustlane.programme.risk.legs import THREATS, Action, Leg, Method, Vulnerable
from trustlane.programme.risk.mapping import RULES, SENTENCES, Risk
from trustlane.programme.risk.scale import GRADES, Bands, RiskRefused
from trustlane.programme.texts import one_of, plain_text

SHORT = 400  # characters of a title, an owner, a control
MOST_LEGS = 40


def judge_risk(*, case: Case, risk: Risk, by: Someone, at: datetime) -> RiskJudged:
    """Judge one leaf section before and after its controls; a later judgement takes its place, and both are kept.

    Raises RiskUnfit where the judgement breaks a rule, with the sentence of each rule.
    """
    with transaction.atomic():
        locked, who = _begun(case, by, at)
        one_of(risk.section, "section of this catalogue", leaf_sections(locked))
        broken = [SENTENCES[rule.__name__] for rule in RULES if not rule(risk, Bands())]
        if broken:
            raise RiskUnfit(f"{risk.section}: {' '.join(broken)}")
        told = {
            "section": risk.section,
            "likelihood_before": risk.before.likelihood,
            "impact_before": risk.before.impact,
            "likelihood_after": risk.after.likelihood,
            "impact_after": risk.after.impact,
            "controls": [plain_text(one, "A control", SHORT) for one in risk.controls],
            "response": risk.response,
            "why": plain_text(risk.why, "The reason"),
            "action": plain_text(risk.action, "What will be done"),
            "owner": plain_text(risk.owner, "Who does it", SHORT),
        }
        due = risk.due.isoformat() if risk.due else ""
        row = _recorded("programme.judge_risk", locked, who, at, {**told, "due": due})
        return RiskJudged.objects.create(case=locked, by=who.id, at=at, recorded_in=row, due=risk.due, **told)


def judge_leg(
    *,
    case: Case,
    leg: Leg,
    threats: Mapping[str, str],
    vulnerabilities: tuple[tuple[Vulnerable, Action | None], ...],
    by: Someone,
    at: datetime,
    why: str = "",
    dropped: bool = False,
) -> LegJudged:
    """Map one leg of the way of the goods and judge its threats and gaps; with ``dropped`` it leaves the map.

    Raises RiskUnfit where a grade or a criterion is not known, or where an action lacks owner or day.
    """
    title, partner = plain_text(leg.title, "The title", SHORT), plain_text(leg.partner, "Who holds the goods", SHORT)
    why = plain_text(why, "The reason")
    with transaction.atomic():
        locked, who = _begun(case, by, at)
        if not title:
            raise ReasonMissing("A leg says from where to where the goods go, or where they rest.")
        if dropped and not why:
            raise ReasonMissing("A leg leaves the map with a reason.")
        for threat, grade in threats.items():
            one_of(threat, "threat", THREATS)
            one_of(grade, "grade", GRADES)
        for one, _ in vulnerabilities:
            one_of(one.criterion, "criterion of this checklist", checklist(locked))
        known = [each for each in legs_of(locked) if each.leg != leg.id]
        if len(known) >= MOST_LEGS:
            raise RiskUnfit(f"A map has {MOST_LEGS} legs at most; join some.")
        told = {
            "leg": leg.id,
            "title": title,
            "country": plain_text(leg.country, "The country", 2),
            "partner": partner,
            "threats": dict(threats),
            "vulnerabilities": [kept_leg(one, action) for one, action in vulnerabilities],
            "why": why,
            "dropped": dropped,
        }
        try:
            chain_of([*known, LegJudged(case=locked, by=who.id, at=at, **told)], None)
        except RiskRefused as refused:
            raise RiskUnfit(str(refused)) from refused
        row = _recorded("programme.judge_leg", locked, who, at, told)
        return LegJudged.objects.create(case=locked, by=who.id, at=at, recorded_in=row, **told)


def say_method(*, case: Case, method: Method, by: Someone, at: datetime) -> ChainMethod:
    """Say how the supply chain is assessed: the policy, who is responsible, how often, who is trained."""
    with transaction.atomic():
        locked, who = _begun(case, by, at)
        if not 1 <= method.every_months <= 120:
            raise RiskUnfit(f"It is assessed every {method.every_months} months; give 1 to 120.")
        told = {
            "policy": plain_text(method.policy, "The policy"),
            "responsible": plain_text(method.responsible, "Who is responsible", SHORT),
            "every_months": method.every_months,
            "training": plain_text(method.training, "Who is trained"),
        }
        row = _recorded("programme.say_method", locked, who, at, told)
        return ChainMethod.objects.create(case=locked, by=who.id, at=at, recorded_in=row, **told)


def _begun(case: Case, by: Someone, at: datetime) -> tuple[Case, Actor]:
    locked = Case.objects.select_for_update(of=("self",)).select_related("operator").get(pk=case.pk)
    who = in_force().require(by, Permission.JUDGE_RISK, locked, at=at)
    require_cut_over(locked, at=at)
    return locked, who


def _recorded(verb: str, case: Case, who: Actor, at: datetime, told: Mapping[str, object]) -> Row:
    return record(verb=verb, actor=who.id, subjects=subjects(case), at=at, after=told)
