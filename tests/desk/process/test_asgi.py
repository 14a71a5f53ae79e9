"""Requests that never come whole stop nobody, and each answer of the wire waits for its beat."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from tests.desk.process.conftest import Served

from offwatch.desk.process.asgi import LARGEST, SMALL, Site, environ

SHOWN_WITHIN_S = 5.0  # a page; generous, for a loaded machine


@contextmanager
def unfinished(served: Served, count: int, request: bytes) -> Iterator[None]:
    """So many connections that have sent this and send no more."""
    with ExitStack() as stack:
        for _ in range(count):
            link = stack.enter_context(socket.create_connection(("127.0.0.1", served.port)))
            link.sendall(request)
        time.sleep(0.3)
        yield


def half(path: str, headers: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2048\r\n{headers}\r\nabc"
    ).encode()


@pytest.fixture(scope="module")
def member(served: Served) -> Any:
    """Somebody who is logged in over real HTTP."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def send(path: str, **form: str) -> None:
        page = opener.open(f"{served.address}{path}").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        data = urlencode({"csrfmiddlewaretoken": token[1], **form}).encode()
        opener.open(f"{served.address}{path}", data).close()

    first, chosen = served.passwords["knight"], "a-few-words-in-a-row"
    send("/login", login="knight", password=first)
    send("/password", oldpassword=first, password1=chosen, password2=chosen)
    return opener


@pytest.mark.parametrize(
    "request_bytes",
    [
        half("/wire"),
        half("/login", "Content-Type: application/x-www-form-urlencoded\r\n"),
        half("/mine/pairing-code", "Cookie: desk_session=x\r\n"),
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"GET /mine HTTP/1.1\r\nHost: loc",
    ],
    ids=["wire", "login", "member", "chunked", "header"],
)
def test_unfinished_requests_stop_nobody(served: Served, member: Any, request_bytes: bytes) -> None:
    """Fifty at once, of each kind: health and a member's own page come as ever."""
    with unfinished(served, 50, request_bytes):
        for path in ("/health", "/mine"):
            began = time.monotonic()
            with member.open(f"{served.address}{path}", timeout=20) as reply:
                assert reply.status == 200
                assert reply.url == f"{served.address}{path}"
            assert time.monotonic() - began < SHOWN_WITHIN_S


def app(body: bytes = b"done") -> Callable[..., Iterable[bytes]]:
    """A WSGI application that takes no time."""

    def answer(request: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("X-Read", str(len(request["wsgi.input"].read())))])
        return [body]

    return answer


def scope(path: str = "/login", **changes: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "headers": [],
        "client": ("192.0.2.1", 1),
        **changes,
    }


async def ask(site: Site, where: dict[str, Any], *parts: bytes, whole: bool = True) -> list[Any]:
    """What the site sends for a request of these parts, which ends or goes on for ever."""
    left = list(parts or (b"",))
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if not left:
            await asyncio.sleep(3600)
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left) or not whole}

    async def send(message: Any) -> None:
        sent.append(message)

    await site(where, receive, send)
    return sent


def test_a_request_that_does_not_come_is_told_so() -> None:
    """408, and the connection closes."""
    site = Site(app(), beat_s=0.01, body_s=0.05)
    sent = asyncio.run(ask(site, scope(), b"a", whole=False))
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]


@pytest.mark.parametrize(
    ("path", "size"), [("/wire", SMALL + 1), ("/login", LARGEST + 1)], ids=["wire", "page"]
)
def test_too_large_a_request_is_not_read(path: str, size: int) -> None:
    """By what it says of its length, before anything of it has come."""
    where = scope(path, headers=[(b"content-length", str(size).encode())])
    sent = asyncio.run(ask(Site(app(), beat_s=0.01), where, whole=False))
    assert sent[0]["status"] == 413


def test_too_large_a_request_of_no_length_is_cut() -> None:
    """Chunks without an announced length are small, or not read to their end."""
    sent = asyncio.run(ask(Site(app(), beat_s=0.01), scope(), b"x" * SMALL, b"x"))
    assert sent[0]["status"] == 413


def test_only_so_many_files_come_at_once() -> None:
    """Large requests that do not end take a bounded share of the memory; small ones pass."""

    async def crowd() -> tuple[list[Any], list[Any]]:
        site = Site(app(), beat_s=0.01)
        large = scope(headers=[(b"content-length", str(SMALL + 1).encode())])
        stuck = [asyncio.ensure_future(ask(site, large, b"x", whole=False)) for _ in range(4)]
        await asyncio.sleep(0.05)
        try:
            return await ask(site, large, b"x" * (SMALL + 1)), await ask(site, scope(), b"x")
        finally:
            for each in stuck:
                each.cancel()

    fifth, small = asyncio.run(crowd())
    assert (fifth[0]["status"], small[0]["status"]) == (503, 200)


def test_a_crowd_on_the_wire_leaves_the_pages_their_threads() -> None:
    """However many envelopes wait, a page is answered; beyond a bound envelopes are sent away."""
    held = threading.Event()

    def answer(request: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if request["PATH_INFO"] == "/wire":
            held.wait(20)
        start("200 OK", [])
        return [b""]

    async def crowd() -> tuple[int, list[int]]:
        site = Site(answer, beat_s=0.01)
        waiting = [asyncio.ensure_future(ask(site, scope("/wire"), b"x")) for _ in range(200)]
        await asyncio.sleep(0.05)
        page = await asyncio.wait_for(ask(site, scope(), b"x"), SHOWN_WITHIN_S)
        held.set()
        return page[0]["status"], [(await each)[0]["status"] for each in waiting]

    page, wire = asyncio.run(crowd())
    assert page == 200
    assert {wire.count(200), wire.count(503)} == {68, 132}


def test_with_every_thread_of_the_pages_taken_health_answers() -> None:
    """Whoever looks whether the desk lives waits for no page."""
    held = threading.Event()

    def answer(request: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if request["PATH_INFO"] != "/health":
            held.wait(20)
        start("200 OK", [])
        return [b""]

    async def crowd() -> tuple[int, list[int]]:
        site = Site(answer, beat_s=0.01)
        waiting = [asyncio.ensure_future(ask(site, scope(), b"x")) for _ in range(40)]
        await asyncio.sleep(0.05)
        health = await asyncio.wait_for(ask(site, scope("/health"), b"x"), SHOWN_WITHIN_S)
        held.set()
        return health[0]["status"], [(await each)[0]["status"] for each in waiting]

    assert asyncio.run(crowd()) == (200, [200] * 40)


def test_the_wire_answers_on_the_beat() -> None:
    """Whatever it took, an answer leaves at a multiple of the beat after its message came."""
    beat = 0.2

    def slow(request: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        time.sleep(float(request["wsgi.input"].read()))
        start("200 OK", [])
        return [b""]

    async def timed(site: Site, seconds: str) -> float:
        began = time.monotonic()
        await ask(site, scope("/wire"), seconds.encode())
        return time.monotonic() - began

    async def several() -> list[float]:
        site = Site(slow, beat_s=beat)
        return list(await asyncio.gather(*(timed(site, s) for s in ("0", "0.03", "0.25", "0.3"))))

    took = asyncio.run(several())
    for seconds, beats in zip(took, (1, 1, 2, 2), strict=True):
        assert beats * beat - 0.005 <= seconds < beats * beat + 0.15


def test_a_header_with_an_underscore_passes_for_no_other() -> None:
    """X_Forwarded_For is not X-Forwarded-For, which only a proxy sets."""
    headers = [(b"x_forwarded_for", b"1.2.3.4"), (b"x-forwarded-proto", b"https")]
    found = environ(scope(headers=headers), b"")
    assert "HTTP_X_FORWARDED_FOR" not in found
    assert found["HTTP_X_FORWARDED_PROTO"] == "https"


def test_a_request_reaches_the_application_as_it_was_sent() -> None:
    """Method, path in any script, query, cookies, body and the address it came from."""
    cookies = [(b"cookie", b"a=1"), (b"cookie", b"b=2")]
    where = scope("/söme/päth", query_string=b"a=b", headers=cookies)
    found = environ(where, b"body")
    assert found["PATH_INFO"].encode("latin-1").decode() == "/söme/päth"
    assert (found["QUERY_STRING"], found["HTTP_COOKIE"]) == ("a=b", "a=1; b=2")
    assert (found["CONTENT_LENGTH"], found["wsgi.input"].read()) == ("4", b"body")
    assert found["REMOTE_ADDR"] == "192.0.2.1"
