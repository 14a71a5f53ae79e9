"""A server of calendars on this machine, for tests."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

OBJECT = """<d:response><d:href>/dav/shifts/{n}.ics</d:href><d:propstat><d:prop><c:calendar-data>
{text}</c:calendar-data></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"""
MULTI = '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">{}</d:multistatus>'  # noqa: E501


def shift(day: date, uid: str = "1", name: str = "Shift", *more: str) -> str:
    lines = [f"UID:{uid}", f"SUMMARY:{name}", f"DTSTART;VALUE=DATE:{day:%Y%m%d}", *more]
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def text_of(*events: str) -> bytes:
    return (
        "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Shifts\r\n" + "".join(events) + "END:VCALENDAR\r\n"
    ).encode()


@dataclass
class Served:
    """What the server gives: by path, what is there; and what it was asked."""

    port: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    login: str = ""
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@contextmanager
def serving() -> Iterator[Served]:
    served = Served()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(served))
    served.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(served: Served) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def _take(self) -> bytes:
            served.asked.append((self.command, self.path, dict(self.headers)))
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))

        def _say(self, status: int, content: bytes = b"", **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _is_let_in(self) -> bool:
            if not served.login:
                return True
            want = "Basic " + base64.b64encode(served.login.encode()).decode()
            if self.headers.get("Authorization") == want:
                return True
            self._say(401, WWW_Authenticate='Basic realm="x"')
            return False

        def do_GET(self) -> None:
            self._take()
            if self.path in served.leads:
                self._say(302, Location=served.leads[self.path])
            elif self.path in served.status:
                self._say(served.status[self.path])
            elif not self._is_let_in():
                return
            elif self.headers.get("If-None-Match") == '"1"':
                self._say(304)
            elif self.path in served.files:
                self._say(200, served.files[self.path], ETag='"1"')
            else:
                self._say(404)

        def do_REPORT(self) -> None:
            self._take()
            if self._is_let_in():
                found = [t for path, t in served.files.items() if path.startswith(self.path)]
                if self.path == "/dav/":
                    return self._say(403 if served.status else 400)
                parts = [OBJECT.format(n=n, text=t.decode()) for n, t in enumerate(found)]
                self._say(207, MULTI.format("".join(parts)).encode(), Content_Type="text/xml")
            return None

        def do_PROPFIND(self) -> None:
            body = self._take()
            if not self._is_let_in():
                return
            if b"current-user-principal" in body:
                prop = (
                    "<d:current-user-principal><d:href>/dav/me/</d:href></d:current-user-principal>"
                )
                parts = _prop(self.path, prop)
            elif b"calendar-home-set" in body:
                parts = _prop(
                    self.path, "<c:calendar-home-set><d:href>/dav/</d:href></c:calendar-home-set>"
                )
            else:
                kind = "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
                parts = _prop("/dav/", "<d:resourcetype><d:collection/></d:resourcetype>")
                for name in ("shifts", "private"):
                    parts += _prop(f"/dav/{name}/", f"<d:displayname>{name}</d:displayname>{kind}")
                if self.path != "/dav/":
                    parts = _prop(
                        self.path,
                        f"<d:displayname>{self.path.split('/')[-2]}</d:displayname>{kind}",
                    )
            self._say(207, MULTI.format(parts).encode(), Content_Type="text/xml")

    return Handler


def _prop(path: str, prop: str) -> str:
    return (
        f"<d:response><d:href>{path}</d:href><d:propstat><d:prop>{prop}</d:prop>"
        "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )
