"""What every page knows: the site's menu and where its source is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

from offwatch import __version__


def site(request: HttpRequest) -> dict[str, Any]:
    """``SITE_MENU`` is the site's list of (URL name, label); ``SOURCE_URL`` its AGPL source."""
    return {
        "site_name": settings.SITE_NAME,
        "site_menu": [(name, gettext(label)) for name, label in settings.SITE_MENU],
        "source_url": settings.SOURCE_URL,
        "version": __version__,
    }
