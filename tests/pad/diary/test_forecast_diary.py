"""The diary that forecasts are made from is never an old one, and is gone with the key."""

from __future__ import annotations

import gc
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.pad.written import add_events

from offwatch.diary import Diary, Event
from offwatch.diary.event import UNUSED
from offwatch.errors import OffwatchError
from offwatch.forecast.predict.outlooks import outlooks
from offwatch.pad.diary import odds, rows
from offwatch.pad.diary.conditions import do_keep_condition
from offwatch.pad.diary.importing import do_import
from offwatch.pad.diary.odds import kept_preset, look_ahead
from offwatch.pad.diary.record import do_correct, do_delete, do_log, do_note, do_undo
from offwatch.pad.diary.rows import read_diary, read_forecast_diary
from offwatch.pad.models import DiaryEntry, DiaryStep, KeptCondition, Setup
from offwatch.vault import session


def afresh() -> Diary:
    """The same without anything that was kept."""
    whole = read_diary()
    return Diary(whole.zone, [event for event in whole.events if event.kind not in UNUSED])


def test_whatever_is_written_counts_at_once(home: Path, now: datetime, tmp_path: Path) -> None:
    """Taps, forms, corrections, deletions, undoing, imports and rows written straight."""
    rng, zone = np.random.default_rng(4), Setup.objects.get().tz
    today = now.astimezone(zone).date()
    file = tmp_path / "diary.csv"
    seen = set()
    for step in range(42):
        day = today - timedelta(days=int(rng.integers(0, 400)))
        entries = list(DiaryEntry.objects.values_list("pk", flat=True))
        steps = list(DiaryStep.objects.values_list("pk", flat=True))
        entry = int(rng.choice(entries)) if entries else 0
        name = ("migraine", "period", "")[rng.integers(3)]
        ways = [
            lambda: do_log(now, "onset", name, day),  # noqa: B023
            lambda: do_note(now, [Event(day, "exposure", "wine"), Event(day, "note", "", "n")]),  # noqa: B023
            lambda: do_correct(now, entry, Event(day, "onset", name)),  # noqa: B023
            lambda: do_delete(now, entry),  # noqa: B023
            lambda: do_undo(now, int(rng.choice(steps))) if steps else None,  # noqa: B023
            lambda: add_events([Event(day, "onset", "direct")], zone, None),  # noqa: B023
            lambda: _import(file, day, now),  # noqa: B023
        ]
        way = step % len(ways)
        try:
            ways[way]()
            seen.add(way)
        except OffwatchError:
            pass  # what the diary refuses changes nothing
        kept = read_forecast_diary()
        assert kept == afresh()
        assert kept.episodes() == afresh().episodes()
        assert read_forecast_diary() is kept
        if step % 14 == 13:
            made = look_ahead(kept, now, 30)
            assert look_ahead(kept, now, 30) is made
            again = outlooks(afresh(), now=now, days=30, preset=kept_preset(kept))
            assert made.in_episode == pytest.approx(again.in_episode, abs=1e-12)
    assert len(seen) == 7


def _import(file: Path, day: date, now: datetime) -> None:
    file.write_text(f"at,kind,name,value\n{day},onset,imported,\n", encoding="utf-8")
    do_import(now, file)


def test_another_zone_is_another_diary(home: Path, now: datetime) -> None:
    """Days are counted anew where the pad's zone changes."""
    do_log(now, "onset")
    before = read_forecast_diary()
    Setup.objects.update(zone="Asia/Tokyo")
    assert read_forecast_diary() is not before
    assert str(read_forecast_diary().zone) == "Asia/Tokyo"


def test_a_forecast_stands_for_a_minute_of_the_same_day(home: Path, now: datetime) -> None:
    """Of the same diary, as far ahead, from the same population; else it is made anew."""
    midnight = now.replace(hour=23, minute=59, second=40, microsecond=0)
    do_log(midnight - timedelta(days=3), "onset", "that")
    diary = read_forecast_diary()
    at = midnight.astimezone(diary.zone).replace(hour=23)
    made = look_ahead(diary, at)
    assert look_ahead(diary, at + timedelta(seconds=15)) is made
    assert look_ahead(diary, at + timedelta(seconds=25)).first_day > made.first_day
    made = look_ahead(diary, at)
    assert look_ahead(diary, at - timedelta(seconds=1)) is not made
    made = look_ahead(diary, at - timedelta(minutes=5))
    assert look_ahead(diary, at - timedelta(minutes=4)) is not made
    assert look_ahead(diary, at, 30).days == 30
    do_keep_condition("that")
    KeptCondition.objects.update(kind="migraine")
    assert look_ahead(diary, at, 30).first.preset == "migraine"


def test_nothing_is_kept_of_a_locked_vault(home: Path, now: datetime) -> None:
    """It goes with the key."""
    do_log(now, "onset")
    look_ahead(read_forecast_diary(), now)
    assert len(rows._last) == len(odds._last) == 1
    session.lock()
    gc.collect()
    assert len(rows._last) == len(odds._last) == 0
