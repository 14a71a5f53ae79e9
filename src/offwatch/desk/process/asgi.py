"""What granian serves: a request is read whole, within a time limit, before a thread takes it.

A thread that waits for the rest of somebody's request answers nobody else. So bodies are read on
the event loop, where a request that never comes costs nothing, and only then is the request given
to Django in one of a fixed number of threads. The wire has threads of its own, and its answers wait
for their beat on the event loop too; ``/health`` has one.
"""

from __future__ import annotations

import asyncio
import math
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "offwatch.desk.settings")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[str, str]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

WIRE = "/wire"
HEALTH = "/health"
BODY_S = 10.0  # a body has come by then, or it is not waited for
SMALL = 64 * 1024  # every form of ours is smaller; a larger body is a file
LARGEST = 16 * 1024 * 1024
LARGE_AT_ONCE = 4  # so that no crowd of uploads takes the memory
LARGE_S = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Headers
    body: bytes


class NotRead(Exception):
    """The request did not come whole; ``reply`` says why, if anybody is left to hear it."""

    def __init__(self, reply: Reply | None) -> None:
        super().__init__()
        self.reply = reply


class Threads:
    """A fixed number of threads, and a bounded queue before them."""

    def __init__(self, name: str, threads: int, queue: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threads + queue
        self._taken = 0

    async def run(self, act: Callable[[], Reply]) -> Reply:
        if self._taken >= self._room:
            return _plain(503, "Too many requests at once; try again soon.", ("Retry-After", "5"))
        self._taken += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, act)
        finally:
            self._taken -= 1


class Site:
    """A WSGI application as an ASGI one that unfinished requests cannot stop.

    Parameters
    ----------
    application
        The WSGI application that answers.
    beat_s : float, seconds
        Answers to what is posted to the wire leave at multiples of this after it has come.
    body_s : float, seconds
        How long a small body may take.
    """

    def __init__(self, application: Application, *, beat_s: float, body_s: float = BODY_S) -> None:
        self._application = application
        self._beat_s = beat_s
        self._body_s = body_s
        self._pages = Threads("page", 16, 256)
        self._wire = Threads("wire", 4, 64)
        # whoever looks whether the desk lives does not queue behind those who read its pages
        self._health = Threads("health", 1, 64)
        self._large = LARGE_AT_ONCE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        on_wire = scope["path"] == WIRE
        try:
            body = await self._read(scope, receive, on_wire=on_wire)
        except NotRead as why:
            if why.reply is not None:
                await _send(why.reply, send)
            return
        came_at = asyncio.get_running_loop().time()
        threads = {WIRE: self._wire, HEALTH: self._health}.get(scope["path"], self._pages)
        reply = await threads.run(lambda: _answer(self._application, environ(scope, body)))
        if on_wire and scope["method"] == "POST":
            taken = asyncio.get_running_loop().time() - came_at
            await asyncio.sleep(math.ceil(taken / self._beat_s) * self._beat_s - taken)
        await _send(reply, send)

    async def _read(self, scope: Scope, receive: Receive, *, on_wire: bool) -> bytes:
        length = _length(scope)
        if length > (SMALL if on_wire else LARGEST):
            raise NotRead(_plain(413, "This is too large."))
        if length <= SMALL:
            return await _body(receive, SMALL, self._body_s)
        if self._large == 0:
            raise NotRead(_plain(503, "Too many files at once; try again soon."))
        self._large -= 1
        try:
            return await _body(receive, LARGEST, LARGE_S)
        finally:
            self._large += 1


async def _body(receive: Receive, largest: int, within_s: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(within_s):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise NotRead(None)
                part = message.get("body", b"")
                size += len(part)
                if size > largest:
                    raise NotRead(_plain(413, "This is too large, or says no length."))
                parts.append(part)
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError:
        raise NotRead(_plain(408, "The request did not come in time.")) from None


def _length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333)."""
    host, port = scope.get("server") or ("localhost", 0)
    found: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": BytesIO(body),
        "wsgi.errors": _Nowhere(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    headers: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").upper()
        if "_" not in key:  # it would pass for one with a dash, such as a proxy's
            headers.setdefault(key.replace("-", "_"), []).append(value.decode("latin-1"))
    for key, values in headers.items():
        joined = ("; " if key == "COOKIE" else ",").join(values)
        found[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = joined
    found["CONTENT_LENGTH"] = str(len(body))
    return found


class _Nowhere:
    """Whatever is written here may hold what somebody sent; errors go to our own log."""

    def write(self, text: str) -> None:
        """Drop it."""

    def flush(self) -> None:
        """Nothing was kept."""


def _answer(application: Application, request: dict[str, Any]) -> Reply:
    """Run the application to the end of its answer; in a thread."""
    begun: list[tuple[int, Headers]] = []

    def start(status: str, headers: Headers, exc_info: object = None) -> None:
        begun.append((int(status.split(" ", 1)[0]), headers))

    answer = application(request, start)
    try:
        body = b"".join(answer)
    finally:
        if close := getattr(answer, "close", None):
            close()
    status, headers = begun[-1]
    return Reply(status, headers, body)


def _plain(status: int, text: str, *headers: tuple[str, str]) -> Reply:
    body = f"{text}\n".encode()
    plain = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    # what of the request is still to come is not read: the connection cannot be used again
    return Reply(status, [*plain, ("Connection", "close"), *headers], body)


async def _send(reply: Reply, send: Send) -> None:
    headers = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in reply.headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


def site() -> Site:
    """The desk's own, made once Django's settings can be read.

    A thread that draws a page gives way every millisecond rather than every five: with all of them
    at work, a short answer would wait for each in turn.
    """
    sys.setswitchinterval(0.001)
    answering = get_wsgi_application()
    from django.conf import settings

    return Site(answering, beat_s=settings.WIRE_BEAT_S)
