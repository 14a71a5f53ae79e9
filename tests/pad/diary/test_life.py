"""Life events on the pad: written, shown in the month, ended, corrected; no odds meanwhile."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from tests.pad.conftest import ZONE, token, write_days

from offwatch.diary import Event
from offwatch.errors import BadInput
from offwatch.pad.diary.conditions import do_keep_condition
from offwatch.pad.diary.life import do_end_life, do_write_life, paused_by, written_lives
from offwatch.pad.diary.record import do_correct, do_delete, do_undo
from offwatch.pad.models import DiaryEntry, DutyOdds
from offwatch.wire import Duty


@pytest.fixture
def today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()


def post(browser: Client, address: str, data: dict[str, object]) -> str:
    form = token(browser.get(address).content)
    return browser.post(address, {**form, **data}, follow=True).content.decode()


def written() -> list[tuple[str, str, str, str]]:
    return list(DiaryEntry.objects.order_by("id").values_list("at", "kind", "name", "value"))


def test_it_is_written_on_its_page_and_stands_in_the_month(browser: Client, today: date) -> None:
    """From a day on, open or with an end; each of its days says so in the calendar."""
    do_keep_condition("Moon", "menstrual")
    do_keep_condition("Migraine")
    first = date(2026, 3, 30)
    text = post(browser, "/diary/life", {"what": "pregnancy", "first": first, "usual": "usual"})
    assert written() == [("2026-03-30", "life_start", "Pregnancy", "Moon")]
    assert "since 30 March 2026" in text
    month = browser.get("/diary/month/2026-03").content.decode()
    assert 'aria-label="Monday 30 March, Pregnancy"' in month
    assert 'aria-label="Sunday 29 March"' in month
    assert "since 30 March 2026" in month


def test_its_owner_says_what_it_suspends(browser: Client, today: date) -> None:
    """What is chosen is written by name; what is usual is not."""
    do_keep_condition("Period")
    do_keep_condition("Migraine")
    form = {"what": "own", "name": "Night school", "first": today, "usual": "chosen"}
    post(browser, "/diary/life", {**form, "suspends": ["Migraine"]})
    assert written() == [(today.isoformat(), "life_start", "Night school", "Migraine")]
    (one,) = written_lives()
    assert one.event.touch("Migraine") == "suspends"
    text = post(browser, "/diary/life", {**form, "name": "", "last": today - timedelta(days=1)})
    assert "What do you call it?" in text


def test_the_forecast_is_silent_meanwhile(
    browser: Client, diary: None, now: datetime, today: date
) -> None:
    """Today and Outlook say why, and show no odds; when it is over they wake up."""
    do_keep_condition("period")
    do_write_life(now, "Pregnancy", today - timedelta(days=20))
    text = browser.get("/").content.decode()
    assert "No forecast while “Pregnancy” goes on" in text
    assert "Two weeks" not in text
    assert "in 100" not in browser.get("/outlook").content.decode()
    post(browser, "/diary/life", {"over": written_lives()[0].start})
    text = browser.get("/").content.decode()
    assert "I don’t know yet" in text
    assert "Nothing is written since “Pregnancy”" in text


def test_what_is_not_suspended_leads_and_is_told_as_doubtful(
    browser: Client, diary: None, now: datetime, today: date
) -> None:
    """A pregnancy suspends the period; the migraine's odds stay, with a word of doubt."""
    write_days([today - timedelta(days=day) for day in range(100, 2, -9)], "migraine", 1)
    do_write_life(now, "Pregnancy", today - timedelta(days=20))
    text = browser.get("/outlook").content.decode()
    assert "migraine may change while “Pregnancy” goes on" in text.replace("Migraine", "migraine")
    assert "period</b>: No forecast while “Pregnancy” goes on" in text


def test_a_pause_says_nothing_of_any_duty(
    browser: Client, landing: Duty, now: datetime, today: date
) -> None:
    """No odds of it are kept from then on, and its page says why there are none."""
    before = DutyOdds.objects.count()
    do_write_life(now, "Pause", today)
    assert DutyOdds.objects.count() == before
    assert paused_by(today) == "Pause"
    assert paused_by(today - timedelta(days=1)) == ""
    text = browser.get("/duties").content.decode()
    assert "No forecast while “Pause” goes on" in text


def test_a_contradiction_is_refused_and_each_step_can_be_taken_back(
    home: object, now: datetime, today: date
) -> None:
    """Two at once of a name, an end before the start; deleting the start takes its end."""
    first = today - timedelta(days=30)
    step = do_write_life(now, "Surgery", first, first + timedelta(days=3)).step
    with pytest.raises(BadInput) as twice:
        do_write_life(now, "surgery", first + timedelta(days=1))
    assert twice.value.code == "diary.life-started-twice"
    (one,) = written_lives()
    assert one.end is not None
    with pytest.raises(BadInput) as reversed_:
        do_correct(now, one.end, Event(first - timedelta(days=1), "life_end", "Surgery"))
    assert reversed_.value.code == "diary.life-not-started"
    taken = do_delete(now, one.start).step
    assert written() == []
    assert taken is not None
    assert step is not None
    do_undo(now, taken)
    assert [kind for _at, kind, *_rest in written()] == ["life_start", "life_end"]
    do_undo(now, step)
    assert written() == []


def test_what_is_over_ends_yesterday(home: object, now: datetime, today: date) -> None:
    """A tap on “It is over” means that today it is not so any more."""
    do_write_life(now, "Pause", today - timedelta(days=9))
    do_end_life(now, written_lives()[0].start)
    assert written_lives()[0].event.last_day == today - timedelta(days=1)
    assert paused_by(today) == ""
