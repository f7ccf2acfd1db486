"""The clocks that every case has, whatever its preset knows: how long one officer withholds, and a time to be heard.

And those that officers alone read. They are told by what officers do among themselves and not by moves of the case, so
no clock that both sides read knows of them, and no move stops or lengthens one.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from trustlane.programme.clocks.lengths import Unit
from trustlane.programme.clocks.terms import Preset, Silence, Term

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
        ends=("ratify", "lapse_freeze", "suspend", "revoke", "annul", "withdraw", "lapse", "succeed"),
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
    lacking = [term for term in TERMS if term.id not in preset.by_id]
    return msgspec.structs.replace(preset, terms=(*preset.terms, *lacking)) if lacking else preset
