"""A tap says when its start is joined to an episode that runs, and how to keep the two apart."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from tests.pad.conftest import token

from offwatch.pad.diary.record import do_log
from offwatch.pad.diary.rows import read_diary, setup


@pytest.fixture
def today(home: object, now: object) -> date:
    return now.astimezone(setup().tz).date()  # type: ignore[attr-defined,no-any-return]


def tapped(browser: Client, name: str, **fields: str) -> str:
    """What Today says after a tap."""
    page = browser.get("/").content
    browser.post("/log/onset", {"rhythm": name, **fields, **token(page)})
    return browser.get("/").content.decode()


def test_a_start_on_the_next_day_is_said_to_be_joined(
    browser: Client, today: date, now: object
) -> None:
    """And can be made one of its own, as far as the rules go."""
    do_log(now, "onset", "migraine", today - timedelta(days=1))  # type: ignore[arg-type]
    said = tapped(browser, "migraine")
    assert "joined to the one that began yesterday" in said
    assert "It is a new one" in said
    assert len(read_diary().episodes()) == 1
    yesterday = str(today - timedelta(days=1))
    fields = {"rhythm": "migraine", "day": yesterday, "next": "today", **token(said.encode())}
    assert browser.post("/log/end", fields)["location"] == "/"
    assert read_diary().onset_days() == (today - timedelta(days=1), today)
    assert "It is a new one" not in browser.get("/").content.decode()


def test_one_of_several_days_says_when_it_began(browser: Client, today: date, now: object) -> None:
    """The third day of an attack, written day by day."""
    for back in (3, 2, 1):
        do_log(now, "onset", "migraine", today - timedelta(days=back))  # type: ignore[arg-type]
    assert "joined to the one that began on " in tapped(browser, "migraine")


def test_a_period_cannot_begin_anew_the_next_day(browser: Client, today: date, now: object) -> None:
    """What would be joined all the same is not offered."""
    do_log(now, "onset", "period", today - timedelta(days=1))  # type: ignore[arg-type]
    said = tapped(browser, "period")
    assert "joined to the one that began yesterday" in said
    assert "It is a new one" not in said


def test_what_is_not_joined_says_nothing_of_it(browser: Client, today: date, now: object) -> None:
    """Another rhythm, one that ended, one days ago."""
    do_log(now, "onset", "migraine", today - timedelta(days=2))  # type: ignore[arg-type]
    do_log(now, "onset", "period", today - timedelta(days=1))  # type: ignore[arg-type]
    assert "joined" not in tapped(browser, "migraine")
    do_log(now, "onset", "headache", today - timedelta(days=1))  # type: ignore[arg-type]
    do_log(now, "end", "headache", today - timedelta(days=1))  # type: ignore[arg-type]
    assert "joined" not in tapped(browser, "headache")
