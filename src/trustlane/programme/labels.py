"""The words people read for what is kept in the programme."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.programme.stages import Stage

Words = Mapping[str, str | Promise]

DUTIES: Words = {"lead": _("Leads the validation"), "validator": _("Validates"), "guest": _("Guest")}
RATINGS: Words = {
    "met": _("Met"),
    "recommendation": _("Met, with a recommendation"),
    "minor": _("Minor gap"),
    "major": _("Major gap"),
    "not_applicable": _("Does not apply"),
}
SETTLEMENTS: Words = {"mended": _("Mended"), "not_mended": _("Not mended")}
TRACED: Words = {
    "matches": _("Agrees with what was declared"),
    "differs": _("Differs from what was declared"),
    "untraceable": _("Could not be traced"),
}
OPINIONS: Words = {"favourable": _("Favourable"), "unfavourable": _("Unfavourable"), "silent": _("Did not answer")}
# How an application came in; an officer enters those that did not come through the portal.
PORTAL = "portal"
RECEIVED: Words = {
    "paper": _("On paper, by post"),
    "counter": _("On paper, at the counter"),
    "email": _("By e-mail"),
}
CHANNELS: Words = {PORTAL: _("Through the portal"), **RECEIVED}
MODES: Words = {"on_site": _("On site"), "remote": _("By video"), "hybrid": _("Partly by video")}
TURNS: Words = {
    "customs": _("Customs"),
    "applicant": _("Applicant"),
    "holder": _("Holder"),
    "agency": _("Other agency"),
    "": _("Nobody"),
}
STAGES: Words = {
    Stage.DRAFT: _("Draft"),
    Stage.SUBMITTED: _("Submitted"),
    Stage.NOT_ACCEPTED: _("Not accepted"),
    Stage.NON_ACCEPTANCE_APPEALED: _("Not accepted, under appeal"),
    Stage.ACCEPTED: _("Accepted"),
    Stage.DESK_REVIEW: _("Desk review"),
    Stage.VALIDATION_PLANNED: _("Validation planned"),
    Stage.VALIDATING: _("Validation under way"),
    Stage.REPORTING: _("Report being written"),
    Stage.CORRECTING: _("Corrective actions"),
    Stage.DECISION_PENDING: _("Awaiting decision"),
    Stage.REFUSAL_HEARING: _("Hearing before refusal"),
    Stage.REFUSED: _("Refused"),
    Stage.REFUSAL_APPEALED: _("Refusal under appeal"),
    Stage.GRANTED: _("Granted"),
    Stage.MONITORED: _("In force"),
    Stage.AMENDING: _("In force, change proposed"),
    Stage.DOWNGRADE_APPEALED: _("In force, downgrade under appeal"),
    Stage.REVALIDATION_REVIEW: _("In force, looked at anew"),
    Stage.REVALIDATION_PLANNED: _("In force, new visit planned"),
    Stage.REVALIDATING: _("In force, new visit under way"),
    Stage.REVALIDATION_REPORTING: _("In force, report being written"),
    Stage.REVALIDATION_CORRECTING: _("In force, corrective actions"),
    Stage.REVALIDATION_PENDING: _("In force, revalidation to close"),
    Stage.REVALIDATION_AT_DESK: _("In force, desk revalidation to close"),
    Stage.FROZEN: _("Frozen"),
    Stage.SUSPENDED: _("Suspended"),
    Stage.SUSPENSION_APPEALED: _("Suspension under appeal"),
    Stage.REINSTATING: _("Suspended, lifting proposed"),
    Stage.REVOCATION_HEARING: _("Hearing before revocation"),
    Stage.REVOKED: _("Revoked"),
    Stage.REVOCATION_APPEALED: _("Revocation under appeal"),
    Stage.ANNULMENT_HEARING: _("Hearing before annulment"),
    Stage.ANNULLED: _("Annulled"),
    Stage.ANNULMENT_APPEALED: _("Annulment under appeal"),
    Stage.WITHDRAWN: _("Withdrawn"),
    Stage.LAPSED: _("Lapsed"),
    Stage.SUCCEEDED: _("Passed to successors"),
}
# Who grants a benefit.
AGENCIES: Words = {
    "customs": _("Customs"),
    "food_safety": _("Food safety"),
    "plant_health": _("Plant health"),
    "animal_health": _("Animal health"),
    "medicines": _("Medicines"),
    "product_safety": _("Product safety"),
    "transport_security": _("Transport security"),
    "port": _("Port"),
}
QUALIFICATIONS: Words = {
    "skill": _("Skill"),
    "language": _("Language"),
    "conflict": _("Conflict of interest"),
    "absence": _("Away"),
}
GIVEN: Words = {"agreed": _("Agreed"), "withheld": _("Withheld"), "ended": _("Ended")}
CONDITIONS: Words = {"met": _("Met"), "waived": _("Waived")}
# What an incident is about, as a holder reports it; customs tells of the same, and says them of the holder.
INCIDENTS: Words = {
    "number_used": _("Somebody used our number"),
    "goods": _("Goods were stolen, swapped or added"),
    "seal": _("A seal was broken or did not match"),
    "entry": _("Somebody was where they had no business"),
    "data": _("Data or passwords got into wrong hands"),
    "other": _("Something else"),
}
INCIDENTS_TOLD: Words = {**INCIDENTS, "number_used": _("Your number was used by somebody else")}
# What came of looking at a holder anew.
REVIEWS: Words = {"in_order": _("In order"), "acted_upon": _("Acted upon")}
# What came of validating a holder again.
OUTCOMES: Words = {
    "keep": _("The status goes on as it is"),
    "measures": _("Something has to be done about the status"),
}
LOOKS: Words = {"in_order": _("In order"), "finding": _("Finding")}
LETTERS: Words = {
    "acknowledgement": _("Application received"),
    "request_for_information": _("Information asked for"),
    "accepted": _("Application accepted"),
    "not_accepted": _("Application not accepted"),
    "validation_announced": _("Validation announced"),
    "corrective_action": _("What has to be mended"),
    "intention_to_refuse": _("Intention to refuse"),
    "granted": _("Status granted"),
    "refused": _("Application refused"),
    "incident": _("An incident that concerns you"),
    "benefits_granted": _("Benefits of another agency"),
    "benefits_withheld": _("Benefits of another agency withheld"),
    "benefits_ended": _("Benefits of another agency ended"),
    "freeze": _("Benefits frozen"),
    "suspension": _("Status suspended"),
    "lifted": _("Suspension lifted"),
    "intention_to_revoke": _("Intention to revoke"),
    "revoked": _("Status revoked"),
    "intention_to_annul": _("Intention to annul"),
    "annulled": _("Status annulled"),
    "extension": _("More time to decide"),
    "more_time": _("More time for you"),
    "more_time_declined": _("No more time"),
    "amended": _("What was granted changed"),
    "amendment_declined": _("What was granted stays"),
    "downgraded": _("Changed to another tier"),
    "freeze_ended": _("Freeze ended"),
    "suspended_on_request": _("Suspended on request"),
    "suspension_stays": _("Suspension stays"),
    "revalidation_begun": _("Looked at anew"),
    "revalidation_closed": _("Revalidation closed"),
    "hearing_dropped": _("Intention dropped"),
    "appeal_received": _("Appeal received"),
    "appeal_dismissed": _("Appeal dismissed"),
    "appeal_allowed": _("Appeal allowed"),
    "withdrawn": _("Application withdrawn"),
    "given_back": _("Status given back"),
    "application_ended": _("Application ended"),
    "ended_with_company": _("Status ended with the company"),
    "expired": _("Certificate ran out"),
    "succeeded": _("Successors go on"),
}
