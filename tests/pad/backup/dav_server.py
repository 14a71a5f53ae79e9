"""A small WebDAV server with one user, keeping its files in a dictionary."""

from __future__ import annotations

import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit

USER, PASSWORD = "a user", "a pass:word"
_AUTH = "Basic " + b64encode(f"{USER}:{PASSWORD}".encode()).decode()
_LISTING = '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">{}</d:multistatus>'
_ENTRY = "<d:response><d:href>{}</d:href></d:response>"


class DavServer:
    """Its files by their paths; ``full`` and ``listing`` make it answer otherwise."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.collections = {"/dav/"}
        self.asked: list[str] = []
        self.full = False
        self.listing: bytes | None = None
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_any(self) -> None:
                path = unquote(urlsplit(self.path).path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                outer.asked.append(self.command)
                if self.headers.get("Authorization") != _AUTH:
                    self.answer(401)
                else:
                    self.answer(*outer.handle(self.command, path, body, self.headers))

            def answer(self, status: int, body: bytes = b"") -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        for method in ("GET", "PUT", "DELETE", "MOVE", "MKCOL", "PROPFIND"):
            setattr(Handler, f"do_{method}", Handler.do_any)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/dav/the pad"

    def handle(self, method: str, path: str, body: bytes, headers: object) -> tuple[int, bytes]:
        if method == "PROPFIND":
            base = path if path.endswith("/") else f"{path}/"
            if base not in self.collections:
                return 404, b""
            inside = [base, *(name for name in self.files if name.startswith(base))]
            text = "".join(_ENTRY.format(quote(name)) for name in inside)
            return 207, self.listing or _LISTING.format(text).encode()
        if method == "MKCOL":
            self.collections.add(path)
            return 201, b""
        if method == "PUT":
            if self.full:
                return 507, b""
            self.files[path] = body
            return 201, b""
        if path not in self.files:
            return 404, b""
        if method == "GET":
            return 200, self.files[path]
        content = self.files.pop(path)
        if method == "MOVE":
            to = headers.get("Destination")  # type: ignore[attr-defined]
            self.files[unquote(urlsplit(to).path)] = content
            return 201, b""
        return 204, b""


@contextmanager
def dav_server() -> Iterator[DavServer]:
    served = DavServer()
    thread = threading.Thread(target=served.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield served
    served.server.shutdown()
    served.server.server_close()
