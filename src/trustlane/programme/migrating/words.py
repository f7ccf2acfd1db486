"""What other systems write in the heads and cells of their tables, and what each word means; pure."""

from __future__ import annotations

from trustlane.programme.stages import Stage
from trustlane.standing.words import plain

# The moves whose days are known to clocks, by the column that tells each; in the order in which they are made.
DATED = {
    "submitted": "submit",
    "accepted": "accept",
    "granted": "grant",
    "revalidated": "revalidate",
    "frozen": "freeze",
    "suspended": "ratify",
    "revoked": "revoke",
    "annulled": "annul",
    "appealed": "appeal",
}

_COLUMNS = {
    "number": "case number, case, case no, file number, file no, application number, reference, our reference",
    "name": "name, operator, company, company name, legal name, applicant, holder, trader, economic operator",
    "TIN": "tin, trader identification number, tax identification number, tax number, vat number",
    "EORI": "eori, eori number, eori no",
    "LEI": "lei, lei code, legal entity identifier",
    "NATIONAL": "national number, national id, company number, registration number, customs code, customs number",
    "certificate": "certificate, certificate number, certificate no, aeo number, aeo no, authorisation number, "
    "authorization number",
    "stage": "stage, status, state, case status, stage of the case",
    "office": "office, customs office, competent office",
    "scope": "scope, type, aeo type, certificate type",
    "roles": "role, roles, operator type, business type, activity",
    "tier": "tier, level, grade, class",
    "small": "small, small firm, sme, micro or small",
    "submitted": "submitted, submitted on, applied, applied on, application date, date of application, received on",
    "accepted": "accepted, accepted on, acceptance date, date of acceptance",
    "granted": "granted, granted on, decided on, date granted, date of decision, decision date, issued on, issue date",
    "revalidated": "revalidated, revalidated on, last revalidation, date of last revalidation",
    "frozen": "frozen, frozen on, frozen since",
    "suspended": "suspended, suspended on, suspension date, suspended since",
    "revoked": "revoked, revoked on, revocation date",
    "annulled": "annulled, annulled on, annulment date",
    "appealed": "appealed, appealed on, appeal date, date of appeal",
    "effective": "effective, effective from, valid from, in force from, start date",
    "expires": "expires, expires on, valid to, valid until, expiry date, end date",
    "clock": "clock, running clock, deadline, term",
    "clock_begun": "clock begun, clock started, clock begun on, deadline begun, term begun",
    "days_used": "days used, used days, days run, days elapsed",
    "remark": "remark, remarks, note, notes, comment, comments",
}

_STAGES = {
    Stage.SUBMITTED: "received, lodged, new application",
    Stage.NOT_ACCEPTED: "rejected as incomplete, returned",
    Stage.ACCEPTED: "admitted, complete",
    Stage.DESK_REVIEW: "under review, in review, document review, documents under review",
    Stage.VALIDATION_PLANNED: "visit planned, audit planned, site visit planned",
    Stage.VALIDATING: "validation, under validation, visit under way, audit under way",
    Stage.REPORTING: "report, report being written",
    Stage.CORRECTING: "corrective actions, corrective action open, corrections",
    Stage.DECISION_PENDING: "awaiting decision, for decision, pending decision",
    Stage.REFUSAL_HEARING: "hearing before refusal",
    Stage.REFUSED: "rejected, denied",
    Stage.GRANTED: "granted not yet in force",
    Stage.MONITORED: "valid, active, in force, authorised, authorized, certified, holder, approved, current",
    Stage.REVALIDATION_REVIEW: "revalidation, under revalidation, reassessment, under reassessment, renewal audit",
    Stage.SUSPENDED: "on hold, suspension",
    Stage.REVOKED: "cancelled, canceled, removed, revocation",
    Stage.ANNULLED: "annulment, void",
    Stage.WITHDRAWN: "given back, surrendered, renounced",
    Stage.LAPSED: "expired, ended, company ended",
    Stage.SUCCEEDED: "merged, passed to successors",
}

COLUMNS = {plain(word): meaning for meaning, words in _COLUMNS.items() for word in (meaning, *words.split(","))}
STAGES = {plain(stage): stage for stage in Stage} | {
    plain(word): stage for stage, words in _STAGES.items() for word in words.split(",")
}
# What stands in a cell where somebody knows that a day is not known.
UNKNOWN = frozenset({plain(word) for word in ("unknown", "not known", "n k", "nk", "?", "lost", "missing")} | {"x"})
YES = frozenset({"yes", "y", "true", "1", "small", "sme"})
NO = frozenset({"", "no", "n", "false", "0", "large"})
HEADINGS = (
    "Case number", "Name", "TIN", "Certificate number", "Stage", "Office", "Scope", "Roles", "Tier", "Small",
    "Submitted on", "Accepted on", "Granted on", "Suspended on", "Valid from", "Valid to", "Clock", "Clock begun",
    "Days used", "Remark",
)  # fmt: skip
