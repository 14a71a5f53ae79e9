"""The page of import and export: a file is looked at, and only then taken in."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.pad.conftest import token
from tests.unit.diary.apps.reading import clue, zipped

from offwatch.diary.readers.cells import ReadAs
from offwatch.pad.diary.conditions import do_keep_condition, kept_conditions, own_words
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.files import waiting
from offwatch.pad.models import DiaryEntry


@pytest.fixture(autouse=True)
def no_file_waits() -> None:
    waiting.forget()


def send(browser: Client, raw: bytes, **fields: str) -> str:
    """Choose a file on the page; what is shown of it."""
    form = token(browser.get("/diary/files").content)
    sent = SimpleUploadedFile("../x.bin", raw)
    return browser.post(
        "/diary/files", {**form, **fields, "file": sent}, follow=True
    ).content.decode()


def say(browser: Client, **fields: str) -> str:
    """Answer on the page of the file that waits."""
    form = token(browser.get("/diary/files/look").content)
    return browser.post("/diary/files/look", {**form, **fields}, follow=True).content.decode()


def test_a_file_is_looked_at_first_and_then_taken_in(browser: Client) -> None:
    """Counts by kind and the span of days; nothing is written before the owner says so."""
    more = ({"date": "2026-03-05", "type": "exercise", "value": {"option": "running"}},)
    raw = clue("2026-03-01", "2026-03-02", more=more)
    text = send(browser, raw)
    assert "Clue" in text
    assert "1 March 2026 to 5 March 2026" in text
    assert "4 entries are new." in text
    assert "exercise" in text
    assert not DiaryEntry.objects.exists()
    text = say(browser, do="take")
    assert "4 entries added." in text
    assert len(read_diary().onset_days()) == 1
    assert "No file waits here" in browser.get("/diary/files/look", follow=True).content.decode()
    assert "All of it is in your diary already." in send(browser, raw)


def test_what_a_newer_file_corrects_is_shown_first(browser: Client) -> None:
    """What goes and what comes in its place."""
    send(browser, clue("2026-03-01", "2026-03-02", "2026-04-01"))
    say(browser, do="take")
    text = send(browser, clue("2026-02-28", "2026-03-01", "2026-03-02", "2026-04-01"))
    assert "1 are corrected and 0 removed" in text
    assert "<del>Sun 1 Mar 2026" in text
    assert "<ins>+ Sat 28 Feb 2026" in text
    assert "1 corrected" in say(browser, do="take")


def test_a_file_that_is_left_is_gone(browser: Client) -> None:
    """Nothing is written, and nothing waits any more."""
    send(browser, clue("2026-03-01"))
    assert "Nothing was saved." in say(browser, do="leave")
    assert not DiaryEntry.objects.exists()
    assert waiting._held is None


def test_a_password_is_asked_for(browser: Client) -> None:
    """As often as it is wrong."""
    raw = zipped({"a.json": clue("2026-03-01")}, "geheim")
    assert "This file has a password" in send(browser, raw)
    assert "does not open" in say(browser, password="falsch")
    text = say(browser, password="geheim")
    assert "Clue" in text
    assert "geheim" not in text
    say(browser, do="take")
    assert len(read_diary().onset_days()) == 1


TABLE = "Tag;Blut;Kopf;Wetter\n03.01.2026;2;ja;gut\n04.01.2026;1;nein;gut\n05.01.2026;0;nein;gut\n"


def test_an_unknown_table_is_read_by_what_its_columns_mean(browser: Client) -> None:
    """Each column with its first cells and a guess; then it is looked at as any file."""
    text = send(browser, TABLE.encode())
    assert "What do its columns mean?" in text
    assert "03.01.2026" in text
    assert '<option value="day" selected>' in text
    answers = {"column-0": "day", "column-1": "flow", "column-2": "symptom", "column-3": "nothing"}
    text = say(browser, do="columns", **answers)
    assert "A table, read by its columns" in text
    assert "the column “Wetter”" in text
    say(browser, do="take")
    assert DiaryEntry.objects.filter(kind="symptom", name="Kopf").count() == 1
    assert len(read_diary().onset_days()) == 1


def test_columns_that_tell_no_day_are_refused_and_asked_for_again(browser: Client) -> None:
    """What was chosen stands there still."""
    send(browser, TABLE.encode())
    text = say(browser, do="columns", **{"column-0": "nothing", "column-1": "flow"})
    assert "One column has to be the day" in text
    assert '<option value="flow" selected>' in text


def test_the_order_of_dates_is_asked_for(browser: Client) -> None:
    """3/4/2026 is two days."""
    text = send(browser, b"at,kind,name\n3/4/2026,onset,migraine\n")
    assert "Day or month first?" in text
    assert "--dates" not in text
    assert "column-0" not in text
    say(browser, dates="dmy")
    say(browser, do="take")
    assert [str(day) for day in read_diary().onset_days()] == ["2026-04-03"]


def test_rows_that_cannot_stand_are_named_and_may_be_left_out(browser: Client) -> None:
    """By number and reason; the rest is taken in only if that is said."""
    text = send(browser, b"at,kind,name\n2026-01-03,onset,migraine\nnever,onset,migraine\n")
    assert "Row or entry 3" in text
    assert "Import the rest" in text
    assert "1 entry added" in say(browser, do="take", skip="1")


@pytest.mark.parametrize("raw", [b"PK\x03\x04", b"[{", b"<HealthData><a>", b"\0\1\2", b"hello"])
def test_a_file_that_cannot_be_read_says_what_to_do(browser: Client, raw: bytes) -> None:
    """And the page offers nothing but to leave it."""
    text = send(browser, raw)
    assert "This file cannot be read" in text
    assert 'role="alert"' in text
    assert "Import it" not in text
    say(browser, do="take")
    assert not DiaryEntry.objects.exists()


def test_no_file_is_no_fault(browser: Client) -> None:
    """An empty form and an empty file are asked for again."""
    form = token(browser.get("/diary/files").content)
    assert browser.post("/diary/files", form).status_code == 422
    assert "Choose a file first" in send(browser, b"")


def test_a_file_waits_for_half_an_hour_and_for_one_browser(browser: Client, now: datetime) -> None:
    """Its key is in the session of the browser that sent it; after that it is gone."""
    found = waiting.hold(now, clue("2026-03-01"), ReadAs())
    assert waiting.held(now, "another") is None
    assert waiting.held(now + timedelta(minutes=29), found.key) is found
    assert waiting.held(now + timedelta(minutes=31), found.key) is None
    assert waiting.held(now, found.key) is None


def test_nothing_of_a_file_is_written_to_the_disk(
    browser: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not as it arrives, not while it waits, not from its ZIP file: no temporary file is made."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    raw = zipped({"a.json": clue("2026-03-01")})
    note = {"date": "2026-03-01", "type": "notes", "value": {"option": "xyzzy" * 50_000}}
    assert "Clue" in send(browser, clue("2026-03-01", more=(note,) * 20))
    assert "Clue" in send(browser, raw)
    assert not any(b"xyzzy" in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_the_diary_goes_out_as_a_file(browser: Client) -> None:
    """Both forms, to be kept by the browser and by no cache."""
    send(browser, clue("2026-03-01"))
    say(browser, do="take")
    table = browser.get("/diary/files/out/diary.csv")
    assert table["Content-Disposition"] == 'attachment; filename="diary.csv"'
    assert "no-store" in table["Cache-Control"]
    assert b"2026-03-01,onset,period" in table.content
    whole = json.loads(browser.get("/diary/files/out/diary.json").content)
    assert whole["entries"][0]["kind"] == "onset"
    assert browser.get("/diary/files/out/diary.exe").status_code == 404


def test_a_locked_pad_gives_nothing_out(browser: Client, home: Path) -> None:
    """Neither the diary nor the file that waits."""
    send(browser, clue("2026-03-01"))
    browser.post("/lock", token(browser.get("/diary/files").content))
    for address in ("/diary/files/out/diary.json", "/diary/files/look", "/diary/files"):
        answer = Client(headers={"host": "localhost"}).get(address)
        assert answer.status_code in (302, 400, 421)


def test_a_file_is_told_of_in_the_reader_s_language(browser: Client) -> None:
    """What it held, what is said of its rows, and what came of it."""
    browser.cookies["pad_language"] = "de"
    raw = b"date,kind,name,value\n13.01.2026,onset,Migraene,\n14.01.2026,severity,Regel,3\n"
    text = send(browser, raw.replace(b"date,", b"at,"))
    assert "Daten wurden als Tag, Monat, Jahr gelesen." in text
    assert "1 Stärke nennt “Regel”, wozu kein Beginn geschrieben ist." in text
    assert "2 Einträge neu." in say(browser, do="take")


def test_what_an_app_calls_a_period_is_what_the_owner_calls_so(browser: Client) -> None:
    """Chosen in German it is a Periode, and a file in English adds to it; the same file is known
    again."""
    browser.cookies["pad_language"] = "de"
    form = token(browser.get("/diary/kept").content)
    browser.post("/diary/kept", {**form, "kind": "menstrual"})
    assert [kept.name for kept in kept_conditions()] == ["Periode"]
    raw = clue("2026-03-01", "2026-03-02")
    send(browser, raw)
    say(browser, do="take")
    assert set(DiaryEntry.objects.values_list("name", flat=True)) == {"Periode"}
    assert "Alles davon steht schon in deinem Tagebuch." in send(browser, raw)


def test_a_name_that_is_written_already_stays_the_app_s(browser: Client) -> None:
    """Where the diary holds both, or two of a kind are tracked, a file keeps its own words."""
    raw = clue("2026-03-01", "2026-03-02")
    send(browser, raw)
    say(browser, do="take")
    do_keep_condition("Regel", "menstrual")
    assert own_words(["period", "migraine", "Tension"]) == {}
    do_keep_condition("Kopfweh", "migraine")
    assert own_words(["period", "migraine", "Tension"]) == {"migraine": "Kopfweh"}
    do_keep_condition("Aura", "migraine")
    assert own_words(["migraine"]) == {}
