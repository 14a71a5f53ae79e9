"""What a browser needs beside the pages: the app's manifest, its worker, and word of open pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from offwatch import __version__
from offwatch.pad.diary.rows import setup
from offwatch.pad.preferences import APP_NAMES
from offwatch.pad.runtime import browser_access, scheduler
from offwatch.vault import session

KEPT = (
    *("web/offwatch.css", "web/icon.svg", "pad/pad.css", "pad/away.html", "pad/icon-192.png"),
    *("pad/keys.js", "pad/shell.js", "pad/reminders.js", "pad/copy.js", "pad/first.js"),
    *("pad/ask_browser.js", "django_htmx/htmx-2.min.js"),
)
"""All that a browser may keep: none of it is anybody's."""
_LONGEST = 64


@require_safe
def manifest(request: HttpRequest, name: str) -> HttpResponse:
    """The pad as an app on a home screen, under a name that says nothing."""
    if name not in APP_NAMES:
        raise Http404
    icons: list[dict[str, Any]] = [
        {"src": static("pad/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("pad/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("pad/icon-512.png"), "sizes": "512x512", "purpose": "maskable"},
        {"src": static("web/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
    ]
    app = {
        "id": "/",
        "name": name,
        "short_name": name,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf7f2",
        "theme_color": "#faf7f2",
        "icons": icons,
    }
    return JsonResponse(app, content_type="application/manifest+json")


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; it stands at the root, for only there does it see every page."""
    found = finders.find("pad/worker.js")
    if not found:
        raise Http404
    files = ", ".join(f'"{static(name)}"' for name in KEPT)
    head = f'const VERSION = "{__version__}";\nconst FILES = [{files}];\n'
    text = head + Path(str(found)).read_text()
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@require_POST
def shown(request: HttpRequest) -> HttpResponse:
    """A page of an open vault is shown, or no more; after the last the vault is locked soon.

    It is no sign that the owner uses the vault, and no change that wants a backup.
    """
    vault, page = session.current(), request.POST.get("page", "")
    if vault is None or not browser_access.is_open_to(request) or not 0 < len(page) <= _LONGEST:
        return HttpResponse(status=204)
    if request.POST.get("shown") == "1":
        scheduler.pages.come(vault.epoch, page)
        return HttpResponse(status=204)
    with session.using():
        locks = setup().locks_on_closing
    if locks:
        scheduler.pages.go(vault.epoch, page)
    return HttpResponse(status=204)
