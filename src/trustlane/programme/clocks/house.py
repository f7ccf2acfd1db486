"""The clocks that every case has, whatever its preset knows: how long one officer withholds, and a time to be heard.

And those that officers alone read. They are told by what officers do among themselves and not by moves of the case, so
no clock that both sides read knows of them, and no move stops or lengthens one.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from trustlane.programme.clocks.lengths import Unit
from trustlane.programme.clocks.terms import Move, Preset, Silence, Term
from trustlane.programme.revalidating.reading import shipped
from trustlane.programme.revalidating.rules import Rules

LONGEST_FREEZE = timedelta(hours=72)
FREEZE = "freeze"
HEARING = "hearing"
REVIEW = "review"

TERMS = (
    Term(
        id=FREEZE,
        title="A second officer ratifies the freeze, or it lapses",
        turn="customs",
        begins=("freeze",),
        ends=("ratify", "lapse_freeze", "suspend", "revoke", "annul", "dismiss_appeal", "withdraw", "lapse", "succeed"),
        length=LONGEST_FREEZE // timedelta(hours=1),
        unit=Unit.HOURS,
        silence=Silence.LAPSED,
        warnings=(24, 6),
        reference="Rule of this system: one officer alone withholds a status for at most 72 hours.",
        confirmed=True,
    ),
    Term(
        id=HEARING,
        title="The operator is heard before an adverse decision",
        turn="applicant",
        begins=("intend_refusal", "intend_revocation", "intend_annulment"),
        ends=(
            "hear",
            "drop_hearing",
            "grant",
            "refuse",
            "reinstate",
            "revoke",
            "annul",
            "withdraw",
            "lapse",
            "succeed",
        ),
        length=30,
        silence=Silence.PROCEEDS,
        warnings=(7, 2),
        reference="Rule of this system: nothing is refused or taken before 30 days to be heard are over.",
        confirmed=True,
    ),
)

NEXT_VALIDATION = "next_validation"
FOLLOW_UP = "follow_up"
_OVER: tuple[Move, ...] = ("revoke", "annul", "withdraw", "lapse", "succeed")
# What came of a revalidation is begun upon.
_FOLLOWED = Term(
    id=FOLLOW_UP,
    title="Customs acts upon what the revalidation found",
    turn="customs",
    begins=("close_revalidation",),
    only_where={"cause": ("measures",)},
    ends=(
        "propose_amendment",
        "suspend",
        "intend_revocation",
        "intend_annulment",
        "plan_validation",
        "close_revalidation",
        *_OVER,
    ),
    length=30,
    warnings=(7, 2),
    reference="Rule of this system: what a revalidation calls for is begun within 30 days.",
    confirmed=True,
)

OF_OFFICERS = Preset(
    id="officers",
    edition="2026",
    title="What officers see to among themselves",
    about="Clocks that run beside those of a case and that nobody else reads.",
    ends_on_working_day=False,
    terms=(
        Term(
            id=REVIEW,
            title="Look at the holder anew",
            turn="customs",
            begins=("call_review",),
            ends=("answer_review",),
            stated=True,
            reference="Rules of monitoring of the administration.",
            confirmed=True,
        ),
    ),
)


def with_house_rules(preset: Preset) -> Preset:
    """The preset with those of these clocks that it does not tell itself."""
    terms = (*TERMS, _FOLLOWED) if _visits(preset) else (*TERMS, _next_validation(preset), _FOLLOWED)
    lacking = [term for term in terms if term.id not in preset.by_id]
    return msgspec.structs.replace(preset, terms=(*preset.terms, *lacking)) if lacking else preset


def _visits(preset: Preset) -> bool:
    """The preset tells itself when Customs validates a holder again; else it knows of certificates at the most."""
    own = preset.by_id.get("revalidation")
    return own is not None and own.turn == "customs"


def _next_validation(preset: Preset) -> Term:
    """When a holder is validated again: the decision says in how many months, at most those that the rules know."""
    return Term(
        id=NEXT_VALIDATION,
        title="Customs validates the holder again",
        turn="customs",
        begins=("grant", "revalidate", "close_revalidation"),
        ends=_OVER,
        restarts=True,
        stated=True,
        length=longest(shipped(), preset),
        unit=Unit.MONTHS,
        ends_on_working_day=False,
        warnings=(180, 60),
        reference="Rule of this system: a holder is validated again at an age none exceeds, and sooner by its risk.",
        confirmed=True,
    )


def longest(rules: Rules, preset: Preset, tier: str | None = None) -> int:
    """The months after which a holder is validated again at the latest: by the preset, else by the rules.

    Without a tier, the longest of any. Where certificates end, the visit comes before that.
    """
    own = preset.by_id.get("revalidation")
    if own is not None and own.turn == "customs" and own.length is not None:
        return own.length * 12 if own.unit == "years" else own.length
    if preset.validity is None:
        return rules.longest_months
    known = preset.validity.of_tier(tier) if tier else max(preset.validity.tiers.values(), default=0)
    years = known or preset.validity.of_tier(None)
    if years is None:
        return rules.longest_months
    return max(rules.least_months, 12 * years - rules.before_end_months)
