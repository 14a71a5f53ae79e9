"""Both sites' models at once, so that the type checker sees them all. Nothing runs on this."""

from __future__ import annotations

SECRET_KEY = "for-the-type-checker-only"
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "offwatch.web",
    "offwatch.pad",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
SITE_NAME = ""
SITE_MENU: list[tuple[str, str]] = []
SOURCE_URL = ""
