"""What if, asked on the outlook page."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.pad.conftest import token, write_days
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.pad.diary.rows import read_diary, setup
from offwatch.pad.models import DiaryEntry


@pytest.fixture
def held_down(home: Path, now: datetime) -> None:
    """Four weeks apart, then held down by a tablet for a hundred days."""
    today = now.date()
    write_days([today - timedelta(days=100 + 28 * n) for n in range(8)])
    begun = today - timedelta(days=95)
    add_events([Event(begun, "regimen_start", "tablet", "suppressant")], setup().tz, None)


def post(browser: Client, asked: dict[str, str], *, follow: bool = False) -> HttpResponse:
    page = browser.get("/outlook").content
    return browser.post("/outlook/what-if", {**asked, **token(page)}, follow=follow)  # type: ignore[return-value]


def test_it_answers_what_stopping_would_change(browser: Client, held_down: None) -> None:
    """Both headlines, both pictures, and the odds side by side; nothing is written down."""
    page = browser.get("/outlook").content.decode()
    assert "I stopped tablet today?" in page
    before = DiaryEntry.objects.count()
    answer = post(browser, {"without": "tablet"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "What if you stopped tablet today?" in text
    assert text.count("<svg") == 2
    assert "as it would be" in text
    assert DiaryEntry.objects.count() == before


def test_it_names_what_would_change(browser: Client, held_down: None, now: datetime) -> None:
    """Of several conditions each that would change has its name; the others are named as well."""
    write_days([now.date() - timedelta(days=3 + 9 * n) for n in range(12)], "migraine", days=1)
    text = post(browser, {"without": "tablet"}).content.decode()
    assert text.count("<b>period</b>") == 2
    assert "The next start of period" in text
    changed = "The next start of migraine" in text
    assert changed == ("It changes nothing for: migraine." not in text)


def test_it_answers_what_an_exposure_would_change(browser: Client, diary: None) -> None:
    """By name and time of the day."""
    answer = post(browser, {"exposure": "night shift", "at": "2026-11-30T22:00"})
    assert "What would change with night shift" in answer.content.decode()


def test_it_says_whether_the_diary_has_shown_it(
    browser: Client, diary: None, now: datetime
) -> None:
    """Odds of what was never met are called an assumption."""
    asked = {"exposure": "night shift", "at": f"{now.astimezone(setup().tz):%Y-%m-%dT%H:%M}"}
    assumed = "Your diary has not shown yet what night shift does. The odds assume what is usual."
    assert assumed in post(browser, asked).content.decode()


def test_it_says_what_the_diary_has_taught(browser: Client, held_down: None) -> None:
    """Of a regimen how much longer it takes with it; of a trigger how much sooner it comes."""
    text = post(browser, {"without": "tablet"}).content.decode()
    assert re.search(r"By your diary, with tablet it takes about \d+\.\d times as long", text)
    zone = setup().tz
    onsets = [e.day(zone) for e in read_diary().events if e.kind == "onset"]
    met = [Event(day - timedelta(days=2), "exposure", "night shift", 1.0) for day in onsets]
    add_events(met, zone, None)
    asked = {"exposure": "Night shift", "at": "2026-11-30T22:00"}
    text = post(browser, asked).content.decode()
    assert re.search(r"Night shift brings the next start about \d+\.\d days sooner", text)


@pytest.mark.parametrize(
    "asked",
    [{}, {"without": "unheard of"}, {"exposure": "x"}, {"exposure": "x", "at": "soon"}],
)
def test_what_cannot_be_asked_says_why(browser: Client, diary: None, asked: dict[str, str]) -> None:
    """Back to the outlook with a word, and never a page of errors."""
    answer = post(browser, asked, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0] == "/outlook"  # type: ignore[attr-defined]
    assert 'role="status"' in answer.content.decode()


def test_no_address_holds_what_was_asked(browser: Client, diary: None) -> None:
    """It is posted; an address with it is refused."""
    assert browser.get("/outlook/what-if?without=tablet").status_code == 405
