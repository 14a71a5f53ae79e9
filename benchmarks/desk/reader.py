"""Somebody at a browser: a session that is logged in, asks for pages and sends forms."""

from __future__ import annotations

import gzip
import http.client
import re
import statistics
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any, Self
from urllib.parse import urlencode

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What came, how many bytes of it crossed the line, and after how many milliseconds."""

    status: int
    body: bytes
    size: int
    ms: float


class Reader:
    """One connection that stays open; ``session`` is the key of a session, or nobody's."""

    def __init__(self, port: int, session: str = "") -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies = {"desk_session": session} if session else {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._link.close()

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, None)

    def post(self, address: str, page: Answer, values: dict[str, Any]) -> Answer:
        """Send a form of a page that was read before."""
        found = _TOKEN.search(page.body)
        assert found is not None, "the page holds no form"
        data = urlencode({"csrfmiddlewaretoken": found[1].decode(), **values})
        return self._ask("POST", address, data)

    def _ask(self, method: str, address: str, data: str | None) -> Answer:
        headers = {
            "Host": "localhost",
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
        }
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._link.request(method, address, data, headers)
        reply = self._link.getresponse()
        raw = reply.read()
        ms = 1000.0 * (time.perf_counter() - began)
        for name, value in reply.getheaders():
            if name.lower() == "set-cookie" and value.startswith("desk_csrf="):
                self._cookies["desk_csrf"] = value.partition("=")[2].partition(";")[0]
        body = gzip.decompress(raw) if reply.getheader("Content-Encoding") == "gzip" else raw
        return Answer(reply.status, body, len(raw), ms)


class Watch:
    """Asks for one address again and again while something else goes on."""

    def __init__(self, port: int, address: str, pause_s: float = 0.05) -> None:
        self._port, self._address, self._pause_s = port, address, pause_s
        self._over = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self.ms: list[float] = []
        self.failed = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        with Reader(self._port) as reader:
            while not self._over.wait(self._pause_s):
                answer = reader.get(self._address)
                self.ms.append(answer.ms)
                self.failed += answer.status != 200


def at_once(acts: Iterable[Callable[[], Any]], readers: int) -> list[Any]:
    """Do all of this, each in a thread of its own."""
    with ThreadPoolExecutor(readers) as pool:
        return [each.result() for each in [pool.submit(act) for act in acts]]


def spread(ms: list[float]) -> dict[str, float]:
    """Median, 95th percentile and most, in milliseconds."""
    sorted_ms = sorted(ms)
    p95 = sorted_ms[min(len(sorted_ms) - 1, int(0.95 * len(sorted_ms)))]
    found = {"median": statistics.median(ms), "p95": p95, "most": sorted_ms[-1]}
    return {name: round(value, 1) for name, value in found.items()}
