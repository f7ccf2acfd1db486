"""The words people read for what is kept of arrangements and comparisons."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.recognition.stages import Stage

Words = Mapping[str, str | Promise]

STAGES: Words = {
    Stage.FEASIBILITY: _("Feasibility"),
    Stage.WORK_PLAN: _("Joint work plan"),
    Stage.COMPARISON: _("Programme comparison"),
    Stage.VISITS: _("Joint validation visits"),
    Stage.PROCEDURES: _("Procedures and data pilot"),
    Stage.SIGNATURE: _("Ready to sign"),
    Stage.SIGNING: _("Signing proposed"),
    Stage.OPERATION: _("In operation"),
    Stage.CHANGING: _("In operation, change proposed"),
    Stage.HELD: _("Withheld for 72 hours"),
    Stage.SUSPENDED: _("Suspended"),
    Stage.RESUMING: _("Suspended, ending it proposed"),
    Stage.TERMINATING: _("Termination proposed"),
    Stage.TERMINATED: _("Ended"),
    Stage.ABANDONED: _("Given up"),
}
DOCUMENTS: Words = {
    "legal_basis": _("Legal basis"),
    "work_plan": _("Joint work plan"),
    "comparison": _("Programme comparison"),
    "visit_report": _("Report on joint visits"),
    "procedures": _("Operating procedures"),
    "pilot": _("Result of the data pilot"),
    "agreement": _("Text of the arrangement"),
    "evaluation": _("Evaluation"),
    "minutes": _("Minutes"),
    "letter": _("Letter"),
    "other": _("Other"),
}
CONTACTS: Words = {
    "desk": _("Mutual recognition desk"),
    "incidents": _("Incidents, at any hour"),
    "data": _("Exchange of data"),
    "visits": _("Joint visits"),
}
DIRECTIONS: Words = {"inward": _("Their operators with us"), "outward": _("Our operators with them")}
VERDICTS: Words = {"compatible": _("Compatible"), "partly": _("Partly"), "gap": _("Gap")}
RELATIONS: Words = {
    "equal": _("asks the same"),
    "covers": _("asks for a part of it"),
    "covered_by": _("asks for all of it and more"),
    "overlaps": _("asks for some of it"),
}
WHYS: Words = {
    "new": _("The item is new."),
    "words": _("Its words changed."),
    "counterpart": _("The words of an item beside it changed."),
    "links": _("Other items stand beside it."),
}
SCOPES: Words = {"security": _("Security"), "compliance": _("Compliance")}
BENEFITS: Words = {
    "fewer_examinations": _("Fewer examinations"),
    "priority_examination": _("Examined first where examined"),
    "fewer_documents": _("Papers checked less often"),
    "reduced_data": _("Fewer data for release"),
    "priority_release": _("Released first"),
    "contact_point": _("A contact point of its own"),
    "recovery_priority": _("First to trade again after a disruption"),
    "validation_counts": _("A validation there counts here"),
}
FIELDS: Words = {
    "tin": _("Trader identification number"),
    "scope": _("Scope"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid to"),
    "identifiers": _("Other numbers"),
    "legal_name": _("Legal name"),
    "trade_name": _("Trade name"),
    "addresses": _("Addresses"),
    "roles": _("Roles"),
    "programme": _("Programme"),
    "tier": _("Tier"),
    "contact": _("Mailbox"),
}
PRESETS: Words = {
    "prompt": _("Prompt: fades within a day"),
    "patient": _("Patient: fades within two weeks"),
    "periodic": _("Periodic: lists every so many days"),
}
TRANSLATES: Words = {
    "sender": _("The side that tells"),
    "receiver": _("The side that is told"),
    "nobody": _("Nobody; the number is taken as it is"),
}
DECLARED: Words = {
    "exporter": _("Exporter"),
    "consignor": _("Consignor"),
    "manufacturer": _("Manufacturer"),
    "consignee": _("Consignee"),
    "carrier": _("Carrier"),
    "declarant": _("Declarant"),
}
DEBTS: Words = {
    "list": _("List of operators"),
    "figures": _("Figures on consignments and benefits"),
    "removal_notice": _("Notice that an operator was suspended or revoked"),
    "incident_notice": _("Notice of an incident"),
    "programme_notice": _("Notice of a change in the programme"),
    "visit_report": _("Report on validations"),
    "meeting": _("Meeting to evaluate"),
}
EVERY: Words = {
    "event": _("upon each event, in hours"),
    "month": _("each month, in days after its end"),
    "quarter": _("each quarter, in days after its end"),
    "year": _("each year, in days after its end"),
}
QUARANTINES: Words = {
    "fork": _("The partner signed two trees that contradict each other"),
    "rollback": _("The partner signed a tree that lacks what it had said before"),
    "cap": _("More was added than the agreement allows"),
    "held": _("The partner says something that cannot be understood here"),
}
TOLD: Words = {
    "valid": _("Valid"),
    "suspended": _("Suspended"),
    "revoked": _("Revoked"),
    "expired": _("Expired"),
    "withdrawn": _("Withdrawn"),
    "updated": _("Valid, with other particulars"),
    "erased": _("Erased"),
    "unreadable": _("Not understood"),
}
FEED_STATES: Words = {"proposed": _("Waits for a second person"), "open": _("Open"), "closed": _("Closed")}
WAYS: Words = {
    "email": _("By e-mail"),
    "portal": _("From a portal of the partner"),
    "post": _("By post"),
    "hand": _("Handed over"),
}
