"""What every reader of an app's export does with what it finds: keep it, count it or name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from offwatch.diary.event import Event, Kind
from offwatch.diary.joining import MOST_DRY_DAYS
from offwatch.diary.notes import Note, short
from offwatch.diary.readers.apps.words import is_nothing, plain
from offwatch.diary.readers.cells import epoch_of
from offwatch.diary.reading import Draft, Reading, parse_iso
from offwatch.errors import BadInput
from offwatch.language import gettext as _
from offwatch.language import ngettext

PERIOD = "period"
NOTHING = "entries that say there was nothing"
_MOST_NAMES = 500  # of what is left out; a hostile file could name millions
_MOST_SHOWN = 12


class Entries:
    """The entries of one export as they are read.

    Parameters
    ----------
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.
    """

    def __init__(self, zone: tzinfo, now: datetime | None) -> None:
        self.zone = zone
        self.draft = Draft(zone, now)
        self._bleeding: dict[date, tuple[float | None, int]] = {}
        self._left_out: Counter[str] = Counter()
        self._first_left_out: int | None = None
        self._days: tuple[date, date] | None = None

    def count_row(self) -> int:
        """Count one more entry of the file; give its number."""
        self.draft.rows += 1
        return self.draft.rows

    def tell_of(self, day: date) -> None:
        """Note that the file tells of a day, whatever it says of it."""
        first, last = self._days or (day, day)
        self._days = (min(first, day), max(last, day))

    def add(
        self, row: int, at: date | datetime, kind: Kind, name: str = "", value: str = ""
    ) -> None:
        """Keep one event."""
        event = Event(at, kind, " ".join(name.split()), value.strip())
        self.tell_of(event.day(self.zone))
        self.draft.add(row, event)

    def symptom(self, row: int, at: date | datetime, words: str, value: str = "") -> None:
        """Keep a symptom, unless it says that there was none."""
        if is_nothing(words) or (value and is_nothing(value)):
            self.leave_out(row, NOTHING)
        else:
            self.add(row, at, "symptom", words, value)

    def bleeding(self, row: int, day: date, level: float | None = None) -> None:
        """Keep a day of a period; how heavy it was where that is known."""
        self.tell_of(day)
        known = self._bleeding.get(day)
        if known is None or (level is not None and (known[0] is None or known[0] < level)):
            self._bleeding[day] = (level, row)

    def episode(
        self, row: int, name: str, first: date | datetime, last: date | datetime | None
    ) -> bool:
        """Keep an episode from its start to its end; name it where it ends before it begins."""
        if last is not None and _is_before(last, first, self.zone):
            self.reject(row, "diary.end-before-onset")
            return False
        self.add(row, first, "onset", name)
        if last is not None:
            self.add(row, last, "end", name)
        return True

    def temperature(self, row: int, at: date | datetime, degrees: float | None) -> None:
        """Keep a temperature, in degrees Celsius; one in Fahrenheit is converted."""
        if degrees is not None and 86 <= degrees <= 115:
            degrees = round((degrees - 32) * 5 / 9, 2)
        if degrees is None or not 30 <= degrees <= 45:
            self.reject(row, "diary.bad-value")
        else:
            self.add(row, at, "temperature", value=f"{round(degrees, 2):g}")

    def life(self, row: int, name: str, first: date, last: date | None) -> None:
        """Keep a pregnancy or the like, from its first to its last day if that is known."""
        self.add(row, first, "life_start", name)
        if last is not None:
            self.add(row, last, "life_end", name)

    def leave_out(self, row: int, what: str) -> None:
        """Count what the diary has no place for."""
        if what not in self._left_out:
            what = short(what)
            if what not in self._left_out and len(self._left_out) >= _MOST_NAMES:
                what = "others"
        self._left_out[what] += 1
        if self._first_left_out is None or row < self._first_left_out:
            self._first_left_out = row

    def reject(self, row: int, code: str) -> None:
        """Name an entry that cannot be read, and why."""
        self.draft.reject(row, code)

    def finish(self, notes: tuple[Note, ...] = ()) -> Reading:
        """Put together what was kept; the rest stands where some entries cannot."""
        newest = self._days[1] if self._days else None
        paused = add_periods(self.draft, self._bleeding, newest)
        self.draft.days = self._days
        left_out = tuple(self._left_out.most_common())
        said = (*notes, *paused, *self._left_out_note(left_out))
        return self.draft.finish(said, left_out).without_rejected()

    def _left_out_note(self, left_out: tuple[tuple[str, int], ...]) -> tuple[Note, ...]:
        if not left_out:
            return ()
        return (Note("diary.left-out", left_out_text(left_out), self._first_left_out),)


def left_out_text(left_out: Iterable[tuple[str, int]]) -> str:
    """Say what was left out and how often."""
    found = list(left_out)
    said = ", ".join(f"{what} ({n})" for what, n in found[:_MOST_SHOWN])
    rest = len(found) - _MOST_SHOWN
    if rest > 0:
        return _("Left out: {said} and {n} more kinds.").format(said=said, n=rest)
    return _("Left out: {said}.").format(said=said)


def add_periods(
    draft: Draft, days: dict[date, tuple[float | None, int]], newest: date | None
) -> tuple[Note, ...]:
    """Put days of bleeding together to periods, and say where dry days were taken to lie within.

    Parameters
    ----------
    draft : Draft
        Where they are added.
    days : dict
        Each day of bleeding with how heavy it was, if that is known, and its row.
    newest : date, optional
        The newest day of the file: a period that lasts to it is left open, for it may go on.

    Returns
    -------
    tuple of Note
    """
    join = timedelta(days=MOST_DRY_DAYS + 1)
    bleeding = sorted(days)
    paused: list[int] = []
    for i, day in enumerate(bleeding):
        level, row = days[day]
        if i > 0 and timedelta(days=1) < day - bleeding[i - 1] <= join:
            paused.append(row)
        if i == 0 or day - bleeding[i - 1] > join:
            draft.add(row, Event(day, "onset", PERIOD))
        if level is not None:
            draft.add(row, Event(day, "severity", PERIOD, f"{level:g}"))
        last = i + 1 == len(bleeding) or bleeding[i + 1] - day > join
        if last and day != newest:
            draft.add(row, Event(day, "end", PERIOD))
    if not paused:
        return ()
    text = ngettext(
        "Bleeding paused once for at most {days} days and went on: that is one period.",
        "Bleeding paused {n} times for at most {days} days and went on: that is one period.",
        len(paused),
    ).format(n=len(paused), days=MOST_DRY_DAYS)
    return (Note("diary.dry-days", text, min(paused)),)


def day_of(value: Any, zone: tzinfo = UTC) -> date | None:
    """Give the calendar day that a text begins with, whatever time and zone it adds.

    Trackers write the day as its owner saw it; the time behind it is none that anybody chose. Of
    a moment that is counted from 1970 it is the day in the zone.
    """
    number = float_of(value)
    if number is not None:
        at = epoch_of(number)
        return at.astimezone(zone).date() if isinstance(at, datetime) else at
    if not isinstance(value, str):
        return None
    at = parse_iso(value.strip()[:10])
    return at if at is not None and not isinstance(at, datetime) else None


def dict_of(value: Any) -> dict[str, Any]:
    """Give an object of JSON, or an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Give a list of JSON, or an empty one where it is none."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """Give a piece of text; of numbers their figures, of anything else nothing."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return value.strip() if isinstance(value, str) else ""


def float_of(value: Any) -> float | None:
    """Give a finite number, also where it is written as text."""
    if isinstance(value, bool):
        return None
    try:
        number = float(value.replace(",", ".") if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if float("-inf") < number < float("inf") else None


def need_day(entries: Entries, row: int, value: Any) -> date | None:
    """Give the day of an entry; name the entry where it has none."""
    day = day_of(value, entries.zone)
    if day is None:
        entries.reject(row, "diary.bad-date")
    else:
        entries.tell_of(day)
    return day


def need_list(value: Any, app: str) -> list[Any]:
    """Give a list that an export must have."""
    if not isinstance(value, list):
        raise BadInput(
            "diary.bad-json", f"This looks like an export of {app}, but a list in it is none."
        )
    return value


def names_in(value: Any) -> list[str]:
    """Give the options of an entry: a text, a list of texts, or objects that hold one."""
    if isinstance(value, list):
        return [name for one in value for name in names_in(one)]
    if isinstance(value, dict):
        found = next(
            (value[key] for key in ("option", "name", "value", "label") if key in value), ""
        )
        return names_in(found) if isinstance(found, list) else [text_of(found)]
    if value is True:
        return ["yes"]
    text = text_of(value)
    return [text] if text else []


def words_in(value: Any) -> list[str]:
    """Give the options of an entry in plain words."""
    return [words for name in names_in(value) if (words := plain(name))]


def _is_before(end: date | datetime, onset: date | datetime, zone: tzinfo) -> bool:
    if isinstance(end, datetime) and isinstance(onset, datetime):
        return end < onset
    return Event(end, "end").day(zone) < Event(onset, "onset").day(zone)
