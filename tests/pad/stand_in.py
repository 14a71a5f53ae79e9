"""A desk for the pad to speak to over a real socket: it keeps the wire and plans nothing."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from offwatch.wire import (
    SIZE,
    Body,
    Days,
    Done,
    Duties,
    Duty,
    Envelope,
    Keep,
    Pair,
    Pass,
    Quiet,
    Refusal,
    Said,
    SaidPass,
    TeamNorm,
    code_key,
    digest,
    is_proof,
    join_code,
    new_code,
    new_signing_key,
    open_sealed,
    public_text,
    read_public,
    read_unverified,
    seal,
)

NORM = TeamNorm(
    tracks=1,
    days=6,
    passes=1,
    freeze_h=72,
    hour=0,
    first_day=date(2026, 1, 5),
    period_days=28,
    ask_ahead_days=14,
    zone="Europe/Berlin",
    adoption=100,
)


class StandIn:
    """What it heard, in order, as bytes; and what it will say."""

    def __init__(self) -> None:
        self.key = new_signing_key()
        self.secret = new_code()
        self.norm = NORM
        self.pages: list[tuple[Duty, ...]] = [()]
        self.cursor = 1
        self.epoch = "a" * 16
        self.days_had: dict[int, Days] = {}
        self.passes_had: list[SaidPass] = []  # the latest first
        self.digests: dict[str, str] = {}
        self.counts: dict[str, int] = {}
        self.heard: list[bytes] = []
        self.answers: dict[str, bytes] = {}
        self.devices: dict[str, str] = {}
        self.next_page = 0
        self.used = False  # the code, so that pairing is refused
        self.refuses = ""  # a code to refuse every message with, signed
        self.raw: tuple[str, Any] | None = None  # a signed answer of any name and values
        self.fail: tuple[int, dict[str, str]] | None = None
        self.drop = 0  # answers that get lost on the way back
        self.sign_with = self.key
        self.answers_device = ""  # not the one that asked
        self.answers_message = ""
        self.dawdle_s = 0.0  # a byte at a time
        self.url = ""

    @property
    def code(self) -> str:
        return join_code(self.secret, public_text(self.key))

    def opened(self) -> list[Envelope]:
        return [read_unverified(data) for data in self.heard]

    def says(self) -> list[Body]:
        return [envelope.body for envelope in self.opened()]

    def set_duties(self, *pages: tuple[Duty, ...]) -> None:
        self.pages, self.cursor, self.next_page = list(pages), self.cursor + 1, 0

    def answer(self, data: bytes) -> bytes:
        self.heard.append(data)
        claimed = read_unverified(data)
        body = claimed.body
        if isinstance(body, Pair) and self._proves(body):
            self.devices[claimed.device] = body.public_key
            self.counts.setdefault(claimed.device, 0)
        if claimed.device in self.devices:
            open_sealed(data, read_public(self.devices[claimed.device]))
        if self.raw is not None:
            return self._say_raw(claimed, *self.raw)
        same = self.digests.setdefault(claimed.message_id, digest(data)) == digest(data)
        if not same:
            return self._sealed(Refusal(claimed.message_id, "wire.reused"), claimed, 0)
        if claimed.message_id not in self.answers or self.refuses:
            last = self.counts.get(claimed.device, 0)
            reply = self._reply(claimed, went_back=claimed.header.count <= last)
            self.answers[claimed.message_id] = self._sealed(reply, claimed, last)
            if claimed.device in self.devices:
                self.counts[claimed.device] = max(last, claimed.header.count)
        return self.answers[claimed.message_id]

    def _sealed(self, body: Body, to: Envelope, last: int) -> bytes:
        return seal(
            body,
            device=self.answers_device or to.device,
            key=self.sign_with,
            made_on=datetime.now(UTC).date(),
            message_id=self.answers_message or to.message_id,
            count=last,
        )

    def _say_raw(self, to: Envelope, name: str, values: Any) -> bytes:
        """Sign what no desk may say."""
        form = {
            "v": 2,
            "device": to.device,
            "message_id": to.message_id,
            "made_on": datetime.now(UTC).date(),
            "count": self.counts.get(to.device, 0),
            "type": name,
            "body": values,
            "sig": "",
        }
        self.counts[to.device] = max(self.counts.get(to.device, 0), to.header.count)
        form["sig"] = self.key.sign(msgspec.json.encode(form)).signature.hex()
        return msgspec.json.encode(form).ljust(SIZE, b" ")

    @property
    def said(self) -> Said:
        """What it has had from the member."""
        days = tuple(self.days_had[period] for period in sorted(self.days_had)[:2])
        return Said(self.epoch, days, tuple(self.passes_had[:16]))

    @property
    def _had(self) -> bool:
        return bool(self.days_had or self.passes_had)

    def _note_pass(self, duty_id: str) -> None:
        starts = {duty.duty_id: duty.start_at for page in self.pages for duty in page}
        if duty_id in starts and duty_id not in {each.duty_id for each in self.passes_had}:
            self.passes_had.insert(0, SaidPass(duty_id, starts[duty_id]))

    def _proves(self, pair: Pair) -> bool:
        return not self.used and is_proof(
            pair.proof, code_key(self.secret), pair.public_key, public_text(self.key)
        )

    def _reply(self, envelope: Envelope, *, went_back: bool) -> Body:
        name = envelope.message_id
        if self.refuses:
            return Refusal(name, self.refuses)
        if envelope.device not in self.devices:
            paired = isinstance(envelope.body, Pair)
            return Refusal(name, "pair.code" if paired else "wire.unknown-device")
        match envelope.body:
            case Pair():
                return self.norm
            case Days(period=period) as days:
                self.days_had[period] = days
                return Done(name, "noted")
            case Pass(duty_id=duty_id):
                self._note_pass(duty_id)
                return Done(name, "asked")
            case Keep():
                return Done(name, "kept")
            case Quiet(epoch=epoch) if self._had and (epoch != self.epoch or went_back):
                return self.said
            case Quiet():
                page = self.next_page
                more = page + 1 < len(self.pages)
                self.next_page = page + 1 if more else 0
                now = datetime.now(UTC)
                return Duties(now, self.epoch, self.cursor, page, more, self.pages[page])
        raise AssertionError(envelope.type)


@contextmanager
def listening(desk: StandIn) -> Iterator[StandIn]:
    """Serve it on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(desk))
    desk.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(desk: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(200, json.dumps({"public_key": public_text(desk.key)}).encode())

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            assert len(data) == SIZE
            if desk.fail is not None:
                status, said = desk.fail
                self._send(status, json.dumps(said).encode())
                return
            reply = desk.answer(data)
            if desk.drop:
                desk.drop -= 1
                self.close_connection = True
                return
            self._send(200, reply)

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            for byte in content if desk.dawdle_s else ():
                time.sleep(desk.dawdle_s / 20)
                self.wfile.write(bytes([byte]))
            if not desk.dawdle_s:
                self.wfile.write(content)

        log_message: Callable[..., None] = lambda *_: None

    return Handler
