"""One tap writes; one tap takes back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from tests.pad.conftest import token, write_days

from offwatch.errors import BadInput, Refused, Unavailable
from offwatch.forecast.inference.rhythm import one_rhythm
from offwatch.pad.diary import odds
from offwatch.pad.diary.odds import keep_daily_odds, look_ahead
from offwatch.pad.diary.record import do_log, do_undo
from offwatch.pad.diary.rows import read_diary
from offwatch.pad.models import DiaryEntry, DiaryStep, DutyOdds
from offwatch.pad.runtime import scheduler
from offwatch.wire import Duty


def test_a_tap_writes_the_moment_in_the_diarys_zone(home: Path) -> None:
    """“It started” at 23:30 UTC is the next day in Berlin, and is read back so."""
    do_log(datetime(2026, 3, 1, 23, 30, 5, tzinfo=UTC), "onset")
    entry = DiaryEntry.objects.get()
    assert (entry.at, entry.kind) == ("2026-03-02T00:30:00+01:00", "onset")
    assert read_diary().onset_days() == (date(2026, 3, 2),)


def test_a_tap_belongs_to_the_rhythm_that_is_there(home: Path, now: datetime) -> None:
    """What earlier episodes are called, the new one is called too."""
    write_days([now.date() - timedelta(days=30)])
    do_log(now, "onset")
    assert DiaryEntry.objects.filter(kind="onset", name="period").count() == 2


@pytest.mark.parametrize(
    ("kept", "name", "preset"),
    [
        ("migraine", "Migraine", "migraine"),
        ("menstrual", "Period", "menstrual"),
        ("", "", "generic"),
    ],
)
def test_a_first_tap_is_called_what_is_kept(
    browser: Client, now: datetime, kept: str, name: str, preset: str
) -> None:
    """Chosen once, on a page that Today and Settings lead to; the forecast starts from there."""
    page = browser.get("/")
    assert "What would you like to track?" in page.content.decode()
    assert 'href="/diary/kept"' in browser.get("/settings").content.decode()
    browser.post("/diary/kept", {"kind": kept, **token(page.content)})
    browser.post("/log/onset", token(page.content))
    assert DiaryEntry.objects.get().name == name
    assert look_ahead(read_diary(), now).first.preset == preset


def test_what_is_kept_speaks_where_a_name_does_not(browser: Client, now: datetime) -> None:
    """Of onsets without a telling name; a period stays a period, and other words are refused."""
    form = token(browser.get("/").content)
    browser.post("/diary/kept", {"kind": "migraine", **form})
    write_days([now.date() - timedelta(days=60)], "that")
    assert look_ahead(read_diary(), now).first.preset == "migraine"
    write_days([now.date() - timedelta(days=n) for n in (58, 30)], "period")
    assert look_ahead(read_diary(), now).first.preset == "menstrual"
    text = browser.post("/diary/kept", {"kind": "astrology", **form}).content.decode()
    assert "Choose one of the conditions" in text


def test_a_tap_joins_the_rhythm_its_button_names(home: Path, now: datetime) -> None:
    """In the spelling that was written first; without a name, the one written most often."""
    write_days([now.date() - timedelta(days=n) for n in (90, 60)])
    do_log(now - timedelta(days=3), "onset", "Migraine")
    do_log(now - timedelta(days=2), "end", "migraine")
    do_log(now - timedelta(days=1), "onset", " MIGRAINE")
    do_log(now, "onset")
    names = list(DiaryEntry.objects.order_by("id").values_list("name", flat=True))[-4:]
    assert names == ["Migraine", "Migraine", "Migraine", "period"]
    assert [e.last_day is None for e in one_rhythm(read_diary(), "migraine")[0].episodes()] == [
        False,
        True,
    ]


def test_a_second_episode_the_same_day_may_follow_the_first(home: Path) -> None:
    """After the first has ended it is another; both are kept, and the day counts once."""
    at = datetime(2026, 5, 4, 5, tzinfo=UTC)
    for hours, kind in ((0, "onset"), (3, "end"), (12, "onset")):
        do_log(at + timedelta(hours=hours), "onset" if kind == "onset" else "end")
    assert DiaryEntry.objects.count() == 3
    assert read_diary().onset_days() == (date(2026, 5, 4),)
    assert read_diary().episodes()[0].last_day is None


def test_a_third_tap_within_a_minute_is_refused(home: Path, now: datetime) -> None:
    """The same entry cannot be written twice."""
    do_log(now, "onset")
    do_log(now, "end")
    with pytest.raises(BadInput) as caught:
        do_log(now, "onset")
    assert caught.value.code == "diary.started-already"
    with pytest.raises(BadInput):
        do_log(now, "end")


def test_a_tap_is_kept_whole_or_not_at_all(
    home: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full before its end, nothing of it is kept."""

    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(odds, "renew_odds", full)
    with pytest.raises(Unavailable) as caught:
        do_log(now, "onset")
    assert caught.value.code == "pad.disk-full"
    assert not DiaryEntry.objects.exists()


def test_a_vault_at_work_is_said_to_be_busy(
    home: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever cannot write now is told to try again."""

    def locked(*_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(odds, "renew_odds", locked)
    with pytest.raises(Unavailable) as caught:
        do_log(now, "onset")
    assert caught.value.code == "pad.busy"


def test_it_ended_needs_a_beginning(home: Path, now: datetime) -> None:
    """An end without an onset is refused and nothing is written."""
    with pytest.raises(BadInput) as caught:
        do_log(now, "end")
    assert caught.value.code == "diary.end-without-onset"
    assert not DiaryEntry.objects.exists()


def test_two_beginnings_on_a_day_are_one(home: Path, now: datetime) -> None:
    """A second “It started” on the same day is refused."""
    do_log(now, "onset")
    with pytest.raises(BadInput):
        do_log(now + timedelta(minutes=1), "onset")
    assert DiaryEntry.objects.count() == 1


def test_undo_takes_back_exactly_that(home: Path, now: datetime) -> None:
    """Undo removes the entry it was offered for; a second undo says that it is done."""
    write_days([now.date() - timedelta(days=30)])
    before = read_diary()
    outcome = do_log(now, "onset")
    assert outcome.step is not None
    do_undo(now, outcome.step)
    assert read_diary() == before
    with pytest.raises(Refused) as caught:
        do_undo(now, outcome.step)
    assert caught.value.code == "pad.no-step"


def test_undo_does_not_leave_an_end_hanging(home: Path, now: datetime) -> None:
    """An onset whose end is written stays until the end is gone."""
    began = do_log(now - timedelta(days=2), "onset")
    do_log(now, "end")
    assert began.step is not None
    with pytest.raises(Refused) as caught:
        do_undo(now, began.step)
    assert caught.value.code == "pad.entry-needed"
    assert DiaryEntry.objects.count() == 2


def test_the_page_offers_the_tap_and_its_undo(browser: Client) -> None:
    """From Today: a tap, the word that it is noted, the undo beside it, and back."""
    page = browser.post("/log/onset", token(browser.get("/").content), follow=True)
    text = page.content.decode()
    assert "Noted: it started." in text
    assert "Under way since today" in text
    address = f"/undo/{DiaryStep.objects.get().pk}"
    assert f'action="{address}"' in text
    page = browser.post(address, token(page.content), follow=True)
    assert "Taken back." in page.content.decode()
    assert not DiaryEntry.objects.exists()


def test_a_refused_tap_is_explained(browser: Client) -> None:
    """What cannot be is said on Today, with both buttons still there and no undo beside it."""
    form = token(browser.get("/").content)
    text = browser.post("/log/end", form, follow=True).content.decode()
    assert "Nothing is under way, so nothing can end." in text
    assert 'class="btn">It ended' in text  # there, but not the thing to do
    assert 'class="btn main">It started' in text
    browser.post("/log/onset", form, follow=True)
    text = browser.post("/log/onset", form, follow=True).content.decode()
    assert "This day has a start already." in text
    assert ">Undo<" not in text
    assert 'class="btn main">It ended' in text
    assert DiaryEntry.objects.count() == 1


def test_a_refused_undo_is_explained(browser: Client) -> None:
    """An onset whose end is written cannot go first; Today says so."""
    form = token(browser.get("/").content)
    for kind in ("onset", "end"):
        browser.post(f"/log/{kind}", form)
    began = DiaryStep.objects.earliest("id").pk
    text = browser.post(f"/undo/{began}", form, follow=True).content.decode()
    assert "Another entry needs this one; change that first." in text
    assert DiaryEntry.objects.count() == 2


def test_each_button_names_its_rhythm(browser: Client, now: datetime) -> None:
    """Of several rhythms the buttons say which they are of; the headline speaks of the same."""
    write_days([now.date() - timedelta(days=n) for n in (90, 60, 30)])
    do_log(now - timedelta(days=1), "onset", "Migraine")
    page = browser.get("/")
    text = page.content.decode()
    assert 'aria-label="period started"' in text
    assert "Migraine ended</button>" in text
    headline = text.partition("<h1>")[2].partition("</h1>")[0]
    assert "Under way since yesterday" in headline
    assert text.index("Migraine") < text.index("<h1>") < text.index("<b>period</b>")
    given = {"rhythm": "Migraine", **token(page.content)}
    assert "Noted: Migraine ended." in browser.post("/log/end", given, follow=True).content.decode()
    assert DiaryEntry.objects.get(kind="end", name="Migraine")
    browser.post("/log/onset", {"rhythm": "period", **token(page.content)})
    assert "Under way since today" in browser.get("/").content.decode()


def test_what_came_of_a_tap_is_said_in_the_reader_s_language(browser: Client) -> None:
    """German for a German browser."""
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    form = token(browser.get("/").content)
    text = browser.post("/log/onset", form, follow=True).content.decode()
    assert "Gespeichert: Es hat begonnen." in text


def test_a_tap_waits_for_no_forecast(landing: Duty, now: datetime) -> None:
    """It is written at once; the odds of the duties follow, and at the latest before the lock."""
    keep_daily_odds(now)
    before = DutyOdds.objects.latest("day").odds
    do_log(now, "onset")
    assert DutyOdds.objects.latest("day").odds == before
    scheduler.keep_odds()
    assert DutyOdds.objects.latest("day").odds != before
