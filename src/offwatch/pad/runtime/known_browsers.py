"""Browsers that have come by a launch address or have unlocked the pad before.

A browser that is known has its own turn at guessing the passphrase: strangers' guesses do not
delay it.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from offwatch.pad.private_file import make_private_file
from offwatch.pad.runtime import launch
from offwatch.vault.writable import written_to

COOKIE = "pad_known"
KNOWN_S = 90 * 24 * 3600


def remember(folder: Path, request: HttpRequest, response: HttpResponse) -> None:
    """Have this browser known from now on."""
    name = name_of(folder, request) or secrets.token_hex(8)
    response.set_cookie(
        COOKIE,
        _signer(folder).sign(name),
        max_age=KNOWN_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure() or settings.SESSION_COOKIE_SECURE,
    )


def name_of(folder: Path, request: HttpRequest) -> str:
    """The name that this browser was given, or nothing."""
    try:
        return _signer(folder).unsign(request.COOKIES.get(COOKIE, ""), max_age=KNOWN_S)
    except BadSignature:
        return ""


def _signer(folder: Path) -> TimestampSigner:
    return TimestampSigner(key=_key(folder), salt="offwatch.pad.known")


def _key(folder: Path) -> str:
    """A key of this folder's own; it opens nothing."""
    path = launch.folder_in(folder) / "key"
    if not path.exists():
        with written_to():
            make_private_file(path, secrets.token_hex(32).encode())
    return path.read_text()
