"""A certificate, a letter and a report set in type, and a certificate sealed and checked."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from statistics import median

from bench.figure import Figure

ROUNDS = 20
CERTIFICATE, REPORT, SEAL = 100.0, 2_000.0, 100.0  # milliseconds


def figures() -> list[Figure]:
    """Milliseconds, the median of 20 after one to warm up; the facts differ each time, so nothing comes from memory."""
    from tests.programme.papers import made
    from trustlane.programme.papers import keys
    from trustlane.programme.papers.certificate import certificate_pdf
    from trustlane.programme.papers.letters import letter_pdf
    from trustlane.programme.papers.report import report_pdf
    from trustlane.programme.papers.seal import check_seal, seal

    findings = tuple(replace(made.REPORT.findings[0], item=f"A.{number}") for number in range(60))
    photos = tuple(replace(made.REPORT.findings[1].photos[0], picture=made.picture(1600, 1200)) for _ in range(6))
    long = replace(made.REPORT, findings=(*findings, replace(made.REPORT.findings[1], photos=photos)))
    key = keys.make_seal_key(made.ADMINISTRATION, at=made.AT, passphrase=b"bench")
    signer = keys.signer_from_pkcs12(key.pkcs12, b"bench")
    paper = certificate_pdf(made.CERTIFICATE, at=made.AT)
    sealed = seal(paper, signer, at=made.AT)

    def at(number: int) -> dict[str, object]:
        return {"at": made.AT + timedelta(seconds=number)}

    certificate = _ms(lambda n: certificate_pdf(replace(made.CERTIFICATE, number=f"XA-{n}"), **at(n)))
    letter = _ms(lambda n: letter_pdf(made.letter("refused", application=f"XA-{n}"), **at(n)))
    report = _ms(lambda n: report_pdf(replace(long, case=f"XA-{n}"), **at(n)))
    sealing = _ms(lambda n: seal(paper, signer, at=made.AT))
    checking = _ms(lambda n: check_seal(sealed, key.root, at=made.AT))
    return [
        Figure("a certificate as PDF/A", certificate, "ms", "≤ 100", certificate <= CERTIFICATE),
        Figure("a letter as PDF/A", letter, "ms", "≤ 100", letter <= CERTIFICATE),
        Figure("a report of 61 findings and 6 photographs", report, "ms", "≤ 2,000", report <= REPORT),
        Figure("sealing a certificate (P-256)", sealing, "ms", "≤ 100", sealing <= SEAL),
        Figure("checking its seal", checking, "ms", "≤ 100", checking <= SEAL),
    ]


def _ms(deed: Callable[[int], object]) -> float:
    """The median of 20 rounds, in milliseconds."""
    deed(0)
    took = []
    for number in range(1, ROUNDS + 1):
        began = time.perf_counter()
        deed(number)
        took.append(time.perf_counter() - began)
    return 1000 * median(took)
