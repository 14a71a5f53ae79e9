"""Writing in the diary, and taking the last word back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Literal

from django.db import transaction

from offwatch.diary import Diary, Event
from offwatch.diary.check import ADVICE, contradictions
from offwatch.errors import BadInput, Refused
from offwatch.pad.diary import odds
from offwatch.pad.diary.importing import preview
from offwatch.pad.diary.rows import add_events, read_diary, setup
from offwatch.pad.link.outcome import Outcome
from offwatch.pad.models import DiaryEntry

_SAID = {"onset": "Noted: it started.", "end": "Noted: it ended."}
_CANNOT = {
    "onset": "Today has a start already.",
    "end": "Nothing is under way, so nothing can end.",
}


def do_log(now: datetime, kind: Literal["onset", "end"]) -> Outcome:
    """Note that an episode started, or ended, now."""
    zone = setup().tz
    with transaction.atomic():
        before = read_diary(zone)
        at = now.astimezone(zone).replace(second=0, microsecond=0)
        event = Event(at, kind, _rhythm(before))
        if _contradicts([*before.events, event], zone, now) == "diary.contradiction":
            raise BadInput("diary.contradiction", _CANNOT[kind])
        _check(before, [event], now)
        [row] = add_events([event], zone, now)
    odds.keep_odds(now)
    return Outcome(_SAID[kind], entry=row.pk)


def do_undo(now: datetime, entry: int) -> Outcome:
    """Take one entry back; what depends on it must go first."""
    with transaction.atomic():
        row = DiaryEntry.objects.filter(pk=entry).first()
        if row is None:
            raise Refused("pad.no-entry", "That entry is gone already.")
        row.delete()
        after = read_diary()
        if _contradicts(after.events, after.zone, now):
            raise Refused("pad.entry-needed", "Another entry needs this one; remove that first.")
    odds.keep_odds(now)
    return Outcome("Taken back.")


def do_import(now: datetime, path: Path) -> Outcome:
    """Take a file in, all of it or nothing; what the diary has already is not written twice."""
    zone = setup().tz
    diary = preview(path, zone, now)[1].strict()
    with transaction.atomic():
        before = read_diary(zone)
        onsets = set(before.onset_days())
        new = [
            event
            for event in diary.events
            if event not in before.events
            and not (event.kind == "onset" and event.day(zone) in onsets)
        ]
        _check(before, new, now)
        add_events(new, zone, None)
    odds.keep_odds(now)
    return Outcome(f"{len(new)} entries taken in.", count=len(new))


def _rhythm(diary: Diary) -> str:
    """What the owner's episodes are called so far: a new one belongs to the same rhythm."""
    return next((e.name for e in reversed(diary.events) if e.kind == "onset"), "")


def _check(before: Diary, new: list[Event], now: datetime) -> None:
    """Refuse what would make the diary contradict itself."""
    code = _contradicts([*before.events, *new], before.zone, now)
    if code:
        raise BadInput(code, f"The diary would contradict itself: {ADVICE[code]}.")


def _contradicts(events: Sequence[Event], zone: tzinfo, now: datetime) -> str:
    """The first contradiction's code, or nothing."""
    return next((code for _, code in contradictions(events, zone, now)), "")
