"""Temperatures by tap on the pad, and the marker that a rise becomes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.test import Client
from django.utils.translation import override
from tests.pad.conftest import ZONE, token, write_days
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.diary.event import Kind
from offwatch.forecast.predict.outlooks import outlooks
from offwatch.pad.diary.record import do_undo
from offwatch.pad.diary.records.markers import do_measure, see_measured
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.models import DiaryEntry
from offwatch.pad.pages.diary.entry_words import entry_words

LOW = ["36.40", "36.50", "36.40", "36.30", "36.50", "36.40", "36.60", "36.65"]


@pytest.fixture
def today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()


def post(browser: Client, address: str, data: dict[str, object]) -> str:
    form = token(browser.get(address).content)
    return browser.post(address, {**form, **data}, follow=True).content.decode()


def precursors() -> list[tuple[str, str, str]]:
    rows = DiaryEntry.objects.filter(kind="precursor").order_by("id")
    return list(rows.values_list("at", "name", "value"))


def low_until(today: date, now: datetime) -> None:
    days = [today - timedelta(days=len(LOW) - n) for n in range(len(LOW))]
    events = [Event(d, "temperature", "", t) for d, t in zip(days, LOW, strict=True)]
    add_events(events, ZoneInfo(ZONE), now)


def test_a_tap_that_makes_a_rise_sure_writes_its_marker(
    browser: Client, now: datetime, today: date
) -> None:
    """In one step with the temperature; the page says what was found; undo takes both."""
    low_until(today, now)
    text = post(browser, "/diary/temperatures", {"degrees": "36.75"})
    rise = (today - timedelta(days=3)).isoformat()
    assert precursors() == [(rise, "temperature rise", "three over six")]
    assert "Three readings over six: the rise is saved as the ovulation day." in text
    assert "saved as the ovulation day" in text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in text
    page = browser.get("/diary/history").content.decode()
    assert "three over six" in page
    outcome = do_measure(now, "36.8", today - timedelta(days=30))
    assert outcome.step is not None
    do_undo(now, outcome.step - 1)
    assert precursors() == []


def test_the_forecast_reads_the_marker(home: object, now: datetime, today: date) -> None:
    """With the rise written the next period is surer than without."""
    ago = [19, 45, 79, 105, 140, 168, 203, 229]  # gaps of 26 to 35 days
    write_days([today - timedelta(days=day) for day in reversed(ago)])
    low_until(today, now)
    without = outlooks(read_diary(), now=now).first
    do_measure(now, "36.75", today)
    found = outlooks(read_diary(), now=now).first
    assert found.likely.days < without.likely.days
    assert not np.array_equal(found.onset, without.onset)


def test_a_disturbed_one_is_marked_and_can_be_unmarked(
    browser: Client, now: datetime, today: date
) -> None:
    """On the form and on the entry's page; the rule leaves it out."""
    form = {"day": today, "time": "06:40", "value": "38.2", "disturbed": "on"}
    text = post(browser, "/diary/temperatures", form)
    entry = DiaryEntry.objects.get(kind="temperature")
    assert entry.name == "disturbed"
    assert "point disturbed" in text
    assert see_measured(today).temperatures[0].is_disturbed
    page = browser.get(f"/diary/entry/{entry.pk}").content.decode()
    assert "checked" in page
    post(browser, f"/diary/entry/{entry.pk}", {"day": today, "time": "06:40", "value": "36.6"})
    assert not see_measured(today).temperatures[0].is_disturbed


def test_tests_are_one_tap_and_a_wrong_number_is_refused(browser: Client, today: date) -> None:
    """A negative LH test is written and is no marker."""
    post(browser, "/diary/temperatures", {"test": "lh"})
    post(browser, "/diary/temperatures", {"test": "no-lh"})
    assert [(name, value) for _at, name, value in precursors()] == [
        ("LH", "positive"),
        ("LH", "negative"),
    ]
    assert "such as 36.55" in post(browser, "/diary/temperatures", {"degrees": "7"})
    assert see_measured(today - timedelta(days=1)).markers == (today,)


def test_a_rise_in_a_file_is_offered(browser: Client, now: datetime, today: date) -> None:
    """What an import brought is no tap: the page offers the marker, once."""
    low_until(today, now)
    add_events([Event(today, "temperature", "", "36.75")], ZoneInfo(ZONE), now)
    assert "Save the ovulation day" in browser.get("/diary/temperatures").content.decode()
    first = (today - timedelta(days=2)).isoformat()
    text = post(browser, "/diary/temperatures", {"rise": first})
    assert "Save the ovulation day" not in text
    assert len(precursors()) == 1


@pytest.mark.parametrize(
    ("event", "english", "german"),
    [
        (("temperature", "", "36.74"), "Temperature: 36.74 °C", "Temperatur: 36,74 °C"),
        (
            ("temperature", "disturbed", "98.2"),
            "Temperature: 98.2 °F, disturbed",
            "Temperatur: 98,2 °F, gestört",
        ),
        (("severity", "", "6.5"), "How strong: 6.5", "Wie stark: 6,5"),
        (("precursor", "LH", "positive"), "LH test positive", "LH-Test positiv"),
        (("precursor", "LH", "faint"), "Sign: LH, faint", "Vorzeichen: LH, faint"),
        (
            ("precursor", "temperature rise", "three over six"),
            "Temperature rise, three over six",
            "Temperaturanstieg, drei über sechs",
        ),
    ],
)
def test_what_is_measured_has_its_unit_in_each_language(
    today: date, event: tuple[Kind, str, str], english: str, german: str
) -> None:
    """With the decimal mark of the language; the pad's own signs are in it too."""
    for language, said in (("en", english), ("de", german)):
        with override(language):
            assert entry_words(Event(today, *event)) == said


def test_the_page_of_temperatures_speaks_the_language_in_its_numbers(
    browser: Client, now: datetime, today: date
) -> None:
    """What is read has a comma in German; what a tap sends has a point in every language."""
    add_events([Event(today - timedelta(days=1), "temperature", "", "36.74")], ZoneInfo(ZONE), now)
    browser.cookies["pad_language"] = "de"
    page = browser.get("/diary/temperatures").content.decode()
    assert 'value="36.75">36,75</button>' in page
    assert "36,74 °C</title>" in page
    assert ">36.7" not in page
