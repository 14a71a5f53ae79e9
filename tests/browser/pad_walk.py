"""A walk over every page of a pad, from an empty folder to the erased pad: one server, one window.

What is done on the way is what an owner does, so that each page has something on it. At each stop
a function is called with the name of the stop, the names of the addresses that it shows, and the
window.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import FilePayload, Page
from tests.faults.pad_process import PASSPHRASE, PadProcess

Look = Callable[[str, str, Page], None]
DAYS = 500
PAGES = frozenset(
    (
        *("setup", "setup-key", "setup-kept", "setup-restore", "unlock", "recover", "waiting"),
        *("today", "outlook", "how-good", "what-if", "duties", "duty"),
        *("diary", "month", "day", "entry", "conditions", "life", "regimens", "temperatures"),
        *("summary", "names", "search", "history", "files", "file"),
        *("calendars", "calendar", "feed-page", "reminders", "known", "mask", "outbox"),
        *("settings", "backups", "passphrase", "recovery-key", "zone", "erase", "preferences"),
    )
)
"""Names of the addresses that are pages; the walk stops at each."""
NO_PAGES = frozenset(
    (
        *("log", "undo", "delete-entry", "hand-pass", "keep", "set-clock", "pair", "pair-again"),
        *("agree", "dismiss", "add-channel", "change-channel", "change-calendar", "strength"),
        *("sample", "end-sample", "enter", "open", "lock", "language", "shown", "worker"),
        *("manifest", "source", "export", "feed", "feed-file"),
    )
)
"""Names of those that are none: they do something and lead on, or give a file."""
ONCE = frozenset(("waiting", "erased"))
"""Stops whose page cannot be loaded a second time."""


@contextmanager
def served_anew(home: Path) -> Iterator[PadProcess]:
    """``offwatch pad serve`` in a folder that is not there yet."""
    command = [sys.executable, "-m", "offwatch", "pad", "serve", "--home", str(home), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        pad = PadProcess(home, b"", process, process.stdout.readline().split()[1])
        try:
            yield pad
        finally:
            pad.close()


def walk(pad: PadProcess, page: Page, look: Look, folder: Path) -> None:
    """From the first page to the last; ``folder`` is for the backups."""
    for part in (_begin, _empty, _take_in, _diary, _ahead, _calendars, _settings, _lock, _end):
        part(_Way(pad.site, page, look, pad.launch_path, folder))


def speak(page: Page, code: str) -> None:
    """Load the page anew in another language, sent again if a form brought it."""
    choose_language(page, code)
    page.reload()


def choose_language(page: Page, code: str) -> None:
    """The language of what is loaded from now on."""
    cookies = ("pad_language", "desk_language")
    site = page.evaluate("location.origin")
    page.context.add_cookies([{"name": name, "value": code, "url": site} for name in cookies])


class _Way:
    """One window, and what is done in it."""

    def __init__(self, site: str, page: Page, look: Look, launch: str, folder: Path) -> None:
        self.site, self.launch, self.folder = site, launch, folder
        self._page, self._look = page, look
        self._looked = False

    @property
    def page(self) -> Page:
        """The window in English, to do something in; who looked may have left another language."""
        if self._looked and self._page.locator("html").get_attribute("lang") != "en":
            self._page.reload()
        self._looked = False
        return self._page

    def look(self, name: str, route: str) -> None:
        self._look(name, route, self.page)
        self._looked = True

    def go(self, path: str) -> None:
        self._looked = False
        self._page.goto(f"{self.site}{path}")

    def stop(self, name: str, route: str, path: str) -> None:
        self.go(path)
        self.look(name, route)

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def send(self, form: str) -> None:
        """Send a form by its number, whatever its button says."""
        with self.page.expect_navigation():
            self.page.locator(f"form#{form}").evaluate("form => form.requestSubmit()")


def _begin(way: _Way) -> None:
    way.stop("first-0-stranger", "unlock", "/unlock")
    way.stop("first-1-passphrase", "setup", way.launch)
    way.stop("first-restore", "setup-restore", "/setup/restore")
    way.go("/setup")
    way.press("Look at a sample diary")
    way.look("first-sample", "today")
    way.press("Throw it away")
    way.page.get_by_label("New passphrase").fill(PASSPHRASE)
    way.page.get_by_label("The same again").fill(PASSPHRASE)
    way.page.locator("#strength meter").wait_for()
    way.press("Make the pad")
    way.look("first-2-key", "setup-key")
    groups = way.page.locator("#recovery .whole").all_inner_texts()
    for label in way.page.locator("#confirm label").all_inner_texts():
        group = groups[int(re.sub(r"\D", "", label)) - 1]
        way.page.get_by_label(label).fill(group)
    way.send("confirm")
    way.look("first-3-kept", "setup-kept")
    way.page.get_by_label("Period").check()
    way.press("Start the diary")


def _empty(way: _Way) -> None:
    way.stop("empty-today", "today", "/")
    way.stop("empty-diary", "diary", "/diary")
    way.stop("empty-outlook", "outlook", "/outlook")
    way.stop("empty-duties", "duties", "/duties")
    way.stop("empty-calendars", "calendars", "/calendars")
    way.stop("empty-backups", "backups", "/settings/backups")
    way.stop("empty-how-good", "how-good", "/outlook/how-good")


def _take_in(way: _Way) -> None:
    way.stop("files", "files", "/diary/files")
    _choose(way, "#file", "history.csv", lived(datetime.now(UTC).date()))
    way.press("Preview the file")
    way.look("import-preview", "file")
    way.press("Import it")
    way.look("imported", "today")
    way.go("/diary/files")
    table = b"Tag;Blut;Kopf;Wetter\n03.01.2026;2;ja;gut\n04.01.2026;1;nein;gut\n"
    _choose(way, "#file", "table.csv", table)
    way.press("Preview the file")
    way.look("import-columns", "file")
    way.press("Discard it")


def _diary(way: _Way) -> None:
    today = datetime.now(UTC).date()
    way.stop("diary", "diary", "/diary")
    before = today.replace(day=1) - timedelta(days=1)
    way.stop("month", "month", f"/diary/month/{before:%Y-%m}")
    day = today - timedelta(days=3)
    way.stop("day", "day", f"/diary/day/{day}")
    way.go("/diary")
    way.go(f"/diary/day/{today}")
    way.page.locator("summary").first.click()
    way.look("day-today", "day")
    way.go("/")
    with way.page.expect_navigation():
        way.page.locator("main a[href^='/diary/entry/']").first.click()
    way.look("entry", "entry")
    for name in ("life", "regimens", "temperatures", "names", "history"):
        way.stop(name, name, f"/diary/{name}")
    way.stop("conditions", "conditions", "/diary/kept")
    way.stop("search", "search", "/diary/search?q=migraine")
    way.stop("summary-choose", "summary", "/diary/summary")
    way.press("Show it")
    way.look("summary", "summary")


def _ahead(way: _Way) -> None:
    way.stop("outlook", "outlook", "/outlook")
    way.page.get_by_label("… a trigger is coming up").fill("night shift")
    way.press("See what it would change")
    way.look("what-if", "what-if")
    way.stop("how-good", "how-good", "/outlook/how-good")


def _calendars(way: _Way) -> None:
    way.go("/calendars")
    _choose(way, "#file", "shifts.ics", shifts(datetime.now(UTC).date()))
    way.press("Add it and see the odds")
    way.look("calendar", "calendar")
    way.stop("calendars", "calendars", "/calendars")
    way.stop("calendar-own", "feed-page", "/calendars/own")
    way.stop("today", "today", "/")
    way.stop("duties", "duties", "/duties")
    with way.page.expect_navigation():
        way.page.locator("main a[href^='/duties/']").first.click()
    way.look("duty", "duty")


def _settings(way: _Way) -> None:
    way.stop("settings", "settings", "/settings")
    way.stop("pair", "settings", "/settings?pair=1")
    way.stop("passphrase", "passphrase", "/settings/passphrase")
    way.stop("zone", "zone", "/settings/zone")
    way.stop("preferences", "preferences", "/settings/preferences")
    way.stop("recovery-key", "recovery-key", "/settings/recovery-key")
    way.page.get_by_label("Passphrase").fill(PASSPHRASE)
    way.press("Show me a new key")
    way.look("recovery-key-shown", "recovery-key")
    way.stop("reminders", "reminders", "/reminders")
    way.stop("mask", "mask", "/mask")
    way.stop("known", "known", "/known")
    way.stop("outbox", "outbox", "/outbox")
    way.go("/settings/backups")
    way.page.get_by_label("Folder or address").fill(str(way.folder))
    way.press("Back up there")
    way.look("backups", "backups")
    way.stop("no-such-page", "", "/nothing")


def _lock(way: _Way) -> None:
    """A form that is sent once the pad is locked waits for the passphrase."""
    way.go("/")
    beside = way.page.context.new_page()
    beside.goto(f"{way.site}/settings")
    with beside.expect_navigation():
        beside.get_by_role("button", name="Lock", exact=True).click()
    beside.close()
    way.press("Period ended")
    way.look("unlock", "unlock")
    way.stop("recover", "recover", "/unlock/recover")
    way.go("/unlock")
    way.page.get_by_label("Passphrase").fill(PASSPHRASE)
    way.press("Unlock")
    way.look("waiting", "waiting")


def _end(way: _Way) -> None:
    way.stop("erase", "erase", "/settings/erase")
    way.page.locator("#word").fill("erase")
    way.press("Erase everything")
    way.look("erased", "")


def _choose(way: _Way, field: str, name: str, raw: bytes) -> None:
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=raw)
    way.page.locator(field).set_input_files(file)


def lived(today: date) -> bytes:
    """A diary of two conditions, with all that may stand in one, until today."""
    rng = random.Random(5)
    rows = ["at,kind,name,value"]
    day = today - timedelta(days=DAYS)
    rows += [f"{day},regimen_start,Magnesium,none; daily; 300 mg"]
    period = migraine = day
    while period <= today:
        rows.append(f"{period},onset,Period,")
        rows.append(f"{period},severity,Period,{rng.randint(2, 8)}")
        if period + timedelta(days=4) <= today:
            rows.append(f"{period + timedelta(days=4)},end,Period,")
        period += timedelta(days=round(rng.gauss(28, 2)))
    while migraine < today:
        at = f"{migraine}T{rng.randint(6, 12):02}:{rng.randint(0, 59):02}"
        rows.append(f"{at}Z,onset,Migraine,")
        rows.append(f"{at}Z,severity,Migraine,{rng.randint(3, 9)}")
        rows.append(f"{migraine}T13:00Z,medicine,Sumatriptan,50 mg")
        rows.append(f"{migraine}T20:10Z,end,Migraine,")
        rows.append(f"{migraine}T21:00Z,note,,slept badly; the light of the screen hurt")
        migraine += timedelta(days=rng.randint(6, 19))
    for back in range(1, 80, 7):
        rows.append(f"{today - timedelta(days=back)},exposure,night shift,1")
    for back in range(1, 40):
        warm = 36.4 + 0.3 * (back % 28 < 13) + rng.random() / 10
        rows.append(f"{today - timedelta(days=back)}T06:30Z,temperature,,{warm:.2f}")
    return "\n".join(rows).encode()


def shifts(today: date) -> bytes:
    """Three weeks of shifts."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rota//EN", "X-WR-CALNAME:Ward 3"]
    for n, days in enumerate((1, 2, 5, 8, 9, 13, 16, 20, 25)):
        lines += [
            "BEGIN:VEVENT",
            f"UID:shift-{n}",
            f"SUMMARY:{('Night shift', 'Early shift', 'Team meeting on the new schedule')[n % 3]}",
            f"DTSTART:{today + timedelta(days=days):%Y%m%d}T190000Z",
            "DURATION:PT9H",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
