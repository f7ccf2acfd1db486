"""Why a deed of the programme was refused: what was expected, what came, what to do instead; pure."""

from __future__ import annotations

from collections.abc import Sequence

from trustlane.criteria.questionnaire.answers import AnswerRefused


class ProgrammeRefused(Exception):
    """A deed of the programme was refused; ``mend`` says what to do instead."""

    mend = ""


class MoveUnknown(ProgrammeRefused):
    """No row of the table of moves has that name."""

    mend = "Choose one of the moves the page offers."

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no move {name!r}.")


class WrongStage(ProgrammeRefused):
    """The move cannot be made at the stage where the case is."""

    mend = "Look at the case again: somebody may have moved it since."

    def __init__(self, move: str, stage: str, expected: Sequence[str]) -> None:
        self.move, self.stage, self.expected = move, stage, tuple(expected)
        wanted = ", ".join(name.replace("_", " ") for name in expected)
        super().__init__(
            f"'{move.replace('_', ' ')}' is possible at {wanted}; this case is at {stage.replace('_', ' ')}."
        )


class ReasonMissing(ProgrammeRefused):
    """The move needs a reason, and none was given."""

    mend = "Write the reason; it is kept, and the applicant reads it where the law says so."


class Incomplete(ProgrammeRefused):
    """The application lacks something that has to be there before it is submitted."""

    mend = "Fill in what is named and submit again."

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(f"Missing: {'; '.join(self.missing)}.")


class HearingNotOver(ProgrammeRefused):
    """The person concerned was not heard yet, and still may be."""

    mend = "Wait until the answer is there or the time for it is over."


class BenefitNotYours(ProgrammeRefused):
    """An agency names a benefit that is not its own to grant in this case, or none."""

    mend = "Choose among the benefits that the page offers; Customs names as which agency it asks you."

    def __init__(self, benefits: Sequence[str], offered: Sequence[str]) -> None:
        named, known = ", ".join(one[:40] for one in benefits) or "none", ", ".join(offered) or "none"
        super().__init__(f"Named: {named}; this agency grants here: {known}.")


class BenefitNotAgreed(ProgrammeRefused):
    """A benefit of another agency is granted to which that agency has not agreed."""

    mend = "Leave it out; the agency can grant it later by a deed of its own."


class FreezeRuns(ProgrammeRefused):
    """One officer withholds the status now, and what would give it back waits for that."""

    mend = "Ratify the freeze or end it, as another officer than who froze; then decide."


class ConditionsOpen(ProgrammeRefused):
    """A condition of the suspension is neither met nor waived with a reason."""

    mend = "Say of each condition whether it is met, or why it is waived."


class NotAsked(ProgrammeRefused):
    """An answer was given to something nobody asked, or that was answered before."""

    mend = "Look at the case again."


class AnswerUnfit(ProgrammeRefused):
    """What was said does not answer the question."""

    def __init__(self, question: str, why: AnswerRefused) -> None:
        self.question, self.why, self.mend = question, why, why.mend
        super().__init__(f"{question}: {why.reason}")


class EvidenceUnknown(ProgrammeRefused):
    """A document is named that the operator never gave."""

    mend = "Upload the document first, or choose one of those given before."

    def __init__(self, documents: Sequence[object]) -> None:
        named = ", ".join(str(one)[:20] for one in documents[:5])
        super().__init__(f"No document of this operator is {named}.")


class TeamTooSmall(ProgrammeRefused):
    """A validation needs at least two of its own, with nobody twice."""

    mend = "Widen the circle of validators: another unit or a neighbour may lend one."


class FindingsOpen(ProgrammeRefused):
    """A finding that has to be mended is not settled yet."""

    mend = "Settle each finding, or recommend to refuse."


class NotRated(ProgrammeRefused):
    """Something that has to be looked at was not rated."""

    mend = "Rate each criterion of the checklist; 'not applicable' is a rating too."


class NotTraced(ProgrammeRefused):
    """A consignment that the plan names was not traced, and the report is to be written."""

    mend = "Say of each consignment what tracing it showed; 'could not be traced' with its reason is an answer too."


class TermsMissing(ProgrammeRefused):
    """A decision does not say what is granted."""

    mend = "Say for which risks, roles and tier the status is granted."


class CaseChanged(ProgrammeRefused):
    """The case was changed by somebody else since the page was made."""

    mend = "Look at the case again, then decide."


class ReapplicationBarred(ProgrammeRefused):
    """A status was refused or taken away too short a time ago for a new application."""

    mend = "Apply again on or after the day named."


class OpenCaseExists(ProgrammeRefused):
    """The operator already has a case that is open."""

    mend = "Go on with the open case, or withdraw it first."


class ClockSaysNo(ProgrammeRefused):
    """The clock cannot be extended, stopped or started so."""

    mend = "Look at the clocks of the case, and choose what its term allows."


class TimeAskedAlready(ProgrammeRefused):
    """More time was asked for this clock before, and nobody answered yet."""

    mend = "Wait for the answer; the clock goes on meanwhile."


class NothingToPrint(ProgrammeRefused):
    """The case has no such paper yet."""

    mend = "Look at the case again once it was decided."


class AppealTooLate(ProgrammeRefused):
    """The time to appeal is over."""

    mend = "Ask the office what the law still allows."


class NotYet(ProgrammeRefused):
    """The day for it has not come."""

    mend = "Wait for the day named."


class NothingProposed(ProgrammeRefused):
    """There is nothing to decide upon."""

    mend = "Propose the change first."


class SuccessorUnknown(ProgrammeRefused):
    """The successor of a company is not an operator of the register."""

    mend = "Register the successor first."


class PresetUnknown(ProgrammeRefused):
    """No preset of clocks has that name and edition."""

    mend = "Choose one of the presets that ship."


class MigrationUnreadable(ProgrammeRefused):
    """The file as a whole cannot be read as a table of cases."""

    def __init__(self, said: str, mend: str) -> None:
        self.mend = mend
        super().__init__(said)


class MigrationFaulty(ProgrammeRefused):
    """Rows of the file cannot be used; all of it is applied, or nothing."""

    mend = "Mend the rows as the preview says, and upload the file again."


class MigrationSettled(ProgrammeRefused):
    """The file was applied, its counts or the day of the cut-over were signed, before."""

    mend = "Look at what stands there now."


class MigrationStale(ProgrammeRefused):
    """The house changed since the preview, so that the file would bring something other than what was shown."""

    mend = "Look at the preview again, then apply the file."


class NotReconciled(ProgrammeRefused):
    """What is in the database is not what was in the file."""

    mend = "Nothing was kept. Send the file and this message to who keeps the system."


class DualRun(ProgrammeRefused):
    """Until the day of the cut-over the old system decides on migrated cases; here they are only shown."""

    mend = "Decide in the old system, or have a decision maker set the day of the cut-over."


class NotYetThere(ProgrammeRefused):
    """The case is asked for as of an instant at which it was not there, or only the applicant saw its draft."""

    mend = "Look at a later day."


class TextUnfit(ProgrammeRefused):
    """A text cannot be kept as it was sent."""

    mend = "Write it as plain text; shorten what is too long, or attach it as a document."


class ChoiceUnknown(ProgrammeRefused):
    """A word was sent that is none of those to choose from."""

    mend = "Choose one of those named."

    def __init__(self, what: str, said: object, known: Sequence[str]) -> None:
        more = " …" if len(known) > 12 else ""
        super().__init__(f"{repr(said)[:60]} is no {what}; there are {', '.join(known[:12]) or 'none'}{more}.")


class RatedByTheTeam(ProgrammeRefused):
    """The team rated this criterion; the rating of a guest does not take the place of the team's."""

    mend = "Tell the lead of the team what you saw; the team can rate it again."


class RatedMeanwhile(ProgrammeRefused):
    """Somebody else rated this criterion after the page was drawn on which you rated it."""

    mend = "Read what was seen there. To put your rating in its place, rate again; what you wrote is still here."

    def __init__(self, said: str, newest: int) -> None:
        super().__init__(said)
        self.newest = newest


class KeyTaken(ProgrammeRefused):
    """A rating came under the key of another rating."""

    mend = "Send it again under a key of its own."


class MomentUnfit(ProgrammeRefused):
    """An instant has no time zone, or lies before anything could be seen."""

    mend = "Send the instant with its time zone, such as 2026-03-02T09:30:00+00:00."


class DayPast(ProgrammeRefused):
    """A day to answer by has to lie ahead."""

    mend = "Choose a day after today."


class ReceiptUnfit(ProgrammeRefused):
    """An application is received today or on a day of the past year, never on a day to come."""

    mend = "Write the day on which the application came to the office."


class SiteUnknown(ProgrammeRefused):
    """A site is named that the operator does not have."""

    mend = "Choose one of the operator's sites, or enter the site in the register first."

    def __init__(self, operator: str, sites: Sequence[object]) -> None:
        super().__init__(f"{operator} has no site {', '.join(str(one)[:20] for one in sites[:5])}.")


class SiteUnfit(ProgrammeRefused):
    """What is said of a site cannot be right, or the site was closed."""

    mend = "Look at the address, the code and the days again."


class PlaceUnfit(ProgrammeRefused):
    """Two numbers are no place on earth."""

    mend = "Send the photograph without the place of the device, and type where it was."


class PersonUnknown(ProgrammeRefused):
    """Somebody is named who has no account."""

    mend = "Choose people who have an account here."

    def __init__(self, people: Sequence[object]) -> None:
        super().__init__(f"There is no person {', '.join(str(one)[:20] for one in people[:5])}.")


class RoundUnfit(ProgrammeRefused):
    """A round of consistency, or a rating in it, cannot be as it was sent."""

    mend = "Look at the round again, and send what it asks for."


class RiskUnfit(ProgrammeRefused):
    """A risk, or a leg of the supply chain, is judged in a way that cannot be."""

    mend = "Change what is named, and judge it again."


class ModeUnfit(ProgrammeRefused):
    """A validation is planned in a way that the rules do not leave for these sites, and nobody says why."""

    mend = "Choose a way that the rules leave, or say why this one is taken all the same."

    def __init__(self, mode: str, modes: Sequence[str], rules: Sequence[str]) -> None:
        self.mode, self.modes, self.rules = mode, tuple(modes), tuple(rules)
        left = ", ".join(one.replace("_", " ") for one in modes)
        super().__init__(f"Planned: {mode.replace('_', ' ')}; the rules leave: {left}. {' '.join(rules)}")


class LotRefused(ProgrammeRefused):
    """A team is drawn by lot, and this draw does not hold."""

    mend = "Take somebody out of the team on a ground that is named, or let the team stay as it was drawn."


class TeamUnfit(ProgrammeRefused):
    """Somebody is named for a validation who may not take part in it."""

    mend = "Draw the team anew among the validators of the office who had no hand in the case."


class CorrectionAsked(ProgrammeRefused):
    """A correction was asked for because of this finding before."""

    mend = "Rate it again first, then ask because of the new rating."


class ConsultationOpen(ProgrammeRefused):
    """The agency was asked and has not answered yet."""

    mend = "Wait for its answer, or for the end of its time; then ask again."


class NoticeUnknown(ProgrammeRefused):
    """A notice is read by the person it is for."""

    mend = "Look at your own notices; it may belong to another account."


class MailUnknown(ProgrammeRefused):
    """A mail is tried again that was given up."""

    mend = "Look at the list anew; it may have been sent meanwhile."


class LetterUnknown(ProgrammeRefused):
    """A letter is posted that goes by post."""

    mend = "Choose letters from the list of those to be posted."


class CertificateOver(ProgrammeRefused):
    """The certificate ended before the change that is decided."""

    mend = "Let the status lapse, or decline the change; the operator may apply anew."


class SampleUnfit(ProgrammeRefused):
    """A sample cannot be drawn from these cases in this size."""

    mend = "Ask for a larger sample or larger strata, or for a wider population."


class AgreementMissing(ProgrammeRefused):
    """A seat of this team was drawn anew so often that a second officer has to agree before it is drawn once more."""

    mend = "Ask for it on the page of the case under validation; once another officer agreed, plan again."


class NotToAgree(ProgrammeRefused):
    """Nothing waits for a second officer here: no seat is to be drawn anew, or it was agreed to, or planned since."""

    mend = "Look at the case again."


class NothingOwed(ProgrammeRefused):
    """No audit of this case is owed for these two duties, or its outcome is recorded already."""

    mend = "Look at the page of staffing again: it names the audits that are still owed."


class NoteMissing(ProgrammeRefused):
    """A finding says what was found."""

    mend = "Write what is not in order, and where in the trail it shows."


class CountsUnexplained(ProgrammeRefused):
    """The old system counts other cases than were read, and nobody says why."""

    mend = "Write why the counts differ, or have the table drawn anew; the reason is recorded."


class OrderedAlready(ProgrammeRefused):
    """The file is being applied already."""

    mend = "Wait until that ends; the page of the file shows how far it is."


class NoNewerEdition(ProgrammeRefused):
    """The case is assessed by the edition in force, or stays on the one it has."""

    mend = "Leave the case as it is."


class ChangesUnconfirmed(ProgrammeRefused):
    """A case goes over to another edition only once somebody said of each line what becomes of it."""

    mend = "Go through the lines that are named, and say of each what becomes of it."

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(f"Nothing was said of: {', '.join(self.missing)}.")


class EditionOver(ProgrammeRefused):
    """The transition of the edition the application is written under is over."""

    mend = "Take the answers over to the edition in force, then submit."


class VisitNeeded(ProgrammeRefused):
    """A holder is validated again by a visit: the preset of this case knows no revalidation at the desk."""

    mend = "Plan a visit, on site or remote, instead."


class NotRevalidated(ProgrammeRefused):
    """A certificate is renewed after the holder was validated again in its period, or it is said why not."""

    mend = "Validate the holder again and close that first, or write why the certificate is renewed without it."
