"""Names under ``localhost``: cookies are sent to every port of a name, so the pad has its own.

Browsers resolve every name under ``localhost`` to this machine. The pages with something on them
are served under the vault's own name only (``keys.site``), which is told to nobody but who brings
the passphrase or a launch token. Whoever comes by ``localhost`` is sent on to a *door*: a name
drawn for that visit, where nothing but the unlock page is served.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from offwatch.pad.runtime import home, launch
from offwatch.vault import keys

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_NAME = re.compile(r"pad-[a-z2-7]{16}\.localhost")


def own_host() -> str:
    """The name of the pages of the vault, or of one to be made by them; else nothing."""
    folder = home.home()
    if (folder / keys.FILE).exists():
        return f"{_site(folder)}.localhost"
    return f"{launch.first_site(folder)}.localhost" if launch.has_first_site(folder) else ""


def own_site(request: HttpRequest) -> str:
    """Scheme, own name and port, for a browser that is at a door."""
    port = _port(request.get_host())
    return f"{request.scheme}://{own_host()}{port}"


def is_own(request: HttpRequest) -> bool:
    """Whether the browser has come by the vault's own name, or by the public address."""
    public = urlsplit(home.public_url()).hostname
    return _name(request.get_host()) in {own_host(), public or own_host()} - {""}


def forget_names() -> None:
    """The vault that had the name is gone."""
    _site.cache_clear()


class Hosts:
    """Send the plain names of this machine to a door, and refuse every other unknown name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host()  # Django refuses what is not in ALLOWED_HOSTS
        name = _name(host)
        if name in LOOPBACK:
            door = f"{request.scheme}://{_door()}{_port(host)}/unlock"
            response: HttpResponse = HttpResponseRedirect(door)
            response["Cache-Control"] = "no-store"
            return response
        if not is_own(request) and not _NAME.fullmatch(name):
            raise DisallowedHost("Not a name of this pad.")
        return self.get_response(request)


def _door() -> str:
    return f"pad-{base64.b32encode(secrets.token_bytes(10)).decode().lower()}.localhost"


def _name(host: str) -> str:
    return host.removesuffix(_port(host)).lower().removesuffix(".")


def _port(host: str) -> str:
    found = re.search(r":\d+$", host)
    return found[0] if found and not host.endswith("]") else ""


@lru_cache(maxsize=8)
def _site(folder: Path) -> str:
    return keys.site(folder)
