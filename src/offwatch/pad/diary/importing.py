"""Files of this and other trackers: looked at first, then taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db.models import Count, Max

from offwatch.diary import Diary, Event, Kind
from offwatch.diary.check import ADVICE, look_over
from offwatch.diary.notes import Note, notes_on
from offwatch.diary.readers.cells import ReadAs
from offwatch.diary.readers.file import read_source
from offwatch.diary.readers.source import Source, on_disk
from offwatch.diary.readers.table import Progress
from offwatch.diary.readers.whole import Whole, bad_export
from offwatch.diary.reading import Reading
from offwatch.errors import BadInput
from offwatch.language import gettext, ngettext
from offwatch.pad.diary import odds
from offwatch.pad.diary.changes import OF_ONE_EPISODE, Changes, plan_changes
from offwatch.pad.diary.conditions import own_words
from offwatch.pad.diary.history import withdrawn
from offwatch.pad.diary.restoring import is_empty, keep_conditions, restore
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

_OUR_TABLE = "generic"  # its names are the owner's already
_TRIES = 2
_ROUNDS = 8  # leaving out what contradicts the diary may show what else does


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read, and not taken in yet."""

    form: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking a file in would do.

    ``counts`` is what was read of it by kind; ``gone`` are the entries that a newer export corrects
    or takes out, ``come`` what it says in their place and what is new.
    """

    form: str
    rows: int
    counts: dict[Kind, int]
    days: tuple[date, date] | None
    rejected: tuple[tuple[int, str], ...]
    skips_rejected: bool
    left_out: tuple[tuple[str, int], ...]
    notes: tuple[Note, ...]
    added: int
    corrected: int
    removed: int
    gone: tuple[Event, ...]
    come: tuple[Event, ...]

    @property
    def changes_what_is_held(self) -> bool:
        return self.corrected > 0 or self.removed > 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import changed."""

    added: int
    corrected: int
    removed: int
    notes: tuple[Note, ...]

    @property
    def said(self) -> str:
        if not (self.corrected or self.removed):
            said = ngettext("{n} entry added.", "{n} entries added.", self.added)
        else:
            said = ngettext(
                "{n} entry added, {corrected} corrected, {removed} removed.",
                "{n} entries added, {corrected} corrected, {removed} removed.",
                self.added,
            )
        return said.format(n=self.added, corrected=self.corrected, removed=self.removed)


def read_file(
    now: datetime, source: Source, read_as: ReadAs | None = None, progress: Progress | None = None
) -> Read:
    """Read a file as far as it can be read; nothing is written.

    What another app calls a period or a migraine is what the owner calls so.
    """
    form, reading = read_source(source, setup().tz, now, read_as, progress)
    if form == _OUR_TABLE or reading.whole is not None:
        return Read(form, reading)
    words = own_words(event.name for event in reading.events if event.kind in OF_ONE_EPISODE)
    events = (
        replace(event, name=words[event.name])
        if event.kind in OF_ONE_EPISODE and event.name in words
        else event
        for event in reading.events
    )
    return Read(form, replace(reading, events=tuple(events)) if words else reading)


def preview(now: datetime, read: Read) -> Preview:
    """Say what taking a file in would change; nothing is written."""
    reading = read.reading
    plan = None
    if reading.events:
        plan = _plan(read.form, reading.without_rejected(), setup().tz, now)
    changes = plan.changes if plan else None
    return Preview(
        form=read.form,
        rows=reading.rows,
        counts=reading.counts(),
        days=reading.days,
        rejected=reading.rejected,
        skips_rejected=reading.skips_rejected,
        left_out=reading.left_out,
        notes=(*reading.notes, *(changes.notes() if changes else ()), *(plan.left if plan else ())),
        added=changes.added if changes else 0,
        corrected=changes.corrected if changes else 0,
        removed=changes.removed if changes else 0,
        gone=tuple(one.event for one in changes.remove) if changes else (),
        come=tuple(event for _, event in changes.add) if changes else (),
    )


def do_import(
    now: datetime, path: Path, read_as: ReadAs | None = None, progress: Progress | None = None
) -> Imported:
    """Take a file in, all of it or nothing."""
    return do_take_in(now, read_file(now, on_disk(path), read_as, progress))


def do_take_in(now: datetime, read: Read) -> Imported:
    """Take in a file that was read, all of it or nothing.

    It is compared before the vault is locked, so that the diary stays open meanwhile; if somebody
    writes between, it is compared anew.
    """
    form, reading = read.form, read.reading
    reading.strict()
    if isinstance(reading.whole, Whole):
        with writing():
            if is_empty():
                return _restore(reading, reading.whole, now)
    zone = setup().tz
    for _ in range(_TRIES):
        seen = _state()
        plan = _plan(form, reading, zone, now)
        with writing():
            if _state() == seen:
                return _take_in(form, reading, plan, now)
    with writing():  # somebody writes all the time: they wait while it is compared
        return _take_in(form, reading, _plan(form, reading, zone, now), now)


def _restore(reading: Reading, whole: Whole, now: datetime) -> Imported:
    """A complete export in an empty pad; the caller holds the transaction."""
    before = setup().zone
    if reading.rejected:
        raise bad_export()
    added = restore(whole)
    odds.keep_odds(now)
    notes = reading.file_notes
    if whole.zone != before:
        said = gettext("Days are counted in {zone} from now on, as where the export was made.")
        text = said.format(zone=whole.zone)
        notes = (*notes, Note("import.zone", text))
    return Imported(added, 0, 0, notes)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to change, the diary as it will be without its notes, and what is to be said."""

    changes: Changes
    rows: list[Row]
    diary: Diary
    notes: tuple[Note, ...]
    left: tuple[Note, ...]  # of what contradicts the diary and is left out


def _plan(form: str, reading: Reading, zone: ZoneInfo, now: datetime) -> _Plan:
    held = list(held_events())
    sources = dict(DiarySource.objects.values_list("pk", "form"))
    changes = plan_changes(form, reading, held, sources)
    changes.leave_out(withdrawn())
    gone = {one.pk for one in changes.remove}
    kept = [one.event for one in held if one.pk not in gone]
    left = _leave_contradictions(kept, changes, zone, now) if reading.skips_rejected else ()
    diary, notes = _checked(kept, changes.add, zone, now)
    rows = rows_of((event for _, event in changes.add), zone)
    return _Plan(changes, rows, diary, notes, left)


def _leave_contradictions(
    kept: Sequence[Event], changes: Changes, zone: ZoneInfo, now: datetime
) -> tuple[Note, ...]:
    """Leave out rows of an app's export that contradict what the diary holds already."""
    left: list[int] = []
    for _ in range(_ROUNDS):
        found = look_over([*kept, *(event for _, event in changes.add)], zone, now)
        bad = {place - len(kept) for place in found.refused if place >= len(kept)}
        if not bad:
            break
        left += [changes.add[place][0] for place in bad]
        changes.add = [one for place, one in enumerate(changes.add) if place not in bad]
    if not left:
        return ()
    text = ngettext(
        "{n} entry contradicts what the diary holds already and was left out.",
        "{n} entries contradict what the diary holds already and were left out.",
        len(left),
    ).format(n=len(left))
    return (Note("import.left-out", text, min(left)),)


def _take_in(form: str, reading: Reading, plan: _Plan, now: datetime) -> Imported:
    """Write it; the caller holds the transaction."""
    changes = plan.changes
    _write(form, changes, plan.rows, now)
    if isinstance(reading.whole, Whole):
        keep_conditions(reading.whole)
    if changes.add or changes.remove:
        odds.keep_odds(now, plan.diary)
    said = (*_rejected_note(reading), *reading.file_notes, *changes.notes(), *plan.left)
    return Imported(changes.added, changes.corrected, changes.removed, (*said, *plan.notes))


def _rejected_note(reading: Reading) -> tuple[Note, ...]:
    if not reading.rejected:
        return ()
    count = len(reading.rejected)
    row, code = reading.rejected[0]
    text = ngettext(
        "{n} entry cannot stand and was left out; the first: {advice}.",
        "{n} entries cannot stand and were left out; the first: {advice}.",
        count,
    ).format(n=count, advice=gettext(ADVICE[code]))
    return (Note("import.left-out", text, row),)


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
        said = gettext("With what the diary holds already: {advice}. Nothing was taken in.")
        if row is not None:
            said = gettext(
                "Row {row}, with what the diary holds already: {advice}. Nothing was taken in."
            )
        raise BadInput(code, said.format(row=row, advice=gettext(ADVICE[code])))
    notes = notes_on(events, rows, zone, found)
    without_notes = (event for event in events if event.kind != "note")
    return Diary(zone, without_notes), tuple(note for note in notes if note.row is not None)
