"""The node's settings: one typed file, environment overrides, secrets by path; and whence each value came."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import available_timezones

import msgspec

from trustlane.config import places
from trustlane.config.refusals import SettingsRefused


class Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who runs this node, and where it keeps what is its own."""

    name: str = "Demonstration Customs"
    administration: str = "XA"
    zone: str = "UTC"
    demonstration: bool = False
    state: str = ""


class Web(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How pages are served; the address is the one that letters and e-mails name, such as https://aeo.example."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    threads: int = 4
    names: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    https: bool = False
    session_hours: int = 9
    address: str = ""
    secret_key_file: str = ""


class Database(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which PostgreSQL is used: the one an address names, else a private one run from binaries found here."""

    url_file: str = ""
    app_url_file: str = ""
    app_role: str = "trustlane_app"
    postgres: Literal["auto", "machine", "wheel"] = "auto"


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where documents are kept, and how large one may be."""

    folder: str = ""
    largest_megabytes: int = 100


class Laboratory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the simulated period is kept on which the policy laboratory tries policies."""

    folder: str = ""


class Programme(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the programme of authorized operators is run: whose periods and criteria, by which calendar, by which office.

    Without an office, applicants name the one they deal with, of those that have a case officer. Of several catalogues
    the applicant chooses one; what counts is the edition in force of each, one that ships or one adopted here. Files of
    the administration's own: presets of clocks, words of letters and papers by language, how duties are kept apart.
    """

    preset: str = "eu-2026"
    catalogues: tuple[str, ...] = ("safe-2025",)
    office: str = ""
    calendar_file: str = ""
    clocks_folder: str = ""
    words_folder: str = ""
    staffing_file: str = ""
    seal_file: str = ""
    seal_passphrase_file: str = ""


class Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Through which server e-mail leaves; without one nothing is mailed, and letters are posted."""

    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: str = ""
    sender: str = ""
    seconds: int = 20


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything that can be set for a node."""

    node: Node = Node()
    web: Web = Web()
    database: Database = Database()
    evidence: Evidence = Evidence()
    laboratory: Laboratory = Laboratory()
    programme: Programme = Programme()
    mail: Mail = Mail()


@dataclass(frozen=True)
class InForce:
    """The settings in force, where each came from, and the secrets, which are never printed."""

    settings: Settings
    origins: Mapping[str, str]
    secrets: Mapping[str, str]

    @property
    def state(self) -> Path:
        """The folder of everything this node keeps."""
        return places.state(self.settings.node.state)

    @property
    def evidence(self) -> Path:
        """The folder of documents."""
        chosen = self.settings.evidence.folder
        return Path(chosen).expanduser().resolve() if chosen else self.state / "evidence"

    @property
    def laboratory(self) -> Path:
        """The folder of the period kept for the policy laboratory."""
        chosen = self.settings.laboratory.folder
        return Path(chosen).expanduser().resolve() if chosen else self.state / "laboratory"


SECTIONS: dict[str, type[msgspec.Struct]] = {
    "node": Node,
    "web": Web,
    "database": Database,
    "evidence": Evidence,
    "laboratory": Laboratory,
    "programme": Programme,
    "mail": Mail,
}
# Well-known names, beside TRUSTLANE_<SECTION>_<FIELD>.
SHORT_NAMES = {
    "TRUSTLANE_STATE": "node.state",
    "TRUSTLANE_DEMONSTRATION": "node.demonstration",
    "TRUSTLANE_HTTPS": "web.https",
    "TRUSTLANE_SESSION_HOURS": "web.session_hours",
    "TRUSTLANE_PG": "database.postgres",
}
# A secret comes from the environment or from a file named in the settings, never from the settings file itself.
SECRETS = {
    "database.url": ("DATABASE_URL", "database.url_file"),
    "database.app_url": ("DATABASE_APP_URL", "database.app_url_file"),
    "web.secret_key": ("TRUSTLANE_SECRET_KEY", "web.secret_key_file"),
    "mail.password": ("TRUSTLANE_MAIL_PASSWORD", "mail.password_file"),
    "programme.seal_passphrase": ("TRUSTLANE_SEAL_PASSPHRASE", "programme.seal_passphrase_file"),
}
BUILT_IN = "built in"


def fields() -> list[str]:
    """List every setting as section.field."""
    return [f"{section}.{field}" for section, of in SECTIONS.items() for field in of.__struct_fields__]


def default_file(environ: Mapping[str, str]) -> Path | None:
    """Name the settings file: TRUSTLANE_SETTINGS, else trustlane.toml in the checkout, else the one below /etc."""
    if named := environ.get("TRUSTLANE_SETTINGS"):
        return Path(named).expanduser()
    usual = [places.home() / "trustlane.toml", Path("/etc/trustlane/trustlane.toml")]
    return next((file for file in usual if file.is_file()), None)


def load(environ: Mapping[str, str], file: Path | None) -> InForce:
    """Lay the settings file over what is built in, and the environment over both."""
    values: dict[str, dict[str, Any]] = {section: {} for section in SECTIONS}
    origins = dict.fromkeys(fields(), BUILT_IN)
    if file is not None:
        for name, value in _from_file(file).items():
            _put(values, name, value)
            origins[name] = f"file {file}"
    for name, variable in _from_environment(environ).items():
        _put(values, name, _spelled(name, environ[variable]))
        origins[name] = f"environment {variable}"
    settings = _typed(values, origins)
    return InForce(settings, origins, _secrets(environ, settings, origins))


@lru_cache(maxsize=1)
def in_force() -> InForce:
    """Read the settings of this process, once."""
    return load(os.environ, default_file(os.environ))


def _from_file(file: Path) -> dict[str, Any]:
    try:
        read = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsRefused(f"{file}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsRefused(f"{file}: is no TOML ({error})") from None
    found: dict[str, Any] = {}
    for section, entries in read.items():
        if section not in SECTIONS or not isinstance(entries, dict):
            raise SettingsRefused(f"{file}: [{section}] is no section; expected one of {', '.join(SECTIONS)}")
        for field, value in entries.items():
            name = f"{section}.{field}"
            if name in SECRETS:
                raise SettingsRefused(f"{file}: {name} is a secret; write it into a file and name that as {field}_file")
            if name not in fields():
                expected = ", ".join(SECTIONS[section].__struct_fields__)
                raise SettingsRefused(f"{file}: [{section}] has no {field}; expected one of {expected}")
            found[name] = value
    return found


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    found = {name: variable for variable, name in SHORT_NAMES.items() if variable in environ}
    for name in fields():
        variable = "TRUSTLANE_" + name.replace(".", "_").upper()
        if variable in environ:
            found[name] = variable
    return found


def _spelled(name: str, text: str) -> Any:
    """Read a value spelled in the environment: lists are separated by commas, yes and no have their usual spellings."""
    section, field = name.split(".")
    default = getattr(SECTIONS[section](), field)
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if isinstance(default, bool) and text.strip().lower() in {"", "no", "off"}:
        return False
    if isinstance(default, bool) and text.strip().lower() in {"yes", "on"}:
        return True
    return text


def _put(values: dict[str, dict[str, Any]], name: str, value: Any) -> None:
    section, field = name.split(".")
    values[section][field] = value


def _typed(values: dict[str, dict[str, Any]], origins: Mapping[str, str]) -> Settings:
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `$.")
        name = place.rstrip("`").split("[")[0]
        raise SettingsRefused(f"{name} ({origins.get(name, '')}): {said}") from None
    if settings.node.zone not in available_timezones():
        came = f"{settings.node.zone!r} ({origins['node.zone']})"
        raise SettingsRefused(f"node.zone: expected an IANA time zone such as Pacific/Tongatapu, not {came}")
    return settings


def _secrets(environ: Mapping[str, str], settings: Settings, origins: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, (variable, by_path) in SECRETS.items():
        section, field = by_path.split(".")
        file = getattr(getattr(settings, section), field)
        if environ.get(variable):
            found[name], origins[name] = environ[variable], f"environment {variable}"
        elif file:
            try:
                found[name], origins[name] = Path(file).expanduser().read_text("utf-8").strip(), f"file {file}"
            except OSError as error:
                raise SettingsRefused(f"{by_path}: {file} cannot be read ({error.strerror})") from None
    return found
