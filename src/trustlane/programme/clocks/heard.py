"""What clocks hear of each move of a case: most by its own name, some by the word that clocks of every country use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from trustlane.programme.clocks.terms import MOVES

Heard = tuple[tuple[str, Mapping[str, str]], ...]  # names that clocks know, each with what it tells beside the event

RENEWED = "renewed"  # no move, but what some say beside: the certificate counts for another period
OWN_REQUEST = {"cause": "own_request"}
# A suspension that was ordered while something else went on can be appealed against from the end of that.
BESIDE_A_HEARING = {"cause": "beside_a_hearing"}
BESIDE_AN_APPEAL = {"cause": "beside_an_appeal"}
_SUSPENDED: Heard = (("suspend", {}),)

# Moves that clocks know by another name, or by two.
_OTHERWISE: Mapping[str, Heard] = {
    # It came on paper or by e-mail: submitted on the day that the event tells.
    "receive": (("submit", {}),),
    # Of that moment the status is suspended, by Customs.
    "ratify": (("ratify", {}), *_SUSPENDED),
    "request_suspension": (("suspend", OWN_REQUEST),),
    "give_back": (("revoke", OWN_REQUEST),),
    **dict.fromkeys(("expire", "lapse_status"), (("lapse", {}),)),
    # What ended a certificate's time once, and began it anew: that it is renewed, as presets call it.
    "revalidate": (("close_revalidation", {}),),
    RENEWED: (("revalidate", {}),),
    **dict.fromkeys(
        (
            "appeal_non_acceptance",
            "appeal_refusal",
            "appeal_downgrade",
            "appeal_suspension",
            "appeal_revocation",
            "appeal_annulment",
        ),
        (("appeal", {}),),
    ),
    **dict.fromkeys(
        (
            "dismiss_non_acceptance_appeal",
            "dismiss_refusal_appeal",
            "dismiss_downgrade_appeal",
            "dismiss_suspension_appeal",
            "dismiss_revocation_appeal",
            "dismiss_annulment_appeal",
        ),
        (("dismiss_appeal", {}),),
    ),
    **dict.fromkeys(("allow_refusal_appeal", "allow_downgrade_appeal", "allow_status_appeal"), (("allow_appeal", {}),)),
    # It counts as submitted and accepted on that day: whatever an application waits for begins anew.
    "allow_non_acceptance_appeal": (("allow_appeal", {}), ("submit", {"cause": "appeal"}), ("accept", {})),
    # The suspension that was there before is there again, and nobody decided upon it anew.
    "allow_appeal_of_suspended": (("allow_appeal", {}), ("suspend", {"cause": "appeal"})),
}

UNHEARD: Mapping[str, str] = MappingProxyType(
    {
        "open": "Before it is submitted nothing runs.",
        "migrate": "What ran elsewhere is told by what the event brings.",
        "send_back": "The time for the decision goes on.",
        "begin_revalidation": "It is due until it is closed; a visit is heard when it is planned.",
        "conclude_at_desk": "It is due until it is closed.",
        "take_effect": "That time ends by itself, on the day of effect.",
        "comment_report": "The time for the decision goes on.",
        "notify_change": "No programme we know of gives a time to look at it.",
        "report_incident": "No programme we know of gives a time to look at it.",
        "tell_incident": "No programme we know of gives the holder a time to answer.",
        "grant_benefits": "The agency grants them by itself, and no time runs for it.",
        "withhold_benefits": "Its 72 hours are counted from the deed; no preset gives another time.",
        "end_benefits": "Nothing follows that has a time.",
        "meet_condition": "Each condition has a day of its own, which an officer set.",
        "propose_lapse": "Every time goes on until a second officer decides.",
        "decline_amendment": "The proposal began no clock.",
        "decline_reinstatement": "The suspension goes on.",
        "ask_extension": "A request stops no clock; the extension that grants it is heard.",
        "decline_extension": "The clock goes on as it did.",
        "give_to_officer": "Who works on a case changes none of its times.",
    }
)
"""Moves that no clock listens to, and why."""


def heard(move: str) -> Heard:
    """What clocks hear of a move: nothing, one event or two."""
    if move in _OTHERWISE:
        return _OTHERWISE[move]
    return ((move, {}),) if move in MOVES else ()
