"""A folder on a WebDAV server, by RFC 4918: what most clouds for one's own files offer."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import httpx
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from offwatch.errors import BadInput, Unavailable
from offwatch.language import gettext as _
from offwatch.pad.backup.names import PARTIAL

_TIMEOUT_S = 30.0
_MOST_ANSWER = 8 * 1024 * 1024
_LOCAL = ("localhost", "127.0.0.1", "::1")
_MULTI_STATUS, _NOT_ALLOWED, _NOT_FOUND = 207, 405, 404


def check_address(url: str) -> str:
    """The address as it is used, or a refusal: a password does not go over a network in clear."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        known = False
    if not known or parts.query or parts.fragment:
        raise BadInput(
            "backup.address", "A WebDAV address looks like https://cloud.example.org/dav/pad."
        )
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise BadInput("backup.in-clear", "Write https://: the password would leave in clear.")
    return url.rstrip("/") + "/"


class WebDav:
    """Backups in one collection; it is made where only it is missing.

    A redirect is not followed: it could lead to anybody, and the password with it.
    """

    def __init__(self, url: str, user: str, password: str, timeout_s: float = _TIMEOUT_S) -> None:
        self._url = check_address(url)
        self._auth = httpx.BasicAuth(user, password) if user else None
        self._timeout_s = timeout_s

    def names(self) -> list[str]:
        with self._client() as client:
            answer = client.request("PROPFIND", self._url, headers={"Depth": "1"})
            if answer.status_code == _NOT_FOUND:
                self._make(client)
                return []
            _check(answer, _MULTI_STATUS)
            return _names_in(answer.content, self._url)

    def put(self, name: str, file: Path) -> None:
        draft = self._url + quote(f".{name}{PARTIAL}")
        with self._client() as client:
            with file.open("rb") as source:
                size = {"Content-Length": str(file.stat().st_size)}
                _check(client.put(draft, content=source, headers=size), 200, 201, 204)
            where = {"Destination": self._url + quote(name), "Overwrite": "T"}
            _check(client.request("MOVE", draft, headers=where), 201, 204)

    def get(self, name: str, to: Path) -> None:
        with self._client() as client, client.stream("GET", self._url + quote(name)) as answer:
            _check(answer, 200)
            with to.open("wb") as out:
                for piece in answer.iter_bytes():
                    out.write(piece)

    def delete(self, name: str) -> None:
        with self._client() as client:
            _check(client.delete(self._url + quote(name)), 200, 204, _NOT_FOUND)

    def _make(self, client: httpx.Client) -> None:
        _check(client.request("MKCOL", self._url), 201, _NOT_ALLOWED)

    @contextmanager
    def _client(self) -> Iterator[httpx.Client]:
        try:
            with httpx.Client(auth=self._auth, timeout=self._timeout_s, trust_env=False) as client:
                yield client
        except httpx.HTTPError:
            raise Unavailable(
                "backup.no-server", "The server for backups cannot be reached; it is tried again."
            ) from None


def _check(answer: httpx.Response, *good: int) -> None:
    status = answer.status_code
    if status in good:
        return
    if status in (401, 403):
        raise Unavailable(
            "backup.not-let-in", "The server for backups does not take this user and password."
        )
    if status in (413, 507):
        raise Unavailable("backup.disk-full", "There is no room left for the backup; make some.")
    raise Unavailable(
        "backup.server",
        _("The server for backups answered {status}; is the address of a folder?").format(
            status=status
        ),
    )


def _names_in(content: bytes, url: str) -> list[str]:
    """The last parts of all addresses in a listing; what is in other folders is none of ours."""
    base = unquote(urlsplit(url).path)
    try:
        if len(content) > _MOST_ANSWER:
            raise ValueError
        found = [
            unquote(urlsplit(e.text or "").path) for e in fromstring(content).iter("{DAV:}href")
        ]
    except (ET.ParseError, DefusedXmlException, ValueError):
        raise Unavailable(
            "backup.server", "The server for backups answered with something else than a list."
        ) from None
    names = [path.removeprefix(base) for path in found if path.startswith(base)]
    return [name for name in names if name and "/" not in name]
