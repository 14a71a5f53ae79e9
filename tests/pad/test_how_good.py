"""The page that says how good the forecasts were, honest where they were not."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.test import Client
from tests.pad.conftest import ZONE, write_days


@pytest.fixture
def today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()


def test_an_even_rhythm_has_a_good_record(browser: Client, today: date) -> None:
    """So many of so many, how far off the middle was beside one's own average, and a picture."""
    write_days([today - timedelta(days=28 * n + 3) for n in range(12, -1, -1)])
    text = browser.get("/outlook/how-good").content.decode()
    assert "9 of 9 came on the days forecast" in text
    assert "your own average so far" in text
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in text
    assert "How good was it?" in browser.get("/outlook").content.decode()


def test_with_little_it_says_so(browser: Client, diary: None) -> None:
    """Three forecasts are no record."""
    text = browser.get("/outlook/how-good").content.decode()
    assert "Too little is written to say yet: 3 forecasts" in text


def test_it_is_honest_where_it_is_worth_little(browser: Client, today: date) -> None:
    """Attacks at any time: no better than how often they come, and the headline says it."""
    rng = np.random.default_rng(11)
    ago = np.cumsum(rng.geometric(0.12, 45) + 1).tolist()
    write_days([today - timedelta(days=int(day)) for day in reversed(ago)], "migraine", 1)
    text = browser.get("/outlook/how-good").content.decode()
    assert "Not worth much for you" in text


def test_without_anything_written_there_is_nothing_to_hold(browser: Client) -> None:
    """The page is there, and says so."""
    assert "Nothing is written yet." in browser.get("/outlook/how-good").content.decode()
