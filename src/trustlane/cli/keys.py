"""`trustlane keys`: an administration's keys as files: made, signed, shown and checked without a line or a database."""

from __future__ import annotations

import json
import os
import secrets
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trustlane.cli import app, whole_files
from trustlane.cli.telling import refuse, say
from trustlane.recognition.refusals import RecognitionRefused

if TYPE_CHECKING:
    from trustlane.recognition.keys.chain import Chain
    from trustlane.recognition.keys.keysets import Keyset, WorkingKey
    from trustlane.recognition.keys.roles import Role

keys = typer.Typer(no_args_is_help=True, help="Keys with which an administration signs what it tells its partners.")
app.add_typer(keys, name="keys")

LARGEST = 256 * 1024  # bytes of any file read here
_PASSPHRASE = typer.Option(help="A file of your own with the passphrase in its first line; else it is asked for.")
_JSON = typer.Option("--json", help="Print JSON for a program to read.")


@keys.command("make")
def make(
    file: Annotated[
        Path, typer.Argument(help="Where the private key goes, such as root-1.key; its public one beside.")
    ],
    role: Annotated[
        str, typer.Option(help="root, feed_signer, heartbeat, credential_issuer, request_signing or encryption.")
    ] = "root",
    passphrase: Annotated[Path | None, _PASSPHRASE] = None,
) -> None:
    """Make a private key under a passphrase, and its public key in a file ending in .pub.

    A root is made on a machine without a line, by the person who will keep it.

    Example: `trustlane keys make root-1.key`
    """
    from trustlane.recognition.keys.locked import NONCE_BYTES, SALT_BYTES, SEED_BYTES, Private, lock
    from trustlane.recognition.keys.roles import ROOT, Role, kind_of

    if role not in (ROOT, *Role):
        raise refuse(f"There is no role {role!r}: name one of {', '.join((ROOT, *Role))}.")
    public = file.with_suffix(".pub")
    for path in (file, public):
        if path.exists():
            raise refuse(f"{path} exists already; a key is never written over.")
    private = Private(kind_of(role), secrets.token_bytes(SEED_BYTES))
    try:
        locked = lock(
            private,
            _passphrase(passphrase, twice=True),
            salt=secrets.token_bytes(SALT_BYTES),
            nonce=secrets.token_bytes(NONCE_BYTES),
        )
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(locked)
        public.write_text(f"{role} {private.public.hex()}\n", "utf-8")
    except RecognitionRefused as refusal:
        raise _refused(refusal) from refusal
    except OSError as error:
        raise refuse(f"{error.filename}: {error.strerror}.") from error
    say(f"{file}: the private key; keep it and its passphrase apart.\n{public}: the public key, to be handed on.")


@keys.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="Where the new keyset goes, such as 2.root.json.")],
    administration: Annotated[str, typer.Option(help="Of version 1: whose keys, such as mra.xa.example.")] = "",
    after: Annotated[
        list[Path] | None, typer.Option(help="The versions it follows, the oldest first; once for each.")
    ] = None,
    root: Annotated[
        list[Path] | None, typer.Option(help="The public key of a root; three of them, or none to keep those before.")
    ] = None,
    key: Annotated[list[Path] | None, typer.Option(help="The public key of a role, as `make` wrote it.")] = None,
    end: Annotated[list[str] | None, typer.Option(help="A role whose keys end now, because one was stolen.")] = None,
) -> None:
    """Make the next version of the keys, unsigned.

    What has not ended is carried on; a new key of a role begins seven days before that role's last one ends.
    Version 1 names the administration, three roots, and a key each for feed_signer, heartbeat and request_signing.

    Example: `trustlane keys new 2.root.json --after 1.root.json --key feed-2.pub`
    """
    from trustlane.recognition.keys import making
    from trustlane.recognition.keys.meaning import MONTHS, months_after
    from trustlane.recognition.keys.roles import ROOT, Role

    at = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - a command is where the clock is read
    roots = [_public(path, (ROOT,))[1] for path in root or ()]
    given = [_public(path, tuple(Role)) for path in key or ()]
    if unknown := sorted(set(end or ()) - set(Role)):
        raise refuse(f"There is no role {unknown[0]!r}: name one of {', '.join(Role)}.")
    try:
        before = _chain(after or []).keysets if after else ()
        carried = _carried(before[-1].keys if before else (), [Role(each) for each in end or ()], at)
        for role, public in given:
            carried = making.added(carried, Role(role), public, at=at)
        if before:
            made = making.following(before, keys=carried, issued=at, roots=roots)
        else:
            expires = months_after(at, MONTHS)
            made = making.first(administration=administration, roots=roots, keys=carried, issued=at, expires=expires)
        _keep(file, made)
    except RecognitionRefused as refusal:
        raise _refused(refusal) from refusal
    say(f"{file}: version {made.version}, unsigned. Compare its fingerprint before each signature:")
    _tell_fingerprint(made)


@keys.command("sign")
def sign(
    file: Annotated[Path, typer.Argument(help="The keyset to be signed; the signature is written into it.")],
    key: Annotated[Path, typer.Option(help="The private key of a root.")],
    after: Annotated[Path | None, typer.Option(help="The version before; needed from version 2 on.")] = None,
    passphrase: Annotated[Path | None, _PASSPHRASE] = None,
) -> None:
    """Sign a keyset with one root, alone and without a line; its fingerprint is shown first.

    Example: `trustlane keys sign 2.root.json --after 1.root.json --key root-1.key`
    """
    from trustlane.recognition.keys import making
    from trustlane.recognition.keys.locked import unlock

    try:
        keyset, before = _keyset(file), _keyset(after) if after else None
        _check_before(keyset, before)
        _tell_fingerprint(keyset)
        private = unlock(_bytes(key), _passphrase(passphrase))
        made = making.signed_by(keyset, private.public, private.sign, before=before)
        _keep(file, made)
    except RecognitionRefused as refusal:
        raise _refused(refusal) from refusal
    missing = making.missing(made, before)
    if not missing:
        say(f"{file}: signed; enough roots have signed it.")
        return
    told = [f"{missing.own} of its own roots"] if missing.own else []
    told += [f"{missing.before} of the roots before"] if missing.before else []
    say(f"{file}: signed; missing: {' and '.join(told)}.")


@keys.command("show")
def show(
    file: Annotated[Path, typer.Argument(help="A keyset.")],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Print a keyset: whose, until when, which keys for what, who signed, and its fingerprint to compare by telephone.

    Nothing is verified here: `trustlane keys check` does that.

    Example: `trustlane keys show 2.root.json`
    """
    from trustlane.recognition.keys.keysets import key_id
    from trustlane.recognition.keys.telling import short

    try:
        keyset = _keyset(file)
    except RecognitionRefused as refusal:
        raise _refused(refusal) from refusal
    roots = {public.hex(): key_id(public) in keyset.signatures for public in keyset.roots}
    if as_json:
        told = {
            "administration": keyset.administration,
            "version": keyset.version,
            "issued": keyset.issued.isoformat(),
            "expires": keyset.expires.isoformat(),
            "fingerprint": keyset.fingerprint.hex(),
            "roots": roots,
            "keys": [
                {
                    "role": key.role,
                    "public": key.public.hex(),
                    "from": key.starts.isoformat(),
                    "to": key.ends.isoformat(),
                }
                for key in keyset.keys
            ],
        }
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(f"{keyset.administration}, version {keyset.version}")
    typer.echo(f"issued {keyset.issued:%Y-%m-%d %H:%M} UTC, expires {keyset.expires:%Y-%m-%d %H:%M} UTC")
    for public, signed in roots.items():
        typer.echo(
            f"  root               {short(bytes.fromhex(public))}  {'has signed' if signed else 'has not signed'}"
        )
    for each in keyset.keys:
        typer.echo(f"  {each.role:<17}  {short(each.public)}  {each.starts:%Y-%m-%d} to {each.ends:%Y-%m-%d}")
    typer.echo("fingerprint:")
    _tell_fingerprint(keyset)


@keys.command("check")
def check(
    files: Annotated[list[Path], typer.Argument(help="The pinned version, then every later one, in order.")],
    fingerprint: Annotated[
        str, typer.Option(help="The fingerprint of the pinned version, as it was exchanged; blanks do not matter.")
    ] = "",
) -> None:
    """Walk from the pinned keyset to the newest: every version is believed by the one before it, none may be left out.

    Example: `trustlane keys check 1.root.json 2.root.json --fingerprint "3f9a 0b1c 2d4e 5678 9abc def0 1234 5678"`

    Ends with 0 when the newest counts today, else with 2.
    """
    from trustlane.recognition.keys.telling import COMPARED, short

    at = datetime.now(UTC)  # noqa: TID251 - a command is where the clock is read
    told = "".join(fingerprint.split()).lower()
    try:
        chain = _chain(files)
        if told and told not in (whole := chain.keysets[0].fingerprint.hex(), whole[: 2 * COMPARED]):
            raise refuse(f"{files[0]}: its fingerprint is {short(chain.keysets[0].fingerprint)}, not the one given.")
        newest = chain.current(at)
    except RecognitionRefused as refusal:
        raise _refused(refusal) from refusal
    say(f"{newest.administration}: version {newest.version} counts until {newest.expires:%Y-%m-%d}.")
    if not told:
        say(f"Nothing says that {files[0]} is the right one to begin with: compare its fingerprint.")
    _tell_fingerprint(newest)


def _carried(given: tuple[WorkingKey, ...], stolen: list[Role], at: datetime) -> tuple[WorkingKey, ...]:
    from trustlane.recognition.keys import making

    for role in stolen:
        given = making.ended(given, role, at=at)
    return making.kept(given, at=at)


def _chain(files: list[Path]) -> Chain:
    from trustlane.recognition.keys.chain import pinned

    chain = pinned(_bytes(files[0]))
    for file in files[1:]:
        chain = chain.followed(_bytes(file))
    return chain


def _keyset(file: Path) -> Keyset:
    from trustlane.recognition.keys.keysets import read

    return read(_bytes(file))


def _check_before(keyset: Keyset, before: Keyset | None) -> None:
    """A root that signs alone sees that what it signs follows what it knows."""
    from trustlane.recognition.keys.meaning import check as check_meaning

    if keyset.version > 1 and (before is None or before.version != keyset.version - 1):
        raise refuse(f"This is version {keyset.version}: name version {keyset.version - 1} by --after.")
    if before is not None and before.administration != keyset.administration:
        raise refuse(f"The version before is of {before.administration}, this one of {keyset.administration}.")
    check_meaning(keyset, [before] if before else [])


def _keep(file: Path, keyset: Keyset) -> None:
    def deed(path: Path) -> None:
        path.write_bytes(keyset.written)

    try:
        whole_files.check({"FILE": file})
        whole_files.write({file: deed})
    except whole_files.CannotWrite as error:
        raise refuse(str(error)) from error


def _tell_fingerprint(keyset: Keyset) -> None:
    from trustlane.recognition.keys.telling import groups, spoken

    for group, said in zip(groups(keyset.fingerprint), spoken(keyset.fingerprint), strict=True):
        typer.echo(f"  {group}  {said}")


def _public(path: Path, roles: tuple[str, ...]) -> tuple[str, bytes]:
    words = _bytes(path).decode("ascii", "replace").split()
    if len(words) != 2 or words[0] not in roles or len(words[1]) != 64 or set(words[1]) - set("0123456789abcdef"):
        raise refuse(f"{path} is not the public key of {' or '.join(roles)}; name a file that `make` wrote.")
    return words[0], bytes.fromhex(words[1])


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise refuse(f"{path}: there is no such file.")
    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST)
    except OSError as error:
        raise refuse(f"{path}: cannot be opened: {error.strerror}.") from error


def _passphrase(file: Path | None, *, twice: bool = False) -> str:
    """Typed unseen, or the first line of a file that nobody else reads."""
    if file is None:
        if not sys.stdin.isatty():
            raise refuse("There is no terminal to ask for the passphrase at; give it by --passphrase FILE.")
        return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice, err=True))
    words = _bytes(file)
    status = file.stat()
    if status.st_mode & 0o077 or status.st_uid not in (os.geteuid(), 0) or not stat.S_ISREG(status.st_mode):
        raise refuse(f"--passphrase: others can read {file}; run `chmod 600 {file}` as its owner.")
    try:
        return words.decode("utf-8").split("\n")[0].rstrip("\r")
    except UnicodeDecodeError as error:
        raise refuse(f"--passphrase: {file} is not UTF-8 text.") from error


def _refused(refusal: RecognitionRefused) -> typer.Exit:
    return refuse(f"{refusal} ({type(refusal).__name__}). {refusal.mend}")
