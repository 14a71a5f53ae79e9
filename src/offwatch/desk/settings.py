"""The desk's settings, from the environment only; each is described in ``docs/desk.md``."""

from __future__ import annotations

import os
from typing import Any

from django.utils.translation import gettext_noop as later
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from offwatch.desk.process import environ
from offwatch.errors import BadInput
from offwatch.web import common

HOME = environ.desk_home()
PUBLIC_URL = environ.address("OFFWATCH_DESK_URL")
DESK_KEY_FILE = os.environ.get("OFFWATCH_DESK_KEY_FILE", "") or str(HOME / "desk.key")

SECRET_KEY = environ.secret(
    "OFFWATCH_DESK_SECRET_KEY", "OFFWATCH_DESK_SECRET_KEY_FILE", HOME / "secret.key"
)
DEBUG = False
ALLOWED_HOSTS = environ.hosts("OFFWATCH_DESK_HOSTS", PUBLIC_URL)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    *common.APPS,
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "offwatch.desk",
]
MIDDLEWARE = [
    *common.OUTER_MIDDLEWARE,
    "django.contrib.sessions.middleware.SessionMiddleware",
    *common.INNER_MIDDLEWARE,
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = common.templates(
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "offwatch.desk.pages.views.context.desk",
)
TEMPLATES[0]["DIRS"] = [os.path.join(os.path.dirname(__file__), "templates")]  # noqa: PTH118, PTH120
PROCRASTINATE_IMPORT_PATHS = ["offwatch.desk.planning.tasks"]
ROOT_URLCONF = "offwatch.desk.urls"
WSGI_APPLICATION = "offwatch.desk.process.wsgi.application"


def database(url: str) -> dict[str, Any]:
    """``DATABASE_URL`` as Django wants it; without one, the embedded server is started first."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        raise BadInput(
            "settings.database", "DATABASE_URL must look like postgresql://user@host/name."
        ) from None
    known = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "") or "offwatch",
        **{name: str(parts.pop(key, "") or "") for key, name in known.items()},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["offwatch.desk.people.accounts.DeskPasswords"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "offwatch.desk.people.accounts.DeskAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_FORMS = {"change_password": "offwatch.desk.people.accounts.ChangePassword"}
# wrong passwords are counted in people/log_in.py, by person and network, and over restarts
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
# whoever gives the desk a public address has put a proxy in front of it
ALLAUTH_TRUSTED_PROXY_COUNT = int(
    environ.number("OFFWATCH_DESK_TRUSTED_PROXIES", 1 if PUBLIC_URL else 0, 0, 10)
)

SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "desk_session"
CSRF_COOKIE_NAME = "desk_csrf"
if SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
for _name, _value in common.SECURITY.items():
    globals()[_name] = _value
CONTENT_SECURITY_POLICY = common.CONTENT_SECURITY_POLICY

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = common.LOGGING

STATIC_URL = "/static/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = common.LANGUAGES
LOCALE_PATHS = common.LOCALE_PATHS
LANGUAGE_COOKIE_NAME = "desk_language"
LANGUAGE_COOKIE_AGE = 400 * 86_400
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

SITE_NAME = "Offwatch desk"
SITE_MENU = [
    ("mine", later("My duties")),
    ("roster", later("Roster")),
    ("requests", later("Requests")),
    ("team", later("Team")),
]
SOURCE_URL = "/source"

SOLVE_DEADLINE_S = environ.number("OFFWATCH_DESK_SOLVE_S", 4.0, 0.1, 600.0)
KEEP_DAYS = 2
# every answer on the wire leaves on this beat, whatever was said
WIRE_BEAT_S = 0.25
