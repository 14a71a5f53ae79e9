"""Waitress, set so that nothing private goes to a file and nobody can hold all connections.

A request has to arrive whole within a time that grows with what has come of it. When connections
run out, those that have been waiting longest for the rest of a request are closed first. What
comes in and what goes out stays in memory, so its size is bounded.
"""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import MultiSocketServer, TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher, WSGITask

THREADS = 8
MOST_CONNECTIONS = 400
IDLE_S = 60
REQUEST_S = 20.0
"""For a request to arrive; for a large one in addition a second for each ``SLOWEST`` bytes."""
SLOWEST = 16 * 1024
SMALL_BODY = 64 * 1024
LARGE_BODY = 66 * 1024 * 1024
"""A diary file of the size that is read, and the rest of its form."""
ALL_BODIES = 3 * LARGE_BODY
FLUSH_S = 2.0


class Over(BaseException):
    """The site is over, and all that it has answered is sent."""


class RequestTask(WSGITask):  # type: ignore[misc]  # waitress is untyped
    """One request; the last answer on a connection says so when the site is over."""

    def build_response_header(self) -> bytes:
        if self.channel.server.is_over():
            self.request.headers["CONNECTION"] = "close"
        return bytes(super().build_response_header())


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress is untyped
    """One connection, and since when the rest of a request is waited for."""

    task_class = RequestTask
    waiting_since = 0.0

    def received(self, data: bytes) -> bool:
        before = self.request
        done = bool(super().received(data))
        if self.request is not before or before is None:
            self.waiting_since = time.time()
        return done

    @property
    def arrived(self) -> int:
        """Bytes of the request that has not arrived whole."""
        request = self.request
        if request is None:
            return 0
        return int(request.header_bytes_received + request.body_bytes_received)

    def is_waiting(self) -> bool:
        """Whether neither an answer is being made nor one is being sent."""
        return not self.requests and not self.total_outbufs_len

    def is_late(self, now: float) -> bool:
        """Whether the rest of a request has been waited for long enough."""
        return self.request is not None and (
            now - self.waiting_since > REQUEST_S + self.arrived / SLOWEST
        )


class Server(TcpWSGIServer):  # type: ignore[misc]  # waitress is untyped
    """One listening socket; ``is_over`` says when the site accepts no more and ends."""

    channel_class = Channel
    is_over: Callable[[], bool] = staticmethod(lambda: False)
    is_open: Callable[[], bool] = staticmethod(lambda: True)

    def readable(self) -> bool:
        self.adj.max_request_body_size = LARGE_BODY if self.is_open() else SMALL_BODY
        if self.is_over():
            self._end()
            return False
        self._make_room()
        return bool(super().readable())

    def handle_accept(self) -> None:
        if not self.is_over():  # who comes from now on waits for the next site
            super().handle_accept()

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.is_late(now):
                channel.will_close = True

    def _make_room(self) -> None:
        channels = list(self.active_channels.values())
        waiting = [c for c in channels if c.is_waiting() and not c.will_close]
        if len(self._map) > MOST_CONNECTIONS * 0.9:
            waiting.sort(key=lambda c: (c.request is None, c.waiting_since))
            for channel in waiting[: max(1, MOST_CONNECTIONS // 10)]:
                channel.will_close = True
        elif sum(c.arrived for c in waiting) > ALL_BODIES:
            max(waiting, key=lambda c: c.arrived).will_close = True

    def _end(self) -> None:
        """Send what has been answered, close every connection, and leave the loop."""
        for channel in self.active_channels.values():
            if not channel.requests:
                channel.close_when_flushed = True
        open_channels = [c for c in self._map.values() if isinstance(c, HTTPChannel)]
        self.over_since = getattr(self, "over_since", time.monotonic())
        if not open_channels or time.monotonic() - self.over_since > FLUSH_S:
            raise Over


def create(
    application: Any,
    sockets: Iterable[socket.socket],
    *,
    is_open: Callable[[], bool],
    is_over: Callable[[], bool],
) -> MultiSocketServer:
    """A server on all of ``sockets``, which it then owns.

    ``is_open``: whether large requests are taken; ``is_over``: whether to end once all is sent.
    """
    adjustments = Adjustments(
        threads=THREADS,
        ident=None,
        connection_limit=MOST_CONNECTIONS,
        channel_timeout=IDLE_S,
        cleanup_interval=2,
        asyncore_use_poll=True,
        inbuf_overflow=sys.maxsize,
        outbuf_overflow=sys.maxsize,
        log_socket_errors=False,
    )
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(THREADS)
    shared: dict[int, Any] = {}
    for each in sockets:
        info = (each.family, each.type, each.proto, each.getsockname())
        server = Server(
            application,
            shared,
            True,
            each,
            dispatcher=dispatcher,
            adj=adjustments,
            bind_socket=False,
            sockinfo=info,
        )
        server.is_open, server.is_over = is_open, is_over
    return MultiSocketServer(shared, adjustments, [], dispatcher, None)
