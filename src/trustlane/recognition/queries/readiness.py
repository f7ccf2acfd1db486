"""What a move still lacks, in sentences; nothing where it can be made."""

from __future__ import annotations

from trustlane.recognition.models import Arrangement, Contact, Partner
from trustlane.recognition.moves import PROPOSING
from trustlane.recognition.queries import comparisons, drafts


def missing(arrangement: Arrangement, move: str) -> tuple[str, ...]:
    """What has to be done before this move, partner by partner."""
    partners = Partner.objects.filter(arrangement=arrangement).order_by("pk")
    if move == "begin_comparison":
        reached = set(
            Contact.objects.filter(arrangement=arrangement, ended_in__isnull=True).values_list("partner", flat=True)
        )
        return tuple(f"{one.code} has no contact point" for one in partners if one.pk not in reached)
    if move == "begin_visits":
        return tuple(said for one in partners if (said := _uncompared(one)))
    if move in PROPOSING:
        drafted = {partner for partner, _ in drafts.newest(arrangement)}
        return tuple(f"{one.code} has no terms in either direction" for one in partners if one.pk not in drafted)
    return ()


def _uncompared(partner: Partner) -> str:
    left = comparisons.left(partner)
    if left is None:
        return f"the programme of {partner.code} is not compared yet"
    return f"{left} items of the comparison with {partner.code} are open" if left else ""
