"""The words people read for editions of catalogues, their comments and how they relate."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trustlane.criteria.kinds import Kind
from trustlane.criteria.lifecycle import Phase, Stage

Words = Mapping[str, str | Promise]

KINDS: Words = {
    Kind.CATALOGUE: _("Catalogue"),
    Kind.CROSSWALK: _("Crosswalk"),
    Kind.QUESTIONS: _("Questions"),
}
STAGES: Words = {
    Stage.DRAFT: _("Being drafted"),
    Stage.CONSULTATION: _("In consultation"),
    Stage.SETTLING: _("Comments being answered"),
    Stage.ADOPTED: _("Adopted"),
    Stage.DROPPED: _("Given up"),
}
PHASES: Words = {
    Phase.COMING: _("Adopted, not in force yet"),
    Phase.IN_FORCE: _("In force"),
    Phase.TRANSITION: _("In transition"),
    Phase.RETIRED: _("Retired"),
}
# Standards whose certificate may be shown: names, which nobody translates.
STANDARDS: Mapping[str, str] = {
    "iso28000": "ISO 28000",
    "isps": "ISPS",
    "ra3_kc": "RA3/KC",
    "tapa": "TAPA",
    "iso27001": "ISO 27001",
    "iso9001": "ISO 9001",
    "iso22301": "ISO 22301",
    "upu_s58_s59": "UPU S58/S59",
}
OUTCOMES: Words = {"taken": _("Taken up"), "partly": _("Taken up in part"), "not_taken": _("Not taken up")}
CHANNELS: Words = {"account": _("Written here"), "letter": _("Entered from a letter")}
