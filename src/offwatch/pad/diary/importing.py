"""Files of this and other trackers: looked at first, then taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db.models import Count, Max

from offwatch.diary import Diary, Event
from offwatch.diary.check import ADVICE, look_over
from offwatch.diary.notes import Note, notes_on
from offwatch.diary.readers.cells import ReadAs
from offwatch.diary.readers.file import read_diary_file
from offwatch.diary.readers.table import Progress
from offwatch.diary.reading import Reading
from offwatch.errors import BadInput
from offwatch.pad.diary import odds
from offwatch.pad.diary.changes import Changes, plan_changes
from offwatch.pad.diary.history import withdrawn
from offwatch.pad.diary.rows import (
    Row,
    add_rows,
    held_events,
    remove_events,
    rows_of,
    setup,
    writing,
)
from offwatch.pad.models import DiaryEntry, DiarySource, DiaryStep

_TRIES = 2


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed."""

    added: int
    corrected: int
    removed: int
    notes: tuple[Note, ...]

    @property
    def said(self) -> str:
        entries = "1 entry" if self.added == 1 else f"{self.added} entries"
        rest = f", {self.corrected} corrected, {self.removed} removed"
        return f"{entries} added{rest if self.corrected or self.removed else ''}."


def do_import(
    now: datetime, path: Path, read_as: ReadAs | None = None, progress: Progress | None = None
) -> Imported:
    """Take a file in, all of it or nothing.

    It is read and compared before the vault is locked, so that the diary stays open meanwhile; if
    somebody writes between, it is compared anew.
    """
    zone = setup().tz
    form, reading = read_diary_file(path, zone, now, read_as, progress)
    reading.strict()
    for _ in range(_TRIES):
        seen = _state()
        plan = _plan(form, reading, zone, now)
        with writing():
            if _state() == seen:
                return _take_in(form, reading, plan, now)
    with writing():  # somebody writes all the time: they wait while it is compared
        return _take_in(form, reading, _plan(form, reading, zone, now), now)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to change, the diary as it will be without its notes, and what is to be said."""

    changes: Changes
    rows: list[Row]
    diary: Diary
    notes: tuple[Note, ...]


def _plan(form: str, reading: Reading, zone: ZoneInfo, now: datetime) -> _Plan:
    held = list(held_events())
    sources = dict(DiarySource.objects.values_list("pk", "form"))
    changes = plan_changes(form, reading, held, sources)
    changes.leave_out(withdrawn())
    gone = {one.pk for one in changes.remove}
    kept = [one.event for one in held if one.pk not in gone]
    diary, notes = _checked(kept, changes.add, zone, now)
    rows = rows_of((event for _, event in changes.add), zone)
    return _Plan(changes, rows, diary, notes)


def _take_in(form: str, reading: Reading, plan: _Plan, now: datetime) -> Imported:
    """Write it; the caller holds the transaction."""
    changes = plan.changes
    _write(form, changes, plan.rows, now)
    if changes.add or changes.remove:
        odds.keep_odds(now, plan.diary)
    said = (*reading.file_notes, *changes.notes(), *plan.notes)
    return Imported(changes.added, changes.corrected, changes.removed, said)


def _state() -> tuple[int | None, ...]:
    """What shows that entries were added, changed or taken out."""
    found = DiaryEntry.objects.aggregate(count=Count("pk"), last=Max("pk"))
    return found["count"], found["last"], DiaryStep.objects.aggregate(last=Max("pk"))["last"]


def _write(form: str, changes: Changes, rows: list[Row], now: datetime) -> None:
    if changes.source is None:
        source = DiarySource.objects.create(form=form, imported_at=now) if changes.add else None
    else:
        source = DiarySource.objects.get(pk=changes.source)
        source.form, source.imported_at = form, now
        source.save()
    remove_events(changes.remove)
    add_rows(rows, source)


def _checked(
    kept: Sequence[Event], added: Sequence[tuple[int, Event]], zone: ZoneInfo, now: datetime
) -> tuple[Diary, tuple[Note, ...]]:
    """The diary as it will be, and what is to be said of the new rows.

    **Raises** BadInput where it would contradict itself.
    """
    events = [*kept, *(event for _, event in added)]
    rows = [*(None for _ in kept), *(row for row, _ in added)]
    found = look_over(events, zone, now)
    for place, code in sorted(found.refused.items(), reverse=True):
        row = rows[place]
        where = f"Row {row}, with" if row is not None else "With"
        raise BadInput(
            code, f"{where} what the diary holds already: {ADVICE[code]}. Nothing was taken in."
        )
    notes = notes_on(events, rows, zone, found)
    without_notes = (event for event in events if event.kind != "note")
    return Diary(zone, without_notes), tuple(note for note in notes if note.row is not None)
