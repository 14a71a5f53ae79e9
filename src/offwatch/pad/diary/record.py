"""Writing in the diary by hand, and taking an entry back."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from offwatch.diary import Diary, Event
from offwatch.diary.check import look_over
from offwatch.errors import BadInput, Refused
from offwatch.forecast.inference.rhythm import one_rhythm
from offwatch.names import clean_name, same_name
from offwatch.pad.diary import odds
from offwatch.pad.diary.keeps import first_name
from offwatch.pad.diary.rows import add_event, read_diary, setup, writing
from offwatch.pad.models import DiaryEntry
from offwatch.pad.outcome import Outcome

_SAID = {"onset": "Noted: it started.", "end": "Noted: it ended."}

_STARTED = "Today has a start already."


def do_log(now: datetime, kind: Literal["onset", "end"], rhythm: str | None = None) -> Outcome:
    """Note that an episode of a rhythm started, or ended, now.

    Without a name it is of the rhythm that leads, the one written most often; the first of all
    is called what its owner keeps.
    """
    zone = setup().tz
    at = now.astimezone(zone).replace(second=0, microsecond=0)
    with writing():
        before = read_diary(zone, notes=False)
        event = Event(at, kind, _spelled(before, rhythm))
        _refuse_tap(before, event)
        row = add_event(event, zone, now)
        odds.keep_odds(now, Diary(zone, [*before.events, event]))
    return Outcome(_SAID[kind], entry=row.pk)


def do_undo(now: datetime, entry: int) -> Outcome:
    """Take one entry back; what depends on it must go first."""
    zone = setup().tz
    with writing():
        row = DiaryEntry.objects.filter(pk=entry).first()
        if row is None:
            raise Refused("pad.no-entry", "That entry is gone already.")
        before = look_over(read_diary(zone, notes=False).events, zone)
        row.delete()
        after = read_diary(zone, notes=False)
        found = look_over(after.events, zone)
        if len(found.refused) > len(before.refused) or len(found.loose_ends) > len(
            before.loose_ends
        ):
            raise Refused("pad.entry-needed", "Another entry needs this one; remove that first.")
        odds.keep_odds(now, after)
    return Outcome("Taken back.")


def _spelled(diary: Diary, rhythm: str | None) -> str:
    """The rhythm's name as it was spelled first; the one written most often where none is given."""
    known = diary.rhythms()
    if not rhythm or not rhythm.strip():
        return known[0] if known else first_name()
    return next((name for name in known if same_name(name, rhythm)), clean_name(rhythm))


def _refuse_tap(before: Diary, event: Event) -> None:
    """Refuse a second start while the first runs, and an end while nothing does."""
    zone = before.zone
    again = event in before.events  # a third tap within a minute
    if event.kind == "end":
        found = look_over([*before.events, event], zone)
        if again or len(before.events) in found.loose_ends:
            raise BadInput("diary.end-without-onset", "Nothing is under way, so nothing can end.")
        return
    if again:
        raise BadInput("diary.started-already", _STARTED)
    known = any(same_name(name, event.name) for name in before.rhythms())
    episodes = (one_rhythm(before, event.name)[0] if known else before).written_episodes()
    if not known and event.name and before.rhythms():
        return  # the first of another rhythm
    if episodes and episodes[-1].onset_day == event.day(zone) and episodes[-1].last_day is None:
        raise BadInput("diary.started-already", _STARTED)
