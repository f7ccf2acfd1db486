"""Django's settings, made from the node's settings."""

import os

from trustlane.config import database, demonstration, mail, seal_key, secret_key
from trustlane.config.browser import *  # noqa: F403 - one room's settings, laid out in a module of their own
from trustlane.config.browser import BROWSER_APPS
from trustlane.config.settings import in_force
from trustlane.programme.papers import words as papers

IN_FORCE = in_force()

SECRET_KEY = secret_key.read(IN_FORCE)
DEBUG = False
ALLOWED_HOSTS = list(IN_FORCE.settings.web.names)

INSTALLED_APPS = [
    *BROWSER_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "trustlane.access",
    "trustlane.ledger",
    "trustlane.evidence",
    "trustlane.criteria",
    "trustlane.parties",
    "trustlane.standing",
    "trustlane.declarations",
    "trustlane.selectivity",
    "trustlane.programme",
    "trustlane.recognition",
    "trustlane.pages",
    "trustlane.desk",
    "trustlane.portal",
    "trustlane.public",
]


# Pages work as the application, which may only add to the record; migrations run as the owner. Where no database was
# made yet, nothing is named: commands that need one have it made first.
_known = database.known(IN_FORCE) or database.NONE_YET
DATABASES = {
    "default": _known.app.django(),
    "owner": _known.owner.django() | {"TEST": {"MIRROR": "default"}},
}
AUTH_USER_MODEL = "access.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
# Instants are kept in UTC; pages show them, and count days, in the zone of the office.
TIME_ZONE = IN_FORCE.settings.node.zone
ROOT_URLCONF = "trustlane.config.urls"

# Who may do what, and who is told of which fact, are two plain tables; the floors below find them by these names.
TRUSTLANE_PERMITS = "trustlane.config.wiring.PERMITS"
TRUSTLANE_LISTENERS = "trustlane.config.wiring.LISTENERS"
# Who grants the status this node's programme decides upon.
TRUSTLANE_ADMINISTRATION = IN_FORCE.settings.node.administration
TRUSTLANE_NAME = IN_FORCE.settings.node.name
# The file of the key that seals papers, and its passphrase.
TRUSTLANE_SEAL = seal_key.named(IN_FORCE)
# The function that gives the secret from which the seed of each draw of validators is derived.
TRUSTLANE_DRAWS = "trustlane.config.lots.of_draws"
# By which catalogues of criteria firms may apply, whose periods a new case runs by, the office it goes to, and the file
# of the calendar they are counted with.
TRUSTLANE_CATALOGUES = IN_FORCE.settings.programme.catalogues
TRUSTLANE_PRESET = IN_FORCE.settings.programme.preset
TRUSTLANE_OFFICE = IN_FORCE.settings.programme.office
TRUSTLANE_CALENDAR = IN_FORCE.settings.programme.calendar_file
# What is the administration's own beside what ships: presets of clocks, words of papers, the profile of its offices.
TRUSTLANE_CLOCKS = IN_FORCE.settings.programme.clocks_folder
TRUSTLANE_STAFFING = IN_FORCE.settings.programme.staffing_file
papers.use(IN_FORCE.settings.programme.words_folder)
# Under which address people open this node, and where a certificate is looked up: letters and e-mails name them.
TRUSTLANE_ADDRESS = mail.address(IN_FORCE)
TRUSTLANE_VERIFY_AT = f"{TRUSTLANE_ADDRESS}/verify/{{number}}/{{code}}/"
# Who e-mails are from, and how they leave; nobody's where this node sends none.
TRUSTLANE_MAIL_FROM = mail.sender(IN_FORCE)
EMAIL_BACKEND = mail.backend(IN_FORCE)
EMAIL_HOST = IN_FORCE.settings.mail.host
EMAIL_PORT = IN_FORCE.settings.mail.port
EMAIL_HOST_USER = IN_FORCE.settings.mail.user
EMAIL_HOST_PASSWORD = IN_FORCE.secrets.get("mail.password", "")
EMAIL_USE_TLS = IN_FORCE.settings.mail.security == "starttls"
EMAIL_USE_SSL = IN_FORCE.settings.mail.security == "tls"
EMAIL_TIMEOUT = IN_FORCE.settings.mail.seconds
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# Documents: where their contents are kept, the most bytes one may have, and who looks into each before it is kept.
TRUSTLANE_EVIDENCE_FOLDER = IN_FORCE.evidence
TRUSTLANE_EVIDENCE_LARGEST = IN_FORCE.settings.evidence.largest_megabytes * 1_000_000
TRUSTLANE_EVIDENCE_SCANNERS = ["trustlane.evidence.scanners.ContentCheck"]

# Where the tiles of our feeds to partners lie, and what was signed last; and the function that opens the keys that sign
# them, which only the sealing process calls.
TRUSTLANE_FEEDS_FOLDER = IN_FORCE.state / "feeds"
TRUSTLANE_KEYSETS_FOLDER = IN_FORCE.state / "keysets"
TRUSTLANE_FEED_SIGNERS = "trustlane.config.feed_keys.signers"

# Which nodes of a demonstration run beside this one; empty for every other node.
TRUSTLANE_NODES_FILE = os.environ.get(demonstration.NODES_FILE, "") if IN_FORCE.settings.node.demonstration else ""

# Where the period is kept on which the policy laboratory tries policies.
TRUSTLANE_LABORATORY_FOLDER = IN_FORCE.laboratory
