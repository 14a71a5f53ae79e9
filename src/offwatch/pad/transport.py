"""The two requests a pad makes: for the desk's key, and one envelope for one envelope."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from offwatch.errors import BadInput, OffwatchError, Refused, Unavailable
from offwatch.wire import SIZE

TIMEOUT_S = 15.0
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class DeskRefused(Refused):
    """The desk answered, and the answer is no: sending it again would not help."""


def desk_address(text: str) -> str:
    """The desk's address as typed, without what does not belong to it."""
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
        raise BadInput("pad.desk-address", "A desk's address looks like https://desk.example.org.")
    return text.strip().rstrip("/")


def fetch_key(url: str) -> str:
    """The public key of the desk at ``url``."""
    answer = _request("GET", url)
    try:
        key = str(answer.json()["public_key"])
        if len(bytes.fromhex(key)) != 32:
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise Unavailable("desk.no-desk", "No desk answers at that address; check it.") from None
    return key


def exchange(url: str, envelope: bytes) -> bytes:
    """Send one envelope; return the one that answers it."""
    assert len(envelope) == SIZE
    answer = _request("POST", url, envelope)
    if len(answer.content) != SIZE:
        raise Unavailable("desk.no-desk", "No desk answers at that address; check it.")
    return answer.content


def _request(method: str, url: str, content: bytes | None = None) -> httpx.Response:
    # A proxy named in the environment cannot know the way to this very machine.
    trust_env = urlsplit(url).hostname not in _LOCAL
    headers = {"Content-Type": "application/octet-stream"} if content else {}
    try:
        with httpx.Client(timeout=TIMEOUT_S, trust_env=trust_env) as client:
            answer = client.request(method, url + "/wire", content=content, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        raise Unavailable(
            "desk.unreachable",
            "The desk cannot be reached now; nothing is lost, it is tried again.",
        ) from None
    if 400 <= answer.status_code < 500:
        raise _refusal(answer)
    if answer.status_code != 200:
        raise Unavailable("desk.trouble", "The desk has trouble of its own; it is tried again.")
    return answer


def _refusal(answer: httpx.Response) -> OffwatchError:
    try:
        said = answer.json()
        return DeskRefused(str(said["code"])[:80], str(said["message"])[:300])
    except (ValueError, KeyError, TypeError):
        return Unavailable("desk.no-desk", "No desk answers at that address; check it.")
