"""Calendars that a pad keeps: their events are duties, with odds; what fails leaves what was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests.pad.calendars.servers import Served, shift, text_of
from tests.pad.conftest import a_duty, token
from tests.pad.stand_in import StandIn

from offwatch.errors import OffwatchError
from offwatch.forecast.present.sentences import odds
from offwatch.pad.calendars.message import move_message
from offwatch.pad.calendars.sources import (
    EVERY,
    NewCalendar,
    do_add_calendar,
    do_choose_duties,
    do_fetch,
    do_remove_calendar,
    due_asks,
    one_calendar,
)
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.models import CalendarDuty, CalendarSource, DutyOdds, OutboxItem
from offwatch.pad.pages.days_ahead import see_ahead
from offwatch.spans import DaySpan

pytestmark = pytest.mark.usefixtures("here")


def add(now: datetime, *events: str, **more: str) -> CalendarSource:
    text = text_of(*events)
    return do_add_calendar(now, NewCalendar("text", text=text, **more))[1]  # type: ignore[arg-type]


def page(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_its_events_are_duties_on_every_page(
    browser: Client, diary: None, now: datetime, today: date
) -> None:
    """On Today, Outlook and Duties, with the odds of the forecast and since when they are known."""
    add(now, shift(today + timedelta(days=2), "1", "Night shift"))
    view = see_ahead(now).duties[0]
    assert view.odds is not None
    assert view.odds > 0.5
    assert f"Night shift is unlikely to fit: {odds(view.odds)} that an episode" in page(
        browser, "/duties"
    )
    assert "Night shift" in page(browser, "/")
    assert "Night shift" in page(browser, "/outlook")
    assert "First warned today" in page(browser, f"/duties/{view.duty.duty_id}")
    assert DutyOdds.objects.filter(duty_id=view.duty.duty_id).count() == 1


def test_a_clash_offers_words_that_name_no_cause(
    browser: Client, diary: None, now: datetime, today: date
) -> None:
    """A message to copy, and that there is no mask; no button that would send it."""
    add(now, shift(today + timedelta(days=1)))
    text = page(browser, "/duties")
    assert "move to the week after?</textarea>" in text
    assert "Without a team there is no mask" in text
    assert "Ask to move" not in text
    assert 'data-copy="message"' in text


@pytest.mark.parametrize(
    ("first", "days", "said"),
    [
        (date(2026, 3, 24), 1, "Could the 24th of March move to the week after?"),
        (date(2026, 3, 24), 2, "Could the 24th and 25th of March move to the week after?"),
        (date(2026, 3, 21), 3, "Could the 21st to 23rd of March move to the week after?"),
        (
            date(2026, 3, 31),
            2,
            "Could the 31st of March to the 1st of April move to the week after?",
        ),
        (date(2026, 3, 11), 2, "Could the 11th and 12th of March move to the week after?"),
    ],
)  # fmt: skip
def test_the_words_of_a_message(first: date, days: int, said: str) -> None:
    """Days by their numbers."""
    assert move_message(DaySpan(first, first + timedelta(days=days))) == said


def test_words_choose_and_the_page_says_why(browser: Client, now: datetime, today: date) -> None:
    """A preview of sixty days: what is taken, and why the others are not."""
    day = today + timedelta(days=3)
    source = add(
        now,
        shift(day, "1", "Night shift"),
        shift(day, "2", "Dentist"),
        shift(day, "3", "Late shift", "STATUS:CANCELLED"),
        shift(day, "4", "Shift swap", "TRANSP:TRANSPARENT"),
        shift(day, "5", "Bad shift", "DTEND:nonsense"),
        shift(today + timedelta(days=100), "6", "Far shift"),
    )
    path = f"/calendars/{source.pk}"
    assert CalendarDuty.objects.count() == 3
    form = token(browser.get(path).content)
    browser.post(path, {"mode": "with", "words": "shift", **form})
    assert {duty.name for duty in CalendarDuty.objects.all()} == {"Night shift", "Far shift"}
    text = page(browser, path)
    assert "has none of your words" in text
    assert "cancelled" in text
    assert "takes no time" in text
    assert "No. 5, “Bad shift”: a line of it cannot be read" in text
    assert "Far shift" not in text
    assert "1 duty in the next 60 days" in text
    answer = browser.post(path, {"mode": "with", "words": "", **form})
    assert answer.status_code == 422
    assert CalendarDuty.objects.count() == 2


def test_a_moved_shift_says_so_and_keeps_its_odds(
    browser: Client, diary: None, server: Served, now: datetime, today: date
) -> None:
    """And one that is gone from the calendar is gone here."""
    day = today + timedelta(days=1)
    server.files["/a"] = text_of(shift(day, "1"), shift(day, "2"))
    place = server.at("/a")
    source = do_add_calendar(now, NewCalendar("address", place, own_network=True))[1]
    duty = CalendarDuty.objects.order_by("pk")[0]
    server.files["/a"] = text_of(shift(day + timedelta(days=8), "1"))
    CalendarSource.objects.update(etag="")
    do_fetch(now, one_calendar(source.pk))
    assert CalendarDuty.objects.get().duty_id == duty.duty_id
    assert "Moved from" in page(browser, f"/duties/{duty.duty_id}")
    assert set(DutyOdds.objects.values_list("duty_id", flat=True)) == {duty.duty_id}


def test_what_fails_is_said_and_leaves_what_was(
    browser: Client, server: Served, now: datetime, today: date
) -> None:
    """Offline, the last that was known stands."""
    server.files["/a"] = text_of(shift(today + timedelta(days=1)))
    source = do_add_calendar(now, NewCalendar("address", server.at("/a"), own_network=True))[1]
    server.files["/a"] = b"<html>"
    CalendarSource.objects.update(etag="")
    with pytest.raises(OffwatchError):
        do_fetch(now, one_calendar(source.pk))
    assert CalendarDuty.objects.count() == 1
    text = page(browser, f"/calendars/{source.pk}")
    assert "Last read today at" in text
    assert "That is no calendar" in text
    assert CalendarSource.objects.get().trouble == "calendar.none"


def test_it_is_fetched_every_six_hours_and_not_more(
    server: Served, now: datetime, today: date, tmp_path: Path
) -> None:
    """An address; a file that was given once is read anew after a week, for the days to come."""
    server.files["/a"] = text_of()
    do_add_calendar(now, NewCalendar("address", server.at("/a"), own_network=True))
    assert due_asks(now + EVERY - timedelta(minutes=1)) == []
    assert len(due_asks(now + EVERY)) == 1
    add(now, shift(today))
    assert len(due_asks(now + timedelta(days=7))) == 2


def test_a_login_in_an_address_is_kept_apart(
    browser: Client, server: Served, now: datetime
) -> None:
    """It works, and no page shows it."""
    server.login, server.files["/a"] = "me:s3cret", text_of()
    place = server.at("/a", "me:s3cret@127.0.0.1")
    source = do_add_calendar(now, NewCalendar("address", place, own_network=True))[1]
    assert (source.login, source.password) == ("me", "s3cret")
    assert "s3cret" not in source.place
    assert "s3cret" not in page(browser, f"/calendars/{source.pk}")


def test_neither_desk_nor_mask_hears_of_a_calendar(
    browser: Client, paired: StandIn, diary: None, now: datetime, today: date
) -> None:
    """With a desk: nothing is asked or passed for such a duty, and none can be by hand."""
    add(now, shift(today + timedelta(days=1), "1", "Elsewhere"))
    do_batch(now)
    do_tick(now)
    view = next(view for view in see_ahead(now).duties if view.from_calendar)
    assert (view.may_ask, view.may_keep) == (False, False)
    assert not any(b"cal-" in heard for heard in paired.heard)
    assert not OutboxItem.objects.filter(type="pass").exists()
    assert "Ask to move" not in page(browser, f"/duties/{view.duty.duty_id}")


def test_a_duty_that_the_desk_has_told_is_shown_once(
    paired: StandIn, now: datetime, today: date
) -> None:
    """Whoever subscribes to the desk's own calendar as well does not see each duty twice."""
    start = (now + timedelta(days=3)).replace(minute=0, second=0)
    paired.set_duties((a_duty("watch", start, hours=8, planned_on=today),))
    do_tick(now)
    same = (
        f"BEGIN:VEVENT\r\nUID:w\r\nSUMMARY:Watch\r\nDTSTART:{start:%Y%m%dT%H%M%SZ}\r\n"
        "DURATION:PT8H\r\nEND:VEVENT\r\n"
    )
    add(now, same)
    assert [view.from_calendar for view in see_ahead(now).duties] == [False]


def test_a_calendar_is_taken_away_whole(diary: None, now: datetime, today: date) -> None:
    """With its duties and their odds."""
    source = add(now, shift(today + timedelta(days=1)))
    assert DutyOdds.objects.exists()
    do_remove_calendar(source.pk)
    assert not CalendarDuty.objects.exists()
    assert not DutyOdds.objects.exists()


def test_words_choose_without_fetching(server: Served, now: datetime, today: date) -> None:
    """Nobody learns that its owner thinks it over."""
    server.files["/a"] = text_of(shift(today))
    source = do_add_calendar(now, NewCalendar("address", server.at("/a"), own_network=True))[1]
    asked = len(server.asked)
    do_choose_duties(now, source.pk, "without", "shift")
    assert len(server.asked) == asked
    assert not CalendarDuty.objects.exists()


def test_a_calendar_is_added_on_the_page(browser: Client, today: date, tmp_path: Path) -> None:
    """A file from the browser's device; what is none is said beside the form, and not kept."""
    form = token(browser.get("/calendars").content)
    file = tmp_path / "shifts.ics"
    file.write_bytes(text_of(shift(today + timedelta(days=2))))
    with file.open("rb") as content:
        answer = browser.post("/calendars", {"file": content, **form}, follow=True)
    assert "1 duty in the next 60 days" in answer.content.decode()
    answer = browser.post("/calendars", {"place": str(tmp_path), **form}, follow=True)
    assert CalendarSource.objects.count() == 2
    answer = browser.post("/calendars", {"place": "nonsense", **form})
    assert answer.status_code == 422
    assert "cannot be read" in answer.content.decode()
    assert CalendarSource.objects.count() == 2


def test_of_a_whole_year_of_shifts_the_next_ones_are_compared(
    browser: Client, diary: None, now: datetime, today: date
) -> None:
    """Sixty of them, thirty of them folded away; the rest follows as days go by."""
    add(now, *(shift(today + timedelta(days=i), str(i), f"Shift {i}") for i in range(1, 101)))
    assert CalendarDuty.objects.count() == 100
    assert [view.duty.name for view in see_ahead(now).duties] == [
        f"Shift {i}" for i in range(1, 61)
    ]
    assert DutyOdds.objects.count() == 60
    text = page(browser, "/duties")
    assert "Later ones" in text
    assert "the next 60 duties" in text
