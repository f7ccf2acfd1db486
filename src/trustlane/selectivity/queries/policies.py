"""Which policy is in force: that of the last screening whose decisions were kept."""

from __future__ import annotations

from datetime import datetime

from trustlane.access.evaluator import Someone
from trustlane.access.evaluator import in_force as permits
from trustlane.selectivity import policy
from trustlane.selectivity.models import BasisVersion
from trustlane.selectivity.permits import Permission


def in_force(*, by: Someone, at: datetime) -> str | None:
    """The digest of the policy of the last screening; None before the first, or where its text is no whole policy."""
    permits().require(by, Permission.TRY_POLICIES, at=at)
    text = BasisVersion.objects.order_by("-first_used_at", "version").values_list("policy", flat=True).first()
    try:
        return policy.parse(text).digest if text else None
    except policy.PolicyRefused:
        return None
