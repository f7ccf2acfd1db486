"""The two tables that join the rooms: who may do what, and who is told of which fact."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from trustlane.access import permits as access
from trustlane.access.tables import Table
from trustlane.criteria import permits as criteria
from trustlane.declarations import permits as declarations
from trustlane.declarations.facts import Reported
from trustlane.evidence import permits as evidence
from trustlane.programme import permits as programme
from trustlane.programme.actions.monitoring import watch_reported
from trustlane.recognition import permits as recognition
from trustlane.recognition.actions.publishing import publish_changed
from trustlane.selectivity import permits as selectivity
from trustlane.selectivity.actions.deciding_again import leave_word
from trustlane.selectivity.actions.summing import sum_up_reported
from trustlane.standing import permits as standing
from trustlane.standing.rows import StandingChanged

# One page of permits a context; what stands on none of them, nobody may do.
PERMITS: Sequence[Table] = (
    access.TABLE,
    declarations.TABLE,
    evidence.TABLE,
    criteria.TABLE,
    standing.TABLE,
    selectivity.TABLE,
    programme.TABLE,
    programme.MOVING,
    recognition.TABLE,
    recognition.MOVING,
)

# A fact asserted by a deed → the functions told of it, in this order, inside that deed's transaction.
LISTENERS: Mapping[type, Sequence[Callable[[Any], None]]] = {
    Reported: (sum_up_reported, watch_reported),
    StandingChanged: (publish_changed, leave_word),
}
