"""Where a case stands, from the first draft to the last day of an authorization; pure."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """The stage of a case; its docstring is what people read beside its name."""

    DRAFT = "draft"
    """The applicant writes its application; nobody else sees it."""
    SUBMITTED = "submitted"
    """Customs looks whether the application is complete."""
    NOT_ACCEPTED = "not_accepted"
    """The application lacked what was asked for. The applicant may apply again, or appeal."""
    NON_ACCEPTANCE_APPEALED = "non_acceptance_appealed"
    """The applicant appealed because its application was not accepted."""
    ACCEPTED = "accepted"
    """The application is complete; the time for a decision runs."""
    DESK_REVIEW = "desk_review"
    """Customs reads the self-assessment and the applicant's record."""
    VALIDATION_PLANNED = "validation_planned"
    """A team is drawn and a visit is planned."""
    VALIDATING = "validating"
    """The team looks at the sites, on site or by video."""
    REPORTING = "reporting"
    """The team writes its report."""
    CORRECTING = "correcting"
    """The applicant mends what the team found."""
    DECISION_PENDING = "decision_pending"
    """Somebody who neither handled nor validated the case decides."""
    REFUSAL_HEARING = "refusal_hearing"
    """Customs means to refuse, has said why, and hears the applicant first."""
    REFUSED = "refused"
    """The application was refused. The applicant may appeal."""
    REFUSAL_APPEALED = "refusal_appealed"
    """The applicant appealed against the refusal."""
    GRANTED = "granted"
    """Granted; the status is in force from its day of effect."""
    MONITORED = "monitored"
    """The status is in force, and Customs keeps an eye on what it rests on."""
    AMENDING = "amending"
    """A change of what was granted is proposed; a second officer decides."""
    DOWNGRADE_APPEALED = "downgrade_appealed"
    """The holder appealed against the downgrade; the status is in force."""
    REVALIDATION_REVIEW = "revalidation_review"
    """The status is in force; Customs reads the holder's record anew, and plans a visit or concludes at the desk."""
    REVALIDATION_PLANNED = "revalidation_planned"
    """The status is in force; a team is drawn and a visit to the holder is planned."""
    REVALIDATING = "revalidating"
    """The status is in force; the team looks at the holder's sites again."""
    REVALIDATION_REPORTING = "revalidation_reporting"
    """The status is in force; the team writes its report on the holder."""
    REVALIDATION_CORRECTING = "revalidation_correcting"
    """The status is in force; the holder mends what the team found."""
    REVALIDATION_PENDING = "revalidation_pending"
    """The status is in force; somebody who neither handled nor validated the case closes the revalidation."""
    REVALIDATION_AT_DESK = "revalidation_at_desk"
    """The status is in force; nobody visited, and somebody who did not handle the case closes the revalidation."""
    FROZEN = "frozen"
    """One officer withholds the status for at most 72 hours; a second ratifies that, or it lapses."""
    SUSPENDED = "suspended"
    """The status is suspended and gives no benefit."""
    SUSPENSION_APPEALED = "suspension_appealed"
    """The holder appealed against the suspension."""
    REINSTATING = "reinstating"
    """Lifting the suspension is proposed; a second officer decides."""
    REVOCATION_HEARING = "revocation_hearing"
    """Customs means to revoke the status, has said why, and hears the holder first."""
    REVOKED = "revoked"
    """The status was revoked. The holder may appeal."""
    REVOCATION_APPEALED = "revocation_appealed"
    """The holder appealed against the revocation."""
    ANNULMENT_HEARING = "annulment_hearing"
    """Customs means to annul the status from its first day, has said why, and hears the holder first."""
    ANNULLED = "annulled"
    """The status was annulled: it counts as never granted. The holder may appeal."""
    ANNULMENT_APPEALED = "annulment_appealed"
    """The holder appealed against the annulment."""
    WITHDRAWN = "withdrawn"
    """The applicant withdrew its application, or the holder gave its status back."""
    LAPSED = "lapsed"
    """The company ended, or the certificate ran out without being renewed."""
    SUCCEEDED = "succeeded"
    """The company was merged or split; its case goes on with its successors."""


FIRST = Stage.DRAFT
# What an applicant has before there is a status.
APPLICATION = frozenset(
    {
        Stage.SUBMITTED,
        Stage.ACCEPTED,
        Stage.DESK_REVIEW,
        Stage.VALIDATION_PLANNED,
        Stage.VALIDATING,
        Stage.REPORTING,
        Stage.CORRECTING,
        Stage.DECISION_PENDING,
        Stage.REFUSAL_HEARING,
    }
)
# A round of validation of a holder: the status stays in force all the while.
REVALIDATION = frozenset(
    {
        Stage.REVALIDATION_REVIEW,
        Stage.REVALIDATION_PLANNED,
        Stage.REVALIDATING,
        Stage.REVALIDATION_REPORTING,
        Stage.REVALIDATION_CORRECTING,
        Stage.REVALIDATION_PENDING,
        Stage.REVALIDATION_AT_DESK,
    }
)
# Where there is a status, in force or withheld.
HOLDING = REVALIDATION | frozenset(
    {
        Stage.GRANTED,
        Stage.MONITORED,
        Stage.AMENDING,
        Stage.DOWNGRADE_APPEALED,
        Stage.FROZEN,
        Stage.SUSPENDED,
        Stage.SUSPENSION_APPEALED,
        Stage.REINSTATING,
        Stage.REVOCATION_HEARING,
        Stage.ANNULMENT_HEARING,
    }
)
# Appeals of an applicant that has no status yet, and of a holder.
APPLICATION_APPEALED = frozenset({Stage.NON_ACCEPTANCE_APPEALED, Stage.REFUSAL_APPEALED})
APPEALED = APPLICATION_APPEALED | {
    Stage.DOWNGRADE_APPEALED,
    Stage.SUSPENSION_APPEALED,
    Stage.REVOCATION_APPEALED,
    Stage.ANNULMENT_APPEALED,
}
# Before a status is taken, its holder is heard.
HEARD = (Stage.REVOCATION_HEARING, Stage.ANNULMENT_HEARING)
# Where one officer withholds a status that is in force and the case stays where it is: the hearing or the appeal goes
# on, with its clocks, and ends as it would have.
BESIDE = frozenset(HEARD) | {Stage.SUSPENSION_APPEALED, Stage.REVOCATION_APPEALED, Stage.ANNULMENT_APPEALED}
# A status, held or taken away by a decision that is appealed against, which may give it back.
OF_A_STATUS = HOLDING | APPEALED - APPLICATION_APPEALED
ENDED = frozenset(
    {
        Stage.NOT_ACCEPTED,
        Stage.REFUSED,
        Stage.REVOKED,
        Stage.ANNULLED,
        Stage.WITHDRAWN,
        Stage.LAPSED,
        Stage.SUCCEEDED,
    }
)
# The parts of a validation, each of an application and of a holder.
PLANNED = (Stage.VALIDATION_PLANNED, Stage.REVALIDATION_PLANNED)
ON_VISIT = (Stage.VALIDATING, Stage.REVALIDATING)
WRITTEN_UP = (Stage.REPORTING, Stage.REVALIDATION_REPORTING)
MENDED = (Stage.CORRECTING, Stage.REVALIDATION_CORRECTING)
# While a visit is planned, made, written up or mended; before and after, a partner's guest has no part in the case.
VISIT = frozenset({*PLANNED, *ON_VISIT, *WRITTEN_UP, *MENDED})
# Where a criterion of the checklist may be rated.
RATED_AT = (*ON_VISIT, *WRITTEN_UP)
# Where the applicant may still answer otherwise; a holder while it mends what a revalidation found, and told of a
# change of its sites like any holder.
ANSWERABLE = frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.ACCEPTED, Stage.DESK_REVIEW, *MENDED})
