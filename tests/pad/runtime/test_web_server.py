"""Who holds a connection without finishing a request has to let go of it."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from offwatch.pad.runtime import web_server

HEAD = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"


class Site:
    """A small application behind the pad's web server, in a thread of its own."""

    def __init__(self) -> None:
        self.open, self.over = True, False
        self.held = threading.Event()
        self.ended = threading.Event()
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = listener.getsockname()
        self.server = web_server.create(
            self._answer, [listener], is_open=lambda: self.open, is_over=lambda: self.over
        )
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/slow":
            self.held.wait(10)
        body = environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Length", str(len(str(len(body)))))])
        return [str(len(body)).encode()]

    def _run(self) -> None:
        try:
            self.server.run()
        except web_server.Over:
            self.ended.set()

    def connect(self, data: bytes = b"") -> socket.socket:
        link = socket.create_connection(self.address, 10)
        link.sendall(data)
        return link

    def ask(self, path: str = "/x", body: bytes = b"") -> bytes:
        with self.connect(HEAD.replace(b"/x", path.encode(), 1) % len(body) + body) as link:
            return answer_of(link)

    def close(self) -> None:
        self.over = True
        self.held.set()
        self.ended.wait(10)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def answer_of(link: socket.socket) -> bytes:
    """A whole answer; it may come in pieces."""
    link.settimeout(20)
    answer = b""
    while piece := link.recv(65536):
        answer += piece
        head, blank, body = answer.partition(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        if blank and length is not None and len(body) >= int(length[1]):
            break
    return answer


def is_closed(link: socket.socket) -> bool:
    link.settimeout(15)
    try:
        return link.recv(1) == b""
    except ConnectionError:
        return True


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_request_has_to_arrive_in_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is not finished is closed; one whose body is large has longer."""
    monkeypatch.setattr(web_server, "REQUEST_S", 0.1)
    monkeypatch.setattr(web_server, "SLOWEST", 1000)
    with site.connect(HEAD % 9) as small, site.connect(HEAD % 90_000 + b"x" * 80_000) as large:
        assert is_closed(small)
        large.sendall(b"x" * 10_000)
        assert answer_of(large).endswith(b"90000")


def test_the_longest_waiting_make_room(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where connections run out, half-sent requests go first, the oldest of them before others."""
    monkeypatch.setattr(web_server, "MOST_CONNECTIONS", 20)
    with ExitStack() as stack:
        half = [stack.enter_context(site.connect(HEAD % 9)) for _ in range(30)]
        assert site.ask().endswith(b"0")
        assert is_closed(half[0])


def test_bodies_together_are_bounded(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many large forms at once do not fill the memory: the largest is dropped."""
    monkeypatch.setattr(web_server, "ALL_BODIES", 100_000)
    with (
        site.connect(HEAD % 90_000 + b"x" * 40_000) as small,
        site.connect(HEAD % 90_000 + b"x" * 80_000) as large,
    ):
        assert is_closed(large)
        small.sendall(b"x" * 50_000)
        assert answer_of(small).endswith(b"90000")


def test_a_locked_site_takes_small_forms_only(site: Site) -> None:
    """How much is taken follows the vault at each request."""
    body = b"x" * (web_server.SMALL_BODY + 1)
    assert site.ask(body=body).endswith(str(len(body)).encode())
    site.open = False
    site.ask()
    assert b"413" in site.ask(body=body).split(b"\r\n")[0]
    assert site.ask(body=b"small").endswith(b"5")


def test_a_site_that_is_over_answers_and_ends(site: Site) -> None:
    """What is being answered is sent, and says that it is the last; who comes later waits."""
    with site.connect((HEAD % 0).replace(b"/x", b"/slow")) as link, site.connect() as idle:
        time.sleep(0.3)
        site.over = True
        assert is_closed(idle)
        site.held.set()
        answer = answer_of(link)
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"Connection: close" in answer
        assert site.ended.wait(10)


def test_a_site_that_is_over_does_not_wait_for_ever(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that does not come is not waited for."""
    monkeypatch.setattr(web_server, "FLUSH_S", 0.2)
    with site.connect((HEAD % 0).replace(b"/x", b"/slow")):
        time.sleep(0.3)
        site.over = True
        assert site.ended.wait(10)
