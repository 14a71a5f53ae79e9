"""What a reader of a diary file gives back, and how a strict reader refuses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo

from offwatch.diary.check import ADVICE, Findings, look_over
from offwatch.diary.diary import Diary
from offwatch.diary.event import KINDS, Event, Kind
from offwatch.diary.notes import Note, notes_on
from offwatch.diary.order import rhythm_keys
from offwatch.errors import BadInput
from offwatch.language import gettext as _
from offwatch.language import ngettext
from offwatch.names import MOST_CHARACTERS, name_key

YEARS = range(1900, 2200)
MOST_EVENTS = 500_000
MOST_VALUE = 131_072  # characters of a note, as many as a cell of a table may hold


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as far as it can be read: for previews.

    Parameters
    ----------
    zone : tzinfo
        Where days are counted.
    events, event_rows : tuple
        What could be read, in the order in which it happened or was written, and the row of each.
    rows : int
        The rows of the file without its first.
    rejected : tuple of (int, str)
        Row and code of what cannot be read.
    file_notes : tuple of Note
        What is to be said of the file itself.
    days : tuple of (date, date), optional
        The first and the last day that the file tells of, episodes or not.
    repeated : int
        How many rows say the same as another row, and were left out.
    left_out : tuple of (str, int)
        What the file tells of that a diary has no place for, and how often.
    skips_rejected : bool
        Whether the rest stands where some rows cannot: an app's export is nobody's to correct.
    whole : object, optional
        What a complete export of ours holds beside the diary.
    """

    zone: tzinfo
    events: tuple[Event, ...]
    event_rows: tuple[int, ...]
    rows: int
    rejected: tuple[tuple[int, str], ...] = ()
    file_notes: tuple[Note, ...] = ()
    days: tuple[date, date] | None = None
    repeated: int = 0
    left_out: tuple[tuple[str, int], ...] = ()
    skips_rejected: bool = False
    whole: object = None

    @property
    def diary(self) -> Diary:
        """What could be read as a diary."""
        return Diary(self.zone, self.events)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What its owner should know: of the file, then of rows that change nothing."""
        found = look_over(self.events, self.zone)
        return (*self.file_notes, *notes_on(self.events, self.event_rows, self.zone, found))

    def with_notes(self, notes: tuple[Note, ...]) -> Reading:
        """Give the same reading with more to say of the file, in front."""
        return replace(self, file_notes=(*notes, *self.file_notes)) if notes else self

    def without_rejected(self) -> Reading:
        """Give the same reading, to be taken in without the rows that cannot stand."""
        return replace(self, skips_rejected=True)

    def counts(self) -> dict[Kind, int]:
        """Count what could be read, by kind."""
        found = Counter(event.kind for event in self.events)
        return {kind: found[kind] for kind in KINDS if found[kind]}

    def strict(self) -> Diary:
        """Give the diary, if all of the file could be read, or what cannot be is left out.

        Returns
        -------
        Diary

        Raises
        ------
        BadInput
            With the code of the first bad row, named by number; or ``diary.empty``.
        """
        if self.rejected and not (self.skips_rejected and self.events):
            row, code = self.rejected[0]
            said = [_("Row {row}: {advice}.").format(row=row, advice=_(ADVICE[code]))]
            raise BadInput(code, " ".join([*said, *self._others(), _("Nothing was read.")]))
        if not self.events:
            text = "The file holds no events that a diary has a place for; see docs/diary.md."
            raise BadInput("diary.empty", text)
        return self.diary

    def _others(self) -> list[str]:
        count = len(self.rejected) - 1
        if count == 0:
            return []
        if count == 1:
            return [_("Row {row} cannot be read either.").format(row=self.rejected[1][0])]
        return [_("{n} more rows cannot be read either.").format(n=count)]


@dataclass(slots=True)
class Draft:
    """Events as they are read, each with the row it came from."""

    zone: tzinfo
    now: datetime | None = None
    events: list[Event] = field(default_factory=list)
    event_rows: list[int] = field(default_factory=list)
    rejected: dict[int, str] = field(default_factory=dict)
    rows: int = 0
    days: tuple[date, date] | None = None

    def add(self, row: int, event: Event) -> None:
        """Take an event from a row."""
        if len(event.name) > MOST_CHARACTERS:
            self.reject(row, "diary.long-name")
            return
        if len(event.value) > MOST_VALUE:
            self.reject(row, "diary.long-value")
            return
        if not (_is_text(event.name) and _is_text(event.value)):
            self.reject(row, "diary.bad-character")
            return
        if len(self.events) >= MOST_EVENTS:
            raise BadInput(
                "diary.too-many-rows",
                "The file holds more than 500000 entries; split it by years.",
            )
        self.events.append(event)
        self.event_rows.append(row)

    def reject(self, row: int, code: str) -> None:
        """Name a row that cannot be read, and why."""
        self.rejected.setdefault(row, code)

    def finish(
        self, notes: tuple[Note, ...] = (), left_out: tuple[tuple[str, int], ...] = ()
    ) -> Reading:
        """Put the events in order, and name the rows that repeat or contradict another."""
        if _is_newest_first(self.events):
            self.events.reverse()
            self.event_rows.reverse()
        repeated = self._take_out_repeated()
        if repeated:
            text = ngettext(
                "{n} row says the same as another row; what is said twice counts once.",
                "{n} rows say the same as another row; what is said twice counts once.",
                len(repeated),
            ).format(n=len(repeated))
            notes = (*notes, Note("diary.repeated", text, min(repeated)))
        found: Findings = look_over(self.events, self.zone, self.now)
        for place, code in found.refused.items():
            self.reject(self.event_rows[place], code)
        kept = [place for place in range(len(self.events)) if place not in found.refused]
        events = tuple(self.events[place] for place in kept)
        return Reading(
            zone=self.zone,
            events=events,
            event_rows=tuple(self.event_rows[place] for place in kept),
            rows=self.rows,
            rejected=tuple(sorted(self.rejected.items())),
            file_notes=notes,
            days=self.days or _days_of(events, self.zone),
            repeated=len(repeated),
            left_out=left_out,
        )

    def _take_out_repeated(self) -> list[int]:
        """Keep one of several rows that say the same; give the others."""
        seen = set()
        kept, rows, repeated = [], [], []
        for event, key, row in zip(
            self.events, rhythm_keys(self.events), self.event_rows, strict=True
        ):
            what = (event.at, event.kind, key, event.value)
            if what in seen:
                repeated.append(row)
            else:
                seen.add(what)
                kept.append(event)
                rows.append(row)
        self.events, self.event_rows = kept, rows
        return repeated


def _is_text(text: str) -> bool:
    """Whether a text can be kept: no NUL and no half characters, as broken JSON may hold."""
    if text.isascii():
        return "\0" not in text
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _is_newest_first(events: list[Event]) -> bool:
    """Whether the onsets of a file go back in time."""
    steps = 0
    last: dict[str, date] = {}
    for event in events:
        if event.kind == "onset":
            day = event.at.date() if isinstance(event.at, datetime) else event.at
            key = name_key(event.name)
            before = last.get(key, day)
            steps += (day > before) - (day < before)
            last[key] = day
    return steps < 0


def _days_of(events: tuple[Event, ...], zone: tzinfo) -> tuple[date, date] | None:
    days = [event.day(zone) for event in events]
    return (min(days), max(days)) if days else None


def parse_at(text: str) -> date | datetime:
    """Read a day, or an instant with a zone, in ISO 8601.

    Parameters
    ----------
    text : str
        Like 2026-03-01 or 2026-03-01T08:00+01:00.

    Returns
    -------
    date or datetime

    Raises
    ------
    BadInput
        ``diary.bad-date`` or ``diary.no-zone``.
    """
    at = parse_iso(text.strip())
    if at is None:
        raise BadInput("diary.bad-date", _sentence("diary.bad-date"))
    if isinstance(at, datetime) and at.tzinfo is None:
        raise BadInput("diary.no-zone", _sentence("diary.no-zone"))
    return at


def parse_iso(text: str) -> date | datetime | None:
    """Read a day or an instant, with a zone or without, in ISO 8601.

    Parameters
    ----------
    text : str
        Without blanks around it.

    Returns
    -------
    date, datetime or None
        None where it is neither, or its year is not from 1900 to 2199.
    """
    try:
        at: date | datetime = (
            date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        )
        if isinstance(at, datetime) and at.tzinfo is not None:
            at.astimezone(UTC)  # overflows at the ends of the calendar
    except (ValueError, OverflowError):
        return None
    return at if at.year in YEARS else None


def _sentence(code: str) -> str:
    return f"{ADVICE[code][0].upper()}{ADVICE[code][1:]}."
