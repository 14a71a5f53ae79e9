"""The summary for a doctor: chosen, shown, and as a PDF that never touches the disk."""

from __future__ import annotations

import io
import re
import tempfile
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.pad.conftest import ZONE, token, write_days
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.pad.diary.conditions import do_keep_condition


@pytest.fixture
def today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()


@pytest.fixture
def written(home: Path, now: datetime, today: date) -> None:
    write_days([today - timedelta(days=28 * n + 5) for n in range(4, -1, -1)], "Period")
    day = today - timedelta(days=40)
    events = [
        Event(day, "onset", "Migräne"),
        Event(day, "severity", "Migräne", "8"),
        Event(day, "medicine", "Sumatriptan", "50 mg"),
        Event(day, "note", "", "a word for nobody"),
    ]
    add_events(events, ZoneInfo(ZONE), now)


def ask(browser: Client, **data: object) -> bytes:
    form = token(browser.get("/diary/summary").content)
    answer = browser.post("/diary/summary", {**form, "months": "6", **data})
    assert answer.status_code == 200
    return answer.content


def test_it_holds_what_was_chosen_and_no_more(browser: Client, written: None) -> None:
    """The conditions, the months and the notes are its owner's choice; odds are never in."""
    text = ask(browser, conditions=["Migräne"]).decode()
    assert "1 episode, on 1 day in all." in text
    assert "Sumatriptan: 1 day" in text
    assert "Period" not in text
    assert "a word for nobody" not in text
    assert "in 100" not in text
    text = ask(browser, conditions=["Period"], months="12", notes="on").decode()
    assert "a word for nobody" in text
    assert "From one start to the next, in days: 28 (4 written)." in text
    assert text.count('<th scope="row">') == 12


def test_its_numbers_have_the_mark_of_the_language(
    browser: Client, written: None, now: datetime, today: date
) -> None:
    """Between 8 and 7 the middle is 7,5 in German."""
    day = today - timedelta(days=20)
    events = [Event(day, "onset", "Migräne"), Event(day, "severity", "Migräne", "7")]
    add_events(events, ZoneInfo(ZONE), now)
    browser.cookies["pad_language"] = "de"
    text = ask(browser, conditions=["Migräne"]).decode()
    assert "7,5" in text
    assert "7.5" not in text


def test_the_pdf_is_made_in_memory(
    browser: Client, written: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file is opened for writing while it is made; names with any letters of ours are in it."""
    opened: list[object] = []
    real = io.open

    def watched(file: object, mode: str = "r", *args: object, **more: object) -> object:
        if set(mode) & set("wax+"):
            opened.append(file)
        return real(file, mode, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", watched)
    nowhere = tmp_path / "temp"
    nowhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(nowhere))
    do_keep_condition("Κεφαλαλγία Голова")
    answer = ask(browser, conditions=["Migräne", "Period"], pdf="1")
    assert answer.startswith(b"%PDF-")
    assert opened == []
    assert list(nowhere.iterdir()) == []
    streams = re.findall(rb"stream\r?\n(.*?)endstream", answer, re.DOTALL)
    assert any(b"BT" in zlib.decompress(s) for s in streams if s[:1] == b"x")


def test_letters_that_the_pdf_cannot_show_are_named(
    browser: Client, written: None, now: datetime, today: date
) -> None:
    """They are said on the page, which can be printed instead; the PDF is made all the same."""
    name = "\U00013080 صداع"
    add_events([Event(today, "onset", name)], ZoneInfo(ZONE), now)
    text = ask(browser, conditions=[name]).decode()
    assert "The PDF cannot show these letters" in text
    assert "\U00013080" in text
    assert ask(browser, conditions=[name], pdf="1").startswith(b"%PDF-")
    assert "The PDF cannot show" not in ask(browser, conditions=["Migräne"]).decode()
