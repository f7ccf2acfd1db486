"""A folder of contents for each test, and files of every kind made on the spot."""

import io
import zipfile

import pytest


@pytest.fixture
def folder(settings, tmp_path):
    """Where this test's contents are kept."""
    settings.TRUSTLANE_EVIDENCE_FOLDER = tmp_path / "evidence"
    return settings.TRUSTLANE_EVIDENCE_FOLDER


@pytest.fixture
def office():
    """Makes an office document of these members: ``office(kind, {name: content})``."""

    def made(kind, members=None, types=b"<Types/>"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", types)
            archive.writestr(
                {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/p.xml"}[kind], b"<x/>"
            )
            for name, content in (members or {}).items():
                archive.writestr(name, content)
        return out.getvalue()

    return made
