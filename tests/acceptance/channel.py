"""Somewhere on this machine that reminders go to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Channel:
    """What has come, in its order, and the address that Apprise knows it by."""

    def __init__(self, port: int) -> None:
        self.address = f"json://127.0.0.1:{port}/topic"
        self.texts: list[str] = []


@contextmanager
def listening() -> Iterator[Channel]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            channel.texts.append(json.loads(body)["message"])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    channel = Channel(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield channel
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
