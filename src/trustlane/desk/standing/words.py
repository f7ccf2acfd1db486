"""What people read when a deed about the register is refused: each refusal once, with what to do instead."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trustlane.evidence import refusals as evidence
from trustlane.standing import refusals as standing

SENTENCES: dict[type[Exception], str | Promise] = {
    standing.ListUnreadable: _("The file cannot be read as a list. Nothing was kept; what to mend is said below."),
    standing.IssuerUnknown: _("No administration has this code. Write its two-letter ISO code, such as JP, or EU."),
    standing.PreviewStale: _(
        "The register changed since you looked, so the list would do something else than what you saw. "
        "Look at the new preview below, then apply it."
    ),
    standing.ListSettled: _("Somebody applied or discarded this list before you. What came of it stands below."),
    standing.OfAnArrangement: _(
        "This list came under an arrangement with a partner. Open it under Mutual recognition, Partners by file."
    ),
    standing.NothingToApply: _("Every row of the list was refused. Mend the rows and upload the list again."),
    standing.RegisterConflict: _(
        "The list contradicts what the register holds, so nothing of it was applied. "
        "Look at the operator's history and correct the period, role or scope."
    ),
    standing.NotHeld: _("The register does not hold that standing now. Look at the operator as it is known today."),
    evidence.Empty: _("The file is empty. Send the list with its heading row."),
    evidence.TooLarge: _("The file is too large. Split the list and upload the parts."),
    evidence.NotAllowed: _("Files of this kind are not kept. Save the list as CSV or XLSX."),
    evidence.Mismatch: _("The file is not what its name says. Save the list anew as CSV or XLSX."),
    evidence.Dangerous: _("The file holds a macro or a program. Save the list as plain CSV or XLSX without macros."),
    evidence.Unreadable: _("The file is damaged or locked by a password. Save it anew without a password."),
    evidence.DaysUnfit: _("The last day of the file lies before the day it speaks of. Give the days anew."),
    evidence.CertificateUndated: _("A certificate needs both days. Give the list as a list, without a standard."),
    evidence.NotNewest: _("The file that was to be replaced is not there any more. Upload the list as a new one."),
    evidence.Lost: _("The kept file cannot be found or was altered. Tell an administrator before anything else."),
}


def sentence(refused: Exception) -> str:
    """The sentence of a refusal, or of the nearest kind of refusal that has one."""
    for kind in type(refused).__mro__:
        if kind in SENTENCES:
            return str(SENTENCES[kind])
    return gettext("This was refused, and nothing was changed.")
