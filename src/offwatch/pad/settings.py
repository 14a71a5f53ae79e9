"""The pad's Django settings: nothing secret in them, nothing kept but in the vault."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop as later

from offwatch.pad.runtime import home
from offwatch.web import common

SECRET_KEY = secrets.token_hex(32)  # a new one each start: what it signed ends with the process
DEBUG = False
ROOT_URLCONF = "offwatch.pad.urls"
WSGI_APPLICATION = "offwatch.pad.runtime.wsgi.application"

_public = home.public_url()
ALLOWED_HOSTS = [".localhost", "127.0.0.1", "[::1]"]  # and of these, what runtime.hosts takes
CSRF_TRUSTED_ORIGINS: list[str] = []
if _public:
    ALLOWED_HOSTS.append(urlsplit(_public).hostname or "")
    CSRF_TRUSTED_ORIGINS.append(_public)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True

INSTALLED_APPS = [*common.APPS, "django.contrib.messages", "offwatch.pad"]
MIDDLEWARE = [
    "offwatch.pad.runtime.hosts.Hosts",
    *common.OUTER_MIDDLEWARE,
    "django.contrib.sessions.middleware.SessionMiddleware",
    *common.INNER_MIDDLEWARE,
    "django.contrib.messages.middleware.MessageMiddleware",
    "offwatch.pad.runtime.browser_access.BrowserAccess",
]
TEMPLATES = common.templates(
    "django.contrib.messages.context_processors.messages", "offwatch.pad.pages.context.pad"
)

# Which file, and with which key, the vault that is open says; see offwatch.vault.backend.
DATABASES = {
    "default": {
        "ENGINE": "offwatch.vault.backend",
        "NAME": "vault",
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
    }
}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = common.LANGUAGES
LOCALE_PATHS = common.LOCALE_PATHS
LANGUAGE_COOKIE_NAME = "pad_language"
LANGUAGE_COOKIE_AGE = 400 * 86_400
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sessions in this process's memory: a locked pad can serve its unlock page, and none outlives it.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_NAME = "pad"
CSRF_COOKIE_NAME = "pad_csrf"
SESSION_COOKIE_AGE = home.idle_s()
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
# What is sent stays in memory: a file on disk would be in clear. The web server bounds its size.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 66 * 1024 * 1024
CONTENT_SECURITY_POLICY = common.CONTENT_SECURITY_POLICY
LOGGING = common.LOGGING
for _name, _value in common.SECURITY.items():
    globals()[_name] = _value

SITE_NAME = "Pad"
SITE_MENU = [
    ("today", later("Today")),
    ("diary", later("Diary")),
    ("outlook", later("Outlook")),
    ("duties", later("Duties")),
    ("mask", later("Mask")),
    ("settings", later("Settings")),
]
SOURCE_URL = "/source"
