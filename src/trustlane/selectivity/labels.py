"""What people read: the names of lanes, outcomes, families and groups of signals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from trustlane.declarations.labels import KINDS


class Outcome(TextChoices):
    """What happens to a declaration or an entry summary, the mildest first."""

    GREEN = "green", _("Green")
    BLUE = "blue", _("Blue")
    YELLOW = "yellow", _("Yellow")
    ORANGE = "orange", _("Orange")
    RED = "red", _("Red")
    COMPLETE = "complete", _("Assessment complete")
    REQUEST_FOR_INFORMATION = "request_for_information", _("Request for information")
    CONTROL_AT_ENTRY = "control_at_entry", _("Control at first entry")
    REQUEST_FOR_SCREENING = "request_for_screening", _("Request for screening")
    DO_NOT_LOAD = "do_not_load", _("Do not load")


class World(TextChoices):
    """The world with the trusted-trader credit, and the one without."""

    WITH_CREDIT = "with", _("With credit")
    WITHOUT_CREDIT = "without", _("Without credit")


class Group(TextChoices):
    """Whose declarations are compared with one another: each declaration belongs to one group."""

    OWN = "own", _("Trusted by us")
    PARTNER = "partner", _("Trusted by a partner")
    SMALL = "small", _("Small firms")
    OTHERS = "others", _("All others")


# A small firm is one of no trusted status that lodged at most so many declarations here in the 365 days before.
SMALL_FIRM = 12

MEANING = {
    Outcome.GREEN: _("Released without a check"),
    Outcome.BLUE: _("Released, audited afterwards"),
    Outcome.YELLOW: _("Papers checked before release"),
    Outcome.ORANGE: _("X-ray image before release"),
    Outcome.RED: _("Physical inspection before release"),
    Outcome.COMPLETE: _("Nothing more is asked"),
    Outcome.REQUEST_FOR_INFORMATION: _("The declarant is asked for more data"),
    Outcome.CONTROL_AT_ENTRY: _("The goods are controlled where they first arrive"),
    Outcome.REQUEST_FOR_SCREENING: _("The goods are to be screened before they are loaded"),
    Outcome.DO_NOT_LOAD: _("The goods must not be loaded"),
}

# Lanes in which goods are held and looked at, as examination rates count them.
EXAMINED = (Outcome.ORANGE, Outcome.RED, Outcome.CONTROL_AT_ENTRY, Outcome.REQUEST_FOR_SCREENING, Outcome.DO_NOT_LOAD)
# Lanes in which nobody looks at anything.
UNTOUCHED = (Outcome.GREEN, Outcome.COMPLETE)

FAMILY = {"security": _("Security"), "revenue": _("Revenue and compliance")}
KIND = KINDS
SOURCE = {
    "lot": _("Random share"),
    "lodged_again": _("Lodged again"),
    "decided_again": _("Decided again"),
    "rule": _("Targeting rule"),
    "signal": _("Signal"),
    "model": _("Model"),
    "mandatory": _("Mandatory check"),
    "stake": _("What is at stake"),
}
ROLE = {
    "importer": _("Importer"),
    "exporter": _("Exporter"),
    "declarant": _("Declarant"),
    "carrier": _("Carrier"),
    "representative": _("Representative"),
}
# What looks use up, as the policy that ships says it; a policy may name units of its own.
UNITS = {
    "audit hours": _("audit hours"),
    "officer hours": _("officer hours"),
    "scanner slots": _("scanner slots"),
    "inspection hours": _("inspection hours"),
    "screenings abroad": _("screenings abroad"),
    "refusals to load": _("refusals to load"),
}
# What a decision rests on, part by part.
BASIS = {
    "policy": _("Policy"),
    "references": _("Reference values"),
    "standing": _("Standing as known"),
    "feeds": _("Feeds of partners, as far as they were read"),
    "rules": _("Targeting rules"),
    "model": _("Model"),
    "exchange": _("Exchange rates"),
    "seed": _("Seed of the random share (its commitment)"),
}
# Covert holds: what they are about, and where one stands.
ABOUT = {"operator": _("Operator"), "declaration": _("Declaration")}
HOLD_STATE = {
    "alone": _("In force for 72 hours"),
    "ratified": _("In force"),
    "lapsed": _("Lapsed"),
    "over": _("Over"),
    "ended": _("Ended"),
}
