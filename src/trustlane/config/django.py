"""Django's settings, made from the node's settings."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from trustlane.config.browser import *  # noqa: F403 - one room's settings, laid out in a module of their own
from trustlane.config.browser import BROWSER_APPS

BASE = Path(__file__).resolve().parents[3]

SECRET_KEY = os.environ.get("TRUSTLANE_SECRET_KEY", "development-only")
DEBUG = False
ALLOWED_HOSTS = ["*"]

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
    "trustlane.parties",
    "trustlane.standing",
    "trustlane.declarations",
    "trustlane.selectivity",
    "trustlane.pages",
    "trustlane.desk",
    "trustlane.portal",
]


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql://postgres@127.0.0.1:5433/trustlane"))}
AUTH_USER_MODEL = "access.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
ROOT_URLCONF = "trustlane.config.urls"

# Who may do what, and who is told of which fact, are two plain tables; the floors below find them by these names.
TRUSTLANE_PERMITS = "trustlane.config.wiring.PERMITS"
TRUSTLANE_LISTENERS = "trustlane.config.wiring.LISTENERS"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# Documents: where their contents are kept, the most bytes one may have, and who looks into each before it is kept.
TRUSTLANE_EVIDENCE_FOLDER = BASE / "var" / "evidence"
TRUSTLANE_EVIDENCE_LARGEST = 100_000_000
TRUSTLANE_EVIDENCE_SCANNERS = ["trustlane.evidence.scanners.ContentCheck"]
