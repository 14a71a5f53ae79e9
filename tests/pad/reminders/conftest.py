"""A channel on this machine, and messages sent from this process."""

from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from offwatch.pad.reminders import channels, child
from offwatch.pad.reminders.channels import do_add_channel, do_verify
from offwatch.pad.reminders.message import Delivery, ReminderMessage


@dataclass
class Inbox:
    """What has come, whole, and whether it is answered as it should be."""

    address: str = ""
    came: list[dict[str, object]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    works: bool = True
    arrived: threading.Event = field(default_factory=threading.Event)
    hold: threading.Event = field(default_factory=threading.Event)

    @property
    def texts(self) -> list[object]:
        return [each["message"] for each in self.came]

    @property
    def code(self) -> str:
        return str(self.texts[-1]).removeprefix("Code: ")


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    box = Inbox()
    box.hold.set()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.came.append(json.loads(body))
            box.raw.append(str(self.headers).encode() + body)
            box.arrived.set()
            box.hold.wait(10)
            self.send_response(200 if box.works else 500)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    box.address = f"json://127.0.0.1:{server.server_port}/a-secret-topic"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield box
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send from this process: what is under test is what is sent, and when."""
    monkeypatch.setattr(channels.message, "send_message", _send_here)


def _send_here(message: ReminderMessage) -> Delivery:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of channels that nobody here uses
        return child.send(message)


@pytest.fixture
def channel(home: object, here: None, inbox: Inbox, now: object) -> int:
    """A channel whose code has been typed in."""
    pk = do_add_channel(now, inbox.address)[1]  # type: ignore[arg-type]
    do_verify(now, pk, inbox.code)  # type: ignore[arg-type]
    return pk
