"""What is said of a diary beside the forecast: rows that change nothing, and why."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from offwatch.diary.check import Findings
from offwatch.diary.diary import EFFECTS, Diary, effect_of
from offwatch.diary.event import Event
from offwatch.diary.joining import MOST_DRY_DAYS
from offwatch.diary.order import rhythm_keys
from offwatch.language import gettext as _
from offwatch.language import ngettext
from offwatch.names import name_key

MOST_SHOWN = 60  # characters of what was written that a note or message repeats


@dataclass(frozen=True, slots=True)
class Note:
    """Something its owner should know about a file.

    Parameters
    ----------
    code : str
        A stable code, listed in docs/diary.md.
    text : str
        For the owner's eyes: it may repeat names that they wrote.
    row : int, optional
        The first row that it is about; the first row of a file is row 1.
    """

    code: str
    text: str
    row: int | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """Give it as it stands in JSON."""
        return {"code": self.code, "text": self.text, "row": self.row}


def short(text: str) -> str:
    """Give a piece of what was written that may stand in a line on a terminal.

    Parameters
    ----------
    text : str
        Anything.

    Returns
    -------
    str
        At most `MOST_SHOWN` characters, none of which moves a cursor or ends a line.
    """
    cut = text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
    return "".join(letter if letter.isprintable() else "�" for letter in cut)


def notes_on(
    events: Sequence[Event], rows: Sequence[int | None], zone: tzinfo, found: Findings
) -> tuple[Note, ...]:
    """Say which events change nothing in a forecast, and why.

    Parameters
    ----------
    events : sequence of Event
        The events that stand.
    rows : sequence of int or None
        The row that each event comes from; none where it comes from no file.
    zone : tzinfo
        Where days are counted.
    found : Findings
        What `look_over` found in these events.

    Returns
    -------
    tuple of Note
        One for each name and reason, by row.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    keys = rhythm_keys(events)
    for code, places in (
        ("diary.same-day", found.same_day),
        ("diary.end-without-onset", found.loose_ends),
        *_severities(events, keys),
        *_joined(events, keys, zone),
        *_doses(events, keys, zone),
        ("diary.unknown-class", _unknown_classes(events)),
    ):
        for place in places:
            groups.setdefault((code, keys[place]), []).append(place)
    notes = [_note(code, places, events, rows) for (code, _), places in groups.items()]
    return tuple(sorted(notes, key=lambda note: (note.row is None, note.row or 0, note.code)))


def _severities(events: Sequence[Event], keys: Sequence[str]) -> list[tuple[str, list[int]]]:
    """Severities of a rhythm that never began."""
    begun = {key for key, e in zip(keys, events, strict=True) if e.kind == "onset"}
    loose = [
        i for i, e in enumerate(events) if e.kind == "severity" and keys[i] and keys[i] not in begun
    ]
    return [("diary.severity-without-onset", loose)]


def _joined(
    events: Sequence[Event], keys: Sequence[str], zone: tzinfo
) -> list[tuple[str, list[int]]]:
    """Onsets that begin no episode, for they are days of another."""
    steps = [place for place, event in enumerate(events) if event.kind in ("onset", "end")]
    joined = Diary(zone, [events[place] for place in steps]).joined_onsets()
    reasons = {(one.rhythm, one.day): one.reason for one in joined}
    found: dict[str, list[int]] = {"following-days": [], "dry-days": []}
    for place in steps if reasons else ():
        if events[place].kind == "onset":
            reason = reasons.get((keys[place], events[place].day(zone)))
            if reason is not None:
                found[reason].append(place)
    return [(f"diary.{reason}", places) for reason, places in found.items()]


def _doses(
    events: Sequence[Event], keys: Sequence[str], zone: tzinfo
) -> list[tuple[str, list[int]]]:
    """Doses of a regimen that was never started, or not in force on that day."""
    spans = _regimen_days(events, keys, zone)
    unknown, outside = [], []
    for place, event in enumerate(events):
        if event.kind not in ("dose", "missed_dose"):
            continue
        day = event.day(zone)
        if keys[place] not in spans:
            unknown.append(place)
        elif not _is_inside(spans[keys[place]], day):
            outside.append(place)
    return [("diary.dose-without-regimen", unknown), ("diary.dose-outside-regimen", outside)]


def _regimen_days(
    events: Sequence[Event], keys: Sequence[str], zone: tzinfo
) -> dict[str, list[tuple[date, date | None]]]:
    """When each regimen was taken; stretches that touch are one."""
    changes: dict[str, list[tuple[date, bool]]] = {}
    for event, key in zip(events, keys, strict=True):
        if event.kind in ("regimen_start", "regimen_stop"):
            changes.setdefault(key, []).append((event.day(zone), event.kind == "regimen_start"))
    spans: dict[str, list[tuple[date, date | None]]] = {}
    for key, found in changes.items():
        spans[key] = []
        for day, starts in sorted(found):
            running = bool(spans[key]) and spans[key][-1][1] is None
            if starts and not running:
                spans[key].append((day, None))
            elif not starts and running:
                spans[key][-1] = (spans[key][-1][0], day)
    return spans


def _is_inside(spans: Sequence[tuple[date, date | None]], day: date) -> bool:
    """Whether the last of these stretches that begins by ``day`` reaches it."""
    place = bisect.bisect_right(spans, day, key=lambda span: span[0]) - 1
    return place >= 0 and ((stop := spans[place][1]) is None or day <= stop)


def _unknown_classes(events: Sequence[Event]) -> list[int]:
    return [
        i
        for i, e in enumerate(events)
        if e.kind == "regimen_start" and e.value.partition(";")[0].strip() and not effect_of(e)
    ]


def _note(
    code: str, places: Sequence[int], events: Sequence[Event], rows: Sequence[int | None]
) -> Note:
    known = [row for place in places if (row := rows[place]) is not None]
    first = events[places[0]]
    name = f"“{short(first.name)}”" if name_key(first.name) else ""
    text = _TEXTS[code](len(places), name, first)
    return Note(code, text, min(known, default=None))


def _same_day(count: int, name: str, _first: Event) -> str:
    return ngettext(
        "{n} onset{of} lies on a day that has an onset already. "
        "Nothing is lost; the forecast counts days, so a day counts once.",
        "{n} onsets{of} lie on a day that has an onset already. "
        "Nothing is lost; the forecast counts days, so a day counts once.",
        count,
    ).format(n=count, of=_of(name))


def _following_days(count: int, name: str, _first: Event) -> str:
    return ngettext(
        "{n} onset{of} follows another on the day after it, with no end between. Such days are "
        "taken for days of one episode. Where they are episodes of their own, write their ends.",
        "{n} onsets{of} follow another on the day after it, with no end between. Such days are "
        "taken for days of one episode. Where they are episodes of their own, write their ends.",
        count,
    ).format(n=count, of=_of(name))


def _dry_days(count: int, name: str, _first: Event) -> str:
    return ngettext(
        "{n} onset{of} follows after at most {days} days without and so belongs to the same one: "
        "none begins so soon.",
        "{n} onsets{of} follow after at most {days} days without and so belong to the same one: "
        "none begins so soon.",
        count,
    ).format(n=count, of=_of(name), days=MOST_DRY_DAYS)


def _of(name: str) -> str:
    return _(" of {name}").format(name=name) if name else ""


def _loose_end(count: int, name: str, _first: Event) -> str:
    return ngettext(
        "{n} end{of} has no onset before and so changes nothing. Write the onset too.",
        "{n} ends{of} have no onset before and so change nothing. Write the onset too.",
        count,
    ).format(n=count, of=_of(name))


def _loose_severity(count: int, name: str, _first: Event) -> str:
    return ngettext(
        "{n} severity names {name}, of which no onset is written. Write the onset too.",
        "{n} severities name {name}, of which no onset is written. Write the onset too.",
        count,
    ).format(n=count, name=name or _("no name"))


def _dose(count: int, name: str, first: Event) -> str:
    if count == 1 and first.kind == "missed_dose":
        said = _(
            "{n} missed dose names {name}, a regimen that was never started: it changes nothing. "
            "Write when it was started and its class ({classes}): a regimen_start row."
        )
    else:
        said = ngettext(
            "{n} dose names {name}, a regimen that was never started: it changes nothing. "
            "Write when it was started and its class ({classes}): a regimen_start row.",
            "{n} doses name {name}, a regimen that was never started: they change nothing. "
            "Write when it was started and its class ({classes}): a regimen_start row.",
            count,
        )
    return said.format(n=count, name=name or _("no name"), classes=", ".join(EFFECTS))


def _dose_outside(count: int, name: str, first: Event) -> str:
    if count == 1 and first.kind == "missed_dose":
        said = _(
            "{n} missed dose of {name} lies before the regimen's start or after its stop: "
            "it changes nothing."
        )
    else:
        said = ngettext(
            "{n} dose of {name} lies before the regimen's start or after its stop: "
            "it changes nothing.",
            "{n} doses of {name} lie before the regimen's start or after its stop: "
            "they change nothing.",
            count,
        )
    return said.format(n=count, name=name or _("no name"))


def _unknown_class(_count: int, name: str, first: Event) -> str:
    said = _("The class of {name}, “{said}”, is none of {classes}; it is taken for none.")
    return said.format(
        name=name or _("no name"), said=short(first.value), classes=", ".join(EFFECTS)
    )


_TEXTS = {
    "diary.same-day": _same_day,
    "diary.following-days": _following_days,
    "diary.dry-days": _dry_days,
    "diary.end-without-onset": _loose_end,
    "diary.severity-without-onset": _loose_severity,
    "diary.dose-without-regimen": _dose,
    "diary.dose-outside-regimen": _dose_outside,
    "diary.unknown-class": _unknown_class,
}
