"""Writing in the diary by hand: each change is one transaction, and one step of its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from offwatch.diary import Diary, Event, Kind
from offwatch.diary.check import Findings, look_over
from offwatch.diary.event import UNUSED
from offwatch.errors import BadInput, Refused
from offwatch.language import gettext as _
from offwatch.names import clean_name, name_key, same_name
from offwatch.pad.diary import odds
from offwatch.pad.diary.conditions import first_name, follow_back, onset_counts
from offwatch.pad.diary.courses import (
    OF_EPISODES,
    Course,
    courses_of,
    refuse_future,
    refuse_overlap,
    refuse_reversed,
    to_be_ended,
)
from offwatch.pad.diary.history import Step, event_in, put_back, state_of, step_to_undo
from offwatch.pad.diary.rows import (
    HeldEvent,
    add_event,
    event_of,
    held_events,
    read_forecast_diary,
    setup,
    writing,
)
from offwatch.pad.models import DiaryEntry, EntryChange
from offwatch.pad.outcome import PadOutcome
from offwatch.spans import DaySpan

_COURSES: tuple[Kind, ...] = ("regimen_start", "regimen_stop", "life_start", "life_end")
_ENDS: dict[str, Kind] = {"regimen_start": "regimen_stop", "life_start": "life_end"}


def do_log(
    now: datetime,
    kind: Literal["onset", "end"],
    rhythm: str | None = None,
    at: date | datetime | None = None,
) -> PadOutcome:
    """Note that an episode of a rhythm started, or ended: now, at a moment or on a day before.

    Without a name it is of the rhythm that is written most often; the first of all is called what
    its owner keeps.
    """
    zone = setup().tz
    at = now if at is None or at == now.astimezone(zone).date() else at
    if isinstance(at, datetime):
        at = at.astimezone(zone).replace(second=0, microsecond=0)
    with writing():
        event = Event(at, kind, _spelled(rhythm))
        outcome = _write(now, zone, [event])
        if kind == "onset":
            since, apart = _joined(event, zone)
            outcome = replace(outcome, joined_since=since, apart=apart)
    if event.name:
        said = _("Noted: {name} started.") if kind == "onset" else _("Noted: {name} ended.")
    else:
        said = _("Noted: it started.") if kind == "onset" else _("Noted: it ended.")
    return replace(outcome, said=said.format(name=event.name))


def _joined(onset: Event, zone: ZoneInfo) -> tuple[date | None, Event | None]:
    """The first day of the episode that a start was joined to, and the end that keeps it apart."""
    day, diary = onset.day(zone), read_forecast_diary(zone)
    if onset.name:
        diary = diary.of_rhythm(onset.name)
    if not any(joined.day == day for joined in diary.joined_onsets()):
        return None, None
    since = max(first for first in diary.onset_days() if first < day)
    end = Event(day - timedelta(days=1), "end", onset.name)
    ended = Diary(zone, [*diary.events, end])
    return since, end if day in ended.onset_days() else None


def do_note(now: datetime, events: Sequence[Event]) -> PadOutcome:
    """Write several events that belong together, such as an attack from its start to its end."""
    zone = setup().tz
    with writing():
        return _write(now, zone, list(events))


def do_correct(now: datetime, entry: int, event: Event) -> PadOutcome:
    """Let an entry say something else; from then on it is by hand, and no import changes it."""
    zone = setup().tz
    with writing():
        row = _row(entry)
        old = event_of(row)
        event = replace(event, kind=old.kind)
        if event == old:
            return PadOutcome("Nothing was changed.", entry=entry)
        held = _held([old, event], zone)
        refuse_future(event, zone, now)
        if old.kind in OF_EPISODES:
            _check_moved(held, entry, event, zone)
        check_rest(held, [*(h for h in held if h.pk != entry), HeldEvent(entry, event, None)], zone)
        _refuse_twice(event, entry)
        step, before = Step("correct", now), state_of(row)
        row.at, row.name, row.value = event.at.isoformat(), event.name, event.value
        row.sort_at, row.source = event.instant(zone), None
        row.save()
        step.keep(entry, before, state_of(row))
        _renew_odds([event])
    return PadOutcome("Corrected.", step.row.pk, entry)


def do_delete(now: datetime, entry: int) -> PadOutcome:
    """Take an entry out, and with a start the end that belongs to it."""
    zone = setup().tz
    with writing():
        row = _row(entry)
        held = _held([event_of(row)], zone)
        rows = [row, *_belongs_to(row, held, zone)]
        gone = {each.pk for each in rows}
        check_rest(held, [h for h in held if h.pk not in gone], zone)
        step = Step("delete", now)
        events = [event_of(each) for each in rows]
        for each in rows:
            step.keep(each.pk, state_of(each), None)
            DiaryEntry.objects.filter(pk=each.pk).delete()
        _renew_odds(events)
    said = _("Deleted.") if len(rows) == 1 else _("Deleted, with the end that belongs to it.")
    return PadOutcome(said, step.row.pk)


def do_undo(now: datetime, step: int) -> PadOutcome:
    """Take a step back, all of it; that is a step too, and can be taken back as well."""
    zone = setup().tz
    with writing():
        old = step_to_undo(step)
        changes = list(old.changes.order_by("-id"))
        touched = [event_in(s) for c in changes for s in (c.before, c.after) if s is not None]
        before = _held(touched, zone)
        undoing = Step("undo", now, undoes=old)
        for each in changes:
            put_back(undoing, each, zone)
        follow_back(changes)
        check_rest(before, _held(touched, zone), zone)
        _renew_odds(touched)
    return PadOutcome("Taken back.", undoing.row.pk, undoing.entry)


def _held(events: Sequence[Event], zone: ZoneInfo) -> list[HeldEvent]:
    """The episodes around some events, and every regimen and life event."""
    days = [event.day(zone) for event in events]
    near = DaySpan(min(days), max(days) + timedelta(days=1))
    return [*held_events(kinds=_COURSES), *held_events(kinds=OF_EPISODES, near=near)]


def _row(entry: int) -> DiaryEntry:
    row = DiaryEntry.objects.filter(pk=entry).first()
    if row is None:
        raise Refused("pad.no-entry", "That entry is gone already.")
    return row


def _write(now: datetime, zone: ZoneInfo, events: list[Event]) -> PadOutcome:
    """Check and write; the caller holds the transaction."""
    held = _held(events, zone)
    for event in events:
        refuse_future(event, zone, now)
    courses = courses_of(held, zone)
    onsets = [event for event in events if event.kind == "onset"]
    ends = {name_key(event.name): event for event in events if event.kind == "end"}
    for onset in onsets:
        key = _key(held, onset)
        end = ends.pop(name_key(onset.name), None)
        if end is not None:
            refuse_reversed(onset, end, zone)
        refuse_overlap(onset, end, [c for c in courses if c.key == key], zone)
    for end in ends.values():
        key = _key(held, end)
        course = to_be_ended(end, courses, key, zone)
        others = [c for c in courses if c.key == course.key and c is not course]
        refuse_overlap(course.onset.event, end, others, zone)
    check_rest(held, [*held, *(HeldEvent(0, event, None) for event in events)], zone)
    step = Step("log", now)
    for event in events:
        _refuse_twice(event)
        row = add_event(event, zone, now)
        step.keep(row.pk, None, state_of(row))
    _renew_odds(events)
    return PadOutcome("Noted.", step.row.pk, step.entry)


def _check_moved(held: Sequence[HeldEvent], entry: int, event: Event, zone: ZoneInfo) -> None:
    """A start or an end that says something else must still fit what stands around it."""
    courses = courses_of(held, zone)
    own = next((c for c in courses if entry in (c.onset.pk, c.end.pk if c.end else 0)), None)
    key = _key(held, event)
    others = [c for c in courses if c is not own and c.key == key]
    if event.kind == "onset":
        end = own.end.event if own and own.end and not own.shares_end else None
        if end is not None and own is not None and own.key == key:
            refuse_reversed(event, end, zone)
        refuse_overlap(event, end, others, zone)
    elif own is not None:
        refuse_reversed(own.onset.event, event, zone)
        refuse_overlap(own.onset.event, event, others, zone)


def check_rest(before: Sequence[HeldEvent], after: Sequence[HeldEvent], zone: ZoneInfo) -> None:
    """Nothing else may come to contradict itself or to belong to nothing."""
    was, found = _findings(before, zone), _findings(after, zone)
    codes = set(found.refused.values())
    if len(found.refused) > len(was.refused):
        if "diary.regimen-started-twice" in codes:
            raise BadInput("diary.regimen-started-twice", "It runs already; stop it first.")
        if "diary.regimen-not-started" in codes:
            raise BadInput("diary.regimen-not-started", "It does not run then; start it first.")
        if "diary.life-started-twice" in codes:
            raise BadInput("diary.life-started-twice", "It goes on already; write its end first.")
        if "diary.life-not-started" in codes:
            raise BadInput("diary.life-not-started", "It does not go on then; start it first.")
        raise BadInput("diary.end-before-onset", "It cannot end before it starts.")
    if len(found.loose_ends) > len(was.loose_ends):
        raise Refused("pad.entry-needed", "Another entry needs this one; change that first.")


def _findings(held: Sequence[HeldEvent], zone: ZoneInfo) -> Findings:
    return look_over([one.event for one in held], zone)


def _belongs_to(row: DiaryEntry, held: Sequence[HeldEvent], zone: ZoneInfo) -> list[DiaryEntry]:
    """The end that goes with a start, of an episode, a regimen or a life event."""
    if row.kind == "onset":
        own: Course | None = next((c for c in courses_of(held, zone) if c.onset.pk == row.pk), None)
        if own is not None and own.end is not None and not own.shares_end:
            return [_row(own.end.pk)]
    if row.kind in _ENDS:
        start = event_of(row)
        stops = (
            one
            for one in held
            if one.event.kind == _ENDS[row.kind]
            and same_name(one.event.name, start.name)
            and one.event.day(zone) >= start.day(zone)
        )
        first = min(stops, key=lambda one: one.event.instant(zone), default=None)
        return [_row(first.pk)] if first is not None else []
    return []


def _refuse_twice(event: Event, entry: int = 0) -> None:
    same = DiaryEntry.objects.exclude(pk=entry).filter(
        at=event.at.isoformat(), kind=event.kind, value=event.value
    )
    if any(same_name(name, event.name) for name in same.values_list("name", flat=True)):
        raise BadInput("diary.written-already", "That is written already.")


def _renew_odds(events: Sequence[Event]) -> None:
    if any(event.kind not in UNUSED for event in events):
        odds.renew_odds()


def _key(held: Sequence[HeldEvent], event: Event) -> str:
    """The key of the rhythm that an event would belong to."""
    key = name_key(event.name)
    if key:
        return key
    named = {name_key(h.event.name) for h in held if h.event.kind in OF_EPISODES} - {""}
    return next(iter(named)) if len(named) == 1 else ""


def _spelled(rhythm: str | None) -> str:
    """The rhythm's name as it was spelled first; the one written most often where none is given."""
    counts = onset_counts()
    if not rhythm or not rhythm.strip():
        most = max(counts, key=lambda name: (counts[name], name_key(name)), default=None)
        return first_name() if most is None else most
    return next((name for name in counts if same_name(name, rhythm)), clean_name(rhythm))


def changes_of(entry: int) -> list[EntryChange]:
    """The history of one entry, newest first."""
    return list(EntryChange.objects.filter(entry=entry).select_related("step").order_by("-id"))
