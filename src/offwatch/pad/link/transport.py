"""The two requests a pad makes: for the desk's key, and one envelope for one envelope."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from offwatch.errors import BadInput, OffwatchError, Refused, Unavailable
from offwatch.wire import SIZE

TIMEOUT_S = 15.0
"""For the whole exchange: a desk that dawdles must not keep the vault from being locked."""
MOST = 64 * 1024
_LOCAL = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


class DeskRefused(Refused):
    """The desk answered, and the answer is no: sending it again would not help."""


def desk_address(text: str) -> str:
    """The desk's address as typed, without what does not belong to it."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https"):
        raise BadInput(
            "pad.desk-address",
            "Begin the address with http:// or https://, e.g. http://localhost:8720.",
        )
    if not parts.hostname or parts.query or parts.username:
        raise BadInput("pad.desk-address", "A desk's address looks like https://desk.example.org.")
    return text.strip().rstrip("/")


def fetch_key(url: str) -> str:
    """The public key of the desk at ``url``."""
    answer = _request("GET", url)
    try:
        key = str(answer.json()["public_key"])
        if len(bytes.fromhex(key)) != 32:
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unavailable("desk.no-desk", "No desk answers at that address; check it.") from None
    return key


def exchange(url: str, envelope: bytes) -> bytes:
    """Send one envelope; return the one that answers it."""
    assert len(envelope) == SIZE
    answer = _request("POST", url, envelope)
    if len(answer.content) != SIZE:
        raise Unavailable("desk.no-desk", "No desk answers at that address; check it.")
    return answer.content


def _request(method: str, url: str, content: bytes | None = None) -> _Answer:
    try:
        answer = asyncio.run(_exchange(method, url, content))
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        raise Unavailable(
            "desk.unreachable",
            "The desk cannot be reached now; nothing is lost, it is tried again.",
        ) from None
    if answer.status == 400:
        raise _refusal(answer)
    if answer.status != 200:
        raise Unavailable("desk.trouble", "The desk has trouble of its own; it is tried again.")
    return answer


async def _exchange(method: str, url: str, content: bytes | None) -> _Answer:
    # A proxy named in the environment cannot know the way to this very machine.
    trust_env = urlsplit(url).hostname not in _LOCAL
    headers = {"Accept-Encoding": "identity"}
    if content:
        headers["Content-Type"] = "application/octet-stream"
    async with (
        asyncio.timeout(TIMEOUT_S),
        httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=trust_env) as client,
        client.stream(method, url + "/wire", content=content, headers=headers) as answer,
    ):
        body = b""
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > MOST:
                break  # no desk says so much
        return _Answer(answer.status_code, body)


def _refusal(answer: _Answer) -> OffwatchError:
    """A desk refuses unsigned only what it cannot read; all else comes from something between."""
    try:
        said = answer.json()
        code, message = str(said["code"]), str(said["message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        code = message = ""
    if code.startswith("wire."):
        return DeskRefused(code[:80], message[:300])
    return Unavailable("desk.no-desk", "No desk answers at that address; check it.")
