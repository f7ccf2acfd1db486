"""The part of Django's settings that a browser feels: templates, languages, files, headers, sessions, signing in."""

import os
from pathlib import Path

import django.conf.locale
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from trustlane.config import demonstration
from trustlane.config.settings import in_force

BASE = Path(__file__).resolve().parents[3]
_NODE = in_force().settings
DESK = Path(__file__).resolve().parents[1] / "desk"
HTTPS = _NODE.web.https

BROWSER_APPS = ["django_cotton.apps.SimpleAppConfig", "csp", "axes"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "trustlane.pages.headers.PrivatePages",
    "trustlane.pages.refusals.RefusalsArePages",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # The subrooms of the desk keep their templates beside their views.
        "DIRS": [str(folder) for folder in sorted(DESK.glob("*/templates"))],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            # What only the templates of one room use; they say {% load … %}.
            "libraries": {
                "selectivity": "trustlane.desk.selectivity.tags",
                "laboratory": "trustlane.desk.laboratory.tags",
                "criteria": "trustlane.desk.criteria.tags",
                "programme": "trustlane.desk.programme.tags",
                "recognition": "trustlane.desk.recognition.tags",
                "portal": "trustlane.portal.tags",
            },
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "trustlane.pages.templatetags.pages",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trustlane.pages.layout.layout",
            ],
        },
    }
]
# Where the menu is laid down: faces declare their entries, config lists them, pages only draw them.
MENU = "trustlane.config.menus.MENU"
# Set for a node that runs on invented data, so that every page says so.
DEMONSTRATION = _NODE.node.demonstration
DEMONSTRATION_PEOPLE = demonstration.PEOPLE if DEMONSTRATION else ()
DEMONSTRATION_PASSWORD = demonstration.PASSWORD if DEMONSTRATION else ""

# Languages. Two are made by machine from the English: `en-xa` shows what was forgotten and what grows too long,
# `ar-xb` shows what breaks when the script runs from right to left.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("en-xa", _("Pseudo-language")), ("ar-xb", _("Pseudo-right-to-left"))]
LOCALE_PATHS = [str(BASE / "build" / "locale"), str(BASE / "locale")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
django.conf.locale.LANG_INFO.update(
    {
        "en-xa": {"bidi": False, "code": "en-xa", "name": "Pseudo-language", "name_local": "⟦Þšéûðö⟧"},
        "ar-xb": {"bidi": True, "code": "ar-xb", "name": "Pseudo-right-to-left", "name_local": "⟦oduesP⟧"},
    }
)

# Files. `scripts/assets.py` gathers them; names with digests once they were collected.
STATIC_URL = "/static/"
STATIC_ROOT = str(BASE / "build" / "static")
STATICFILES_DIRS = [str(folder) for folder in (BASE / "build" / "vendor", BASE / "build" / "icons") if folder.exists()]
_hashed = os.environ.get("TRUSTLANE_COLLECTING") == "1" or (BASE / "build" / "static" / "staticfiles.json").exists()
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _hashed
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# A page may name a file that came after the last collecting: it is then served under its plain name.
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_USE_FINDERS = not _hashed

# Headers. Nothing inline, nothing from elsewhere; `data:` pictures are the small marks inside Tabler's sheet.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
        "worker-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# Sessions last one working day. The secure mark is off only where pages are served over plain http on this machine.
# Cookies know no ports: each node of a demonstration has names of its own, so that one can be logged in to all.
_own = f"_{_NODE.node.administration.lower()}" if os.environ.get(demonstration.NODES_FILE) else ""
SESSION_COOKIE_NAME = f"trustlane_session{_own}"
SESSION_COOKIE_AGE = _NODE.web.session_hours * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = f"trustlane_csrf{_own}"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "trustlane.pages.views.errors.form_expired"
LANGUAGE_COOKIE_SECURE = HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Signing in.
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "trustlane.pages.views.login.name_tried"
AXES_LOCKOUT_CALLABLE = "trustlane.pages.views.login.locked_out"
AXES_SENSITIVE_PARAMETERS = ["password"]
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# A page that breaks says where, on the server's own output; what was typed into it is not repeated there.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"output": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.request": {"handlers": ["output"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": ["output"], "level": "WARNING", "propagate": False},
        "axes": {"handlers": ["output"], "level": "WARNING", "propagate": False},
    },
}
