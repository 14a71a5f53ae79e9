"""The two requests a pad makes: for the desk's key, and one envelope for one envelope."""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx

from offwatch.errors import BadInput, Unavailable
from offwatch.wire import SIZE

TIMEOUT_S = 15.0
"""For the whole exchange: a desk that dawdles must not keep the vault from being locked."""
MOST = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


def desk_address(text: str) -> str:
    """The desk's address as typed, without what does not belong to it.

    ``http://`` is for this machine alone: anywhere else, whoever carries it could read along.
    """
    try:
        parts = urlsplit(text.strip())
        host, _ = parts.hostname, parts.port  # a port outside its range raises
    except ValueError:
        raise BadInput(
            "pad.desk-address", "A desk's address looks like https://desk.example.org."
        ) from None
    if parts.scheme not in ("http", "https"):
        raise BadInput(
            "pad.desk-address",
            "Begin the address with http:// or https://, e.g. http://localhost:8720.",
        )
    if not host or parts.query or parts.fragment or parts.username or parts.password:
        raise BadInput("pad.desk-address", "A desk's address looks like https://desk.example.org.")
    if parts.scheme == "http" and not is_here(host):
        raise BadInput(
            "pad.desk-in-clear",
            "http:// is for a desk on this machine; write https:// for one elsewhere.",
        )
    return text.strip().rstrip("/")


def is_here(host: str) -> bool:
    """Whether this host is this machine, whatever a name server says."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


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
    if len(envelope) != SIZE:
        raise BadInput("wire.size", f"An envelope has exactly {SIZE} bytes.")
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
        raise _unsigned(answer)
    if answer.status != 200:
        raise Unavailable("desk.trouble", "The desk has trouble of its own; it is tried again.")
    return answer


async def _exchange(method: str, url: str, content: bytes | None) -> _Answer:
    # A proxy named in the environment cannot know the way to this very machine.
    trust_env = not is_here(urlsplit(url).hostname or "")
    tls = _tls(url, trust_env)
    headers = {"Accept-Encoding": "identity"}
    if content:
        headers["Content-Type"] = "application/octet-stream"
    async with (
        asyncio.timeout(TIMEOUT_S),
        httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=trust_env, verify=tls) as client,
        client.stream(method, url + "/wire", content=content, headers=headers) as answer,
    ):
        body = b""
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > MOST:
                break  # no desk says so much
        return _Answer(answer.status_code, body)


def _tls(url: str, trust_env: bool) -> ssl.SSLContext:
    """What a desk's certificate is held against; http:// has none, and need not load any."""
    if urlsplit(url).scheme == "https":
        return httpx.create_ssl_context(trust_env=trust_env)
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody


def _unsigned(answer: _Answer) -> Unavailable:
    """What is not signed ends nothing: anything between pad and desk may have said it."""
    try:
        code = str(answer.json()["code"])
    except (ValueError, KeyError, TypeError, RecursionError):
        code = ""
    if code.startswith("wire."):
        return Unavailable(
            "desk.unsigned",
            "The envelope came back unsigned: from a desk of another version, or from something "
            "in between; it is tried again.",
        )
    return Unavailable("desk.no-desk", "No desk answers at that address; check it.")
