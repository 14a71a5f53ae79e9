"""Regimens on their page: begun, changed, stopped, taken and missed; medicine for attacks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.pad.conftest import ZONE, token
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.pad.diary.record import do_undo
from offwatch.pad.diary.records.regimens import do_begin_regimen, written_regimens
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.models import DiaryEntry, DiaryStep


@pytest.fixture
def today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()


def post(browser: Client, address: str, data: dict[str, object]) -> str:
    form = token(browser.get(address).content)
    return browser.post(address, {**form, **data}, follow=True).content.decode()


def values() -> list[tuple[str, str]]:
    return list(DiaryEntry.objects.order_by("id").values_list("kind", "value"))


def test_one_is_begun_with_its_plan(browser: Client, today: date) -> None:
    """Daily, some days on and off, or as needed; what is missing is asked for beside its field."""
    page = "/diary/regimens"
    form = {"name": "Pill", "effect": "suppressant", "when": "cyclic", "day": today}
    assert "How many days?" in post(browser, page, form)
    text = post(browser, page, {**form, "on_days": 21, "off_days": 7, "amount": "1"})
    assert values() == [("regimen_start", "suppressant; 21 of 28; 1")]
    assert "21 of 28 days" in text
    text = post(browser, page, {**form, "name": "Tea", "when": "as needed"})
    assert "cannot be told to change" in text
    (regimen,) = read_diary().regimens()
    assert (regimen.effect, regimen.plan) == ("suppressant", "21 of 28; 1")


def test_a_change_ends_it_and_begins_it_anew_in_one_step(
    browser: Client, now: datetime, today: date
) -> None:
    """Under the same name from that day on; one undo takes both back."""
    do_begin_regimen(now, "Propranolol", "none", today - timedelta(days=40), "daily", "40 mg")
    text = post(
        browser,
        "/diary/regimens",
        {"name": "propranolol", "effect": "none", "when": "daily", "amount": "80 mg", "day": today},
    )
    assert "Changed from that day on." in text
    first, second = read_diary().regimens()
    assert (first.stop_day, first.plan) == (today, "daily; 40 mg")
    assert (second.start_day, second.plan) == (today, "daily; 80 mg")
    do_undo(now, DiaryStep.objects.latest("id").pk)
    assert len(read_diary().regimens()) == 1


def test_a_first_day_is_counted_as_one(browser: Client, now: datetime, today: date) -> None:
    """Not as “the last 1 days”, nor with “0 days nothing is written”."""
    do_begin_regimen(now, "Tea", "none", today, "daily")
    text = post(browser, "/diary/regimens", {"tap": "taken", "regimen": "Tea"})
    assert "Written today: taken 1, missed 0." in text


def test_what_is_written_is_counted_plainly(browser: Client, now: datetime, today: date) -> None:
    """Taken, missed, and days without a word; nothing is called good or bad."""
    do_begin_regimen(now, "Pill", "none", today - timedelta(days=9), "daily")
    zone = ZoneInfo(ZONE)
    doses = [Event(today - timedelta(days=n), "dose", "pill") for n in range(1, 6)]
    add_events([*doses, Event(today - timedelta(days=6), "missed_dose", "Pill")], zone, now)
    text = post(browser, "/diary/regimens", {"tap": "taken", "regimen": "Pill"})
    assert "Noted: Pill taken." in text
    assert "Written in the last 10 days: taken 6, missed 1" in text
    assert "of 3 days nothing is written" in text
    post(browser, "/diary/regimens", {"tap": "stopped", "regimen": "Pill"})
    assert written_regimens(today)[0] == []


def test_correcting_its_start_keeps_its_plan(browser: Client, now: datetime, today: date) -> None:
    """A day moved on the entry's page changes neither how it is taken nor how much."""
    entry = do_begin_regimen(now, "Pill", "suppressant", today, "21 of 28", "1").entry
    moved = today - timedelta(days=3)
    form = {"day": moved, "time": "", "name": "Pill", "value": "lengthening"}
    post(browser, f"/diary/entry/{entry}", form)
    assert values() == [("regimen_start", "lengthening; 21 of 28; 1")]


@pytest.mark.parametrize(("days", "said"), [(9, False), (10, True)])
def test_many_days_of_a_triptan_are_told_as_information(
    browser: Client, now: datetime, today: date, days: int, said: bool
) -> None:
    """The line is there from ten days a month on, with its source, and is no diagnosis."""
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    events = [Event(first + timedelta(days=n), "medicine", "Sumatriptan") for n in range(days)]
    add_events(events, ZoneInfo(ZONE), now)
    text = browser.get("/diary/regimens").content.decode()
    assert f"Sumatriptan: {days}" in text
    assert ("ICHD-3 (8.2)" in text) is said
    assert ("not a diagnosis" in text) is said
