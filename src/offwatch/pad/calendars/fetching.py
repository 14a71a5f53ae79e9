"""The text of a calendar from an address."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from offwatch.calendars.blocks import MOST_BYTES, too_large
from offwatch.errors import OffwatchError, Refused, Unavailable
from offwatch.pad.calendars.hosts import reachable, read_address

MOST_HOPS = 5
STEP_S, WHOLE_S = 10.0, 20.0
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave; no text where nothing has changed since ``etag`` or ``modified``."""

    text: bytes | None
    etag: str = ""
    modified: str = ""


def fetch(
    address: str,
    *,
    login: str = "",
    password: str = "",
    own_network: bool = False,
    etag: str = "",
    modified: str = "",
) -> Fetched:
    """Fetch a calendar; each host on the way is checked, and connected to by what was checked."""
    first = read_address(address)
    login = login or unquote(first.username or "")
    password = password or unquote(first.password or "")
    asked = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {name: value for name, value in asked.items() if value}
    url, deadline = first.geturl(), time.monotonic() + WHOLE_S
    for _ in range(MOST_HOPS):
        parts = read_address(url)
        is_first = (parts.hostname, parts.port) == (first.hostname, first.port)
        if first.scheme == "https" and parts.scheme == "http":
            raise Refused(
                "calendar.in-clear",
                "The address leads from https:// to http://, where anybody on the way reads along. "
                "Ask whoever runs it for another address.",
            )
        found = _get(
            parts.geturl(),
            reachable(
                parts.hostname or "",
                parts.port or _PORTS[parts.scheme],
                own_network=own_network and parts.hostname == first.hostname,
            ),
            headers,
            (login, password) if login and is_first else None,
            deadline,
        )
        if isinstance(found, Fetched):
            return found
        url = urljoin(url, found)
    raise Unavailable(
        "calendar.redirects",
        "That address forwards again and again; ask whoever runs it for the right one.",
    )


def _get(
    url: str,
    addresses: list[str],
    headers: dict[str, str],
    auth: tuple[str, str] | None,
    deadline: float,
) -> Fetched | str:
    """What is there, or where it leads."""
    trouble: OffwatchError | None = None
    for address in addresses[:4]:
        try:
            return _get_from(url, address, headers, auth, deadline)
        except httpx.ConnectError as error:
            trouble = _tls() if "CERTIFICATE" in str(error).upper() else _unreachable()
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            raise _unreachable() from None
    raise trouble or _unreachable()


def _get_from(
    url: str,
    address: str,
    headers: dict[str, str],
    auth: tuple[str, str] | None,
    deadline: float,
) -> Fetched | str:
    asked = httpx.URL(url)
    host = asked.netloc.decode().rpartition("@")[2]
    there = asked.copy_with(host=address, userinfo=b"")
    usual = {"Accept": "text/calendar, */*;q=0.5", "Accept-Encoding": "identity", "Host": host}
    with (
        httpx.Client(timeout=STEP_S, trust_env=False, follow_redirects=False) as client,
        client.stream(
            "GET",
            there,
            headers={**usual, "User-Agent": "Offwatch", **headers},
            auth=auth,
            extensions={"sni_hostname": urlsplit(url).hostname or ""},
        ) as answer,
    ):
        if answer.is_redirect and answer.headers.get("Location"):
            return str(answer.headers["Location"])
        if answer.status_code == httpx.codes.NOT_MODIFIED and len(headers) > 0:
            return Fetched(None)
        _must_be_good(answer.status_code)
        text = b""
        for piece in answer.iter_bytes():
            text += piece
            if len(text) > MOST_BYTES:
                raise too_large()
            if time.monotonic() > deadline:
                raise _unreachable()
        etag, modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
        return Fetched(text, etag[:500], modified[:100])


def _must_be_good(status: int) -> None:
    if status in (401, 403, 407):
        raise Refused(
            "calendar.login",
            "The calendar's server wants another login; write a new one beside the address.",
        )
    if status in (404, 410):
        raise Unavailable(
            "calendar.gone", "There is no calendar at that address any more; ask for a new address."
        )
    if status != 200:
        raise Unavailable(
            "calendar.trouble",
            "The calendar's server has trouble of its own; what was read last is kept.",
        )


def _unreachable() -> Unavailable:
    return Unavailable(
        "calendar.no-answer",
        "The calendar's server does not answer now; what was read last is kept.",
    )


def _tls() -> Unavailable:
    return Unavailable(
        "calendar.certificate",
        "The calendar's server cannot prove who it is (its certificate is not valid); nothing was "
        "fetched.",
    )
