"""`trustlane feeds trust-keys`: trust a partner's keys, two persons with the fingerprint it told by another way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from trustlane.cli import node_database
from trustlane.cli.feeds import AsJson, By, PasswordFile, done_by, feeds
from trustlane.cli.telling import refuse, say
from trustlane.config.settings import in_force

if TYPE_CHECKING:
    from trustlane.recognition.keys.keysets import Keyset

LARGEST = 256 * 1024  # bytes of a keyset
Partner = Annotated[str, typer.Argument(help="The code of the partner, such as XB.", metavar="PARTNER")]
Fingerprint = Annotated[
    str,
    typer.Option(help="The fingerprint as the partner told it by telephone or letter; blanks do not matter."),
]


@feeds.command("trust-keys")
def trust_keys(
    partner: Partner,
    fingerprint: Fingerprint,
    by: By,
    file: Annotated[
        Path | None, typer.Option("--file", help="To propose: the partner's keyset, such as 1.root.json.", exists=True)
    ] = None,
    password_file: PasswordFile = None,
) -> None:
    """Trust the keyset of a partner: one person proposes it with --file, another runs this again without.

    Each compares the fingerprint with what the partner says by another way. Later versions need nobody: each is
    believed by the one before it, and fetched from the partner's node.

    Example: `trustlane feeds trust-keys XB --file 1.root.json --fingerprint "3f9a 0b1c …" --by anna`
    """
    from trustlane.recognition.refusals import PartnerKeysMissing

    with done_by(by, password_file) as doing:
        from trustlane.recognition.actions.trusting import agree_keyset, propose_keyset
        from trustlane.recognition.keys import keysets
        from trustlane.recognition.queries.keysets import proposed

        if file is not None:
            with file.open("rb") as stream:
                data = stream.read(LARGEST)
            told = _compared(keysets.read(data), fingerprint)
            propose_keyset(partner=partner, data=data, fingerprint=told, by=doing.by, at=doing.at)
            said = f"Proposed. Another person trusts it with `trustlane feeds trust-keys {partner} --by NAME`."
        else:
            waiting = proposed(partner)
            if waiting is None:
                raise PartnerKeysMissing(partner, "no keyset of it waits for a second person")
            told = _compared(keysets.read(bytes(waiting.data)), fingerprint)
            agree_keyset(keyset=waiting, fingerprint=told, by=doing.by, at=doing.at)
            said = f"Trusted. What {waiting.administration} signs counts from now on."
    say(said)


@feeds.command("keysets")
def listed(as_json: AsJson = False) -> None:
    """List the keysets of partners: which versions are trusted, by whom, and until when they count.

    Example: `trustlane feeds keysets`
    """
    with node_database.opened(in_force()):
        from trustlane.recognition.queries.keysets import keysets

        rows = keysets()
    if as_json:
        told = [
            {
                "partner": row.partner,
                "administration": row.administration,
                "version": row.version,
                "fingerprint": row.fingerprint,
                "expires": row.expires.isoformat(),
                "trusted_at": row.trusted_at.isoformat() if row.trusted_at else None,
                "by_two": row.by_two,
            }
            for row in rows
        ]
        typer.echo(json.dumps(told))
        return
    table = Table("Partner", "Administration", "Version", "Expires", "Trusted")
    for row in rows:
        how = "by two persons" if row.by_two else "by the version before"
        table.add_row(
            row.partner,
            row.administration,
            str(row.version),
            row.expires.strftime("%Y-%m-%d"),
            how if row.trusted_at else "waits for a second person",
        )
    Console().print(table)


def _compared(keyset: Keyset, fingerprint: str) -> bytes:
    """The whole fingerprint, where what was told is it, or the part of it that people compare."""
    from trustlane.recognition.keys.telling import COMPARED, short

    told, whole = "".join(fingerprint.split()).lower(), keyset.fingerprint.hex()
    if told not in (whole, whole[: 2 * COMPARED]):
        raise refuse(f"The fingerprint of this keyset is {short(keyset.fingerprint)}, not the one given.")
    return keyset.fingerprint
