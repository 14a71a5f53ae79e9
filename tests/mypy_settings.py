"""Both sites' models at once, so that the type checker sees them all. Nothing runs on this."""

from __future__ import annotations

SECRET_KEY = "for-the-type-checker-only"
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "offwatch.web",
    "offwatch.pad",
    "offwatch.desk",
]
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
SOLVE_DEADLINE_S = 0.0
WIRE_BEAT_S = 0.0
KEEP_DAYS = 0
DESK_KEY_FILE = ""
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
SITE_NAME = ""
SITE_MENU: list[tuple[str, str]] = []
SOURCE_URL = ""
