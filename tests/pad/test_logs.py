"""What reaches a log, at its most talkative: nothing that an owner typed, sent or was told."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.pad.conftest import PASSPHRASE
from tests.pad.stand_in import StandIn

from offwatch.diary import Event
from offwatch.pad.diary.record import do_note
from offwatch.pad.link.tick import do_tick
from offwatch.pad.pages import days_ahead
from offwatch.pad.runtime import browser_access
from offwatch.vault import session
from offwatch.web.logs import Plain

WORD = "zebra-unmistakable"
SECRETS = (WORD, PASSPHRASE)
PAGES = (
    *("", "diary", "diary/day/2026-11-20", "diary/kept", "diary/life", "diary/regimens"),
    *("diary/temperatures", "diary/summary", "diary/names", "diary/search", "diary/history"),
    *("diary/files", "outlook", "duties", "calendars", "calendars/own", "reminders", "mask"),
    *("known", "settings", "settings?pair=1", "settings/backups", "settings/passphrase"),
    *("settings/zone", "settings/recovery-key", "settings/preferences"),
)
LEAVE = ("/lock", "/language", "/sample/end", "/settings/erase")


class Forms(HTMLParser):
    """The forms of a page: where each is sent, and what it holds."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._path = path
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag == "form" and of.get("method") == "post":
            self.found.append((of.get("action") or self._path, {}))
        elif self.found and of.get("name") and tag in ("input", "select", "textarea", "button"):
            fixed = of.get("type") in ("hidden", "radio", "checkbox") or tag in ("select", "button")
            if of.get("type") != "file":
                value = of.get("value") or "" if fixed else WORD
                self.found[-1][1].setdefault(str(of["name"]), value)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that any part of this process logs, as the site writes it, and our own words raw."""
    written = io.StringIO()
    site, ours = logging.StreamHandler(written), logging.StreamHandler(written)
    site.setFormatter(Plain())
    root, own = logging.getLogger(), logging.getLogger("offwatch")
    levels, disabled = (root.level, own.level), logging.root.manager.disable
    logging.disable(logging.NOTSET)  # what sends reminders turns it off for its own process
    root.addHandler(site)
    own.addHandler(ours)
    root.setLevel(logging.DEBUG)
    own.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(site)
    own.removeHandler(ours)
    root.setLevel(levels[0])
    own.setLevel(levels[1])
    logging.disable(disabled)


@pytest.fixture
def client(home: object) -> Client:
    """A browser that has unlocked the pad and meets the page for what broke, not the exception."""
    client = Client(headers={"host": browser_access.hosts.own_host()})
    client.raise_request_exception = False
    assert client.get(f"/enter/{browser_access.ticket_for(session.opened())}").status_code == 302
    return client


def test_no_page_tells_a_log_what_was_typed(
    client: Client, paired: StandIn, now: datetime, log: io.StringIO
) -> None:
    """Every form of every page is sent with words in each field, good or not; so are addresses."""
    do_note(now, [Event(now.date(), kind, WORD, WORD) for kind in ("note", "symptom", "told")])
    sent = 0
    for page in PAGES:
        shown = client.get(f"/{page}").content.decode()
        for action, fields in Forms(shown, f"/{page}").found:
            if not action.startswith(LEAVE):
                client.post(action, fields)
                sent += 1
    assert sent > 40, sent
    for path in (f"/diary/search?q={WORD}", f"/{WORD}", f"/duties/{WORD}", f"/open/{WORD}",
                 f"/feed/{WORD}.ics", f"/diary/day/{WORD}", f"/diary/month/{WORD}"):  # fmt: skip
        client.get(path)
    for raw in (f"at,kind,name,value\n2026-01-01,onset,{WORD},\n", f'{{"{WORD}": [1,', WORD):
        client.post("/diary/files", {"file": SimpleUploadedFile(f"{WORD}.csv", raw.encode())})
        client.post("/diary/files/look", {"do": "take"})
    client.post("/unlock", {"passphrase": WORD})
    client.get("/", headers={"host": f"{WORD}.example"})
    _says_nothing(log)


def test_nothing_that_fails_tells_a_log_why_in_anyone_s_words(
    client: Client,
    paired: StandIn,
    now: datetime,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A page that breaks, a calendar and a channel that cannot be reached, a desk that lies."""

    def broken(*_args: object, **_kwargs: object) -> None:
        try:
            raise KeyError(WORD)
        except KeyError as cause:
            raise RuntimeError(f"while {WORD}") from cause

    with monkeypatch.context() as patch:
        patch.setattr(days_ahead, "read_forecast_diary", broken)
        assert client.get("/outlook").status_code == 500
    for place in (f"http://127.0.0.1:9/{WORD}.ics", f"/{WORD}/x.ics"):
        answer = client.post("/calendars", {"place": place, "own_network": "1"})
        assert answer.status_code == 422
    paired.raw = ("duties", {"duties": [WORD]})
    do_tick(now)
    _says_nothing(log)


def _says_nothing(log: io.StringIO) -> None:
    said = log.getvalue()
    assert said, "nothing was logged at all, so this shows nothing"
    assert [line for line in said.splitlines() if any(secret in line for secret in SECRETS)] == []
