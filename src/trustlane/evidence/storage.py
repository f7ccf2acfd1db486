"""Where this installation keeps contents, how large one may be, and who looks into them first."""

from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from trustlane.evidence.blobs import Blobs
from trustlane.evidence.scanners import Scanner


def blobs() -> Blobs:
    """The folder named in the settings."""
    return Blobs(Path(settings.TRUSTLANE_EVIDENCE_FOLDER))


def largest() -> int:
    """The most bytes a document may have."""
    return int(settings.TRUSTLANE_EVIDENCE_LARGEST)


def scanners() -> list[Scanner]:
    """Everyone who has to agree before a file is kept, in this order."""
    return [import_string(path)() for path in settings.TRUSTLANE_EVIDENCE_SCANNERS]
