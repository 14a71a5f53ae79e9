"""What an import changes: which entries of the vault a file adds, corrects and takes out.

A file of a tracker that was imported before takes the place of what it brought then, in the days
that it tells of. What the owner wrote by hand stays as it is.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice

from offwatch.diary import Diary, Event
from offwatch.diary.notes import Note
from offwatch.diary.reading import Reading
from offwatch.language import ngettext
from offwatch.names import name_key
from offwatch.pad.diary.rows import HeldEvent

NEAR = timedelta(days=2)  # an entry that moved so far is the same entry, when files are compared
MANY = 5  # so many entries that all moved a little are no chance; fewer may be of something new
SAME_ONSET = timedelta(hours=2)  # a time by hand and one in a file, so close, are of one onset
MOVED = timedelta(days=10)  # an entry that moved so far was corrected; further, it is another
MOST_COMPARED = 50  # entries of one kind and day, lest a day of thousands take for ever
_ONCE = frozenset(("onset", "end", "regimen_start", "regimen_stop"))
_OF_ANYTHING = frozenset(("generic", "spans", "mapped"))
OF_ONE_EPISODE = frozenset(("onset", "end", "severity"))


@dataclass(slots=True)
class Changes:
    """What to write and what to take out; ``sources`` are those that the file is a version of."""

    sources: tuple[int, ...]
    add: list[tuple[int, Event]] = field(default_factory=list)
    remove: list[HeldEvent] = field(default_factory=list)
    corrected: int = 0
    by_hand: list[int] = field(default_factory=list)  # rows that say otherwise than the owner did

    @property
    def source(self) -> int | None:
        """The source that new entries are of; a new one where there is none."""
        return max(self.sources, default=None)

    @property
    def added(self) -> int:
        return len(self.add) - self.corrected

    @property
    def removed(self) -> int:
        return len(self.remove) - self.corrected

    def leave_out(self, withdrawn: set[tuple[str, str, str, str]]) -> None:
        """Add nothing again that its owner has taken out or said otherwise, by hand."""
        again = [
            row for row, e in self.add if (e.at.isoformat(), e.kind, e.name, e.value) in withdrawn
        ]
        self.by_hand += again
        self.add = [(row, event) for row, event in self.add if row not in set(again)]

    def notes(self) -> tuple[Note, ...]:
        if not self.by_hand:
            return ()
        count = len(self.by_hand)
        text = ngettext(
            "{n} row differs from what you wrote by hand about the same episode; yours was kept.",
            "{n} rows differ from what you wrote by hand about the same episode; yours was kept.",
            count,
        ).format(n=count)
        return (Note("import.by-hand", text, min(self.by_hand)),)


def plan_changes(
    form: str, reading: Reading, held: Sequence[HeldEvent], sources: dict[int, str]
) -> Changes:
    """Compare a file with the vault. ``sources`` says which form each source has."""
    zone = reading.zone
    changes = Changes(_sources_of(form, reading, held, sources))
    wanted = {_fact(event) for event in reading.events}
    have = {_fact(one.event) for one in held}
    new = [
        (row, event)
        for row, event in zip(reading.event_rows, reading.events, strict=True)
        if _fact(event) not in have
    ]
    own = [one for one in held if one.source in changes.sources]
    reach = _reach(reading, own, bool(new))
    changes.remove = [
        one
        for one in own
        if _fact(one.event) not in wanted and reach.covers(one.event, one.event.day(zone))
    ]
    gone = {one.pk for one in changes.remove}
    others = [one for one in held if one.pk not in gone]
    changes.add = _without_the_same(new, others, zone, changes.by_hand)
    changes.add = _without_contested(changes.add, reading, others, changes.by_hand)
    changes.corrected = _count_corrected(
        [one.event for one in changes.remove], [event for _, event in changes.add], zone
    )
    return changes


def _fact(event: Event) -> tuple[date, str, str, str]:
    return (event.at, event.kind, name_key(event.name), event.value)


def _sources_of(
    form: str, reading: Reading, held: Sequence[HeldEvent], sources: dict[int, str]
) -> tuple[int, ...]:
    """The sources that this file is a new version of.

    An app's own form has one. A generic file or another table may be of anything, so it is a
    version of each source of which it holds more than half, on the same days or near them, and at
    least one on its very day: a lone attack two days after another is another.
    """
    if form not in _OF_ANYTHING:
        found = [source for source, of in sources.items() if of == form]
        if found:
            return (max(found),)
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    for event in reading.events:
        days[event.kind, name_key(event.name)].append(event.day(reading.zone))
    for known in days.values():
        known.sort()
    total: dict[int, int] = defaultdict(int)
    common: dict[int, int] = defaultdict(int)
    unmoved: set[int] = set()
    for one in held:
        if one.source is None or sources.get(one.source) not in (form, ""):
            continue
        total[one.source] += 1
        known = days.get((one.event.kind, name_key(one.event.name)), [])
        day = one.event.day(reading.zone)
        common[one.source] += _is_near(known, day, NEAR)
        if _is_near(known, day, timedelta()):
            unmoved.add(one.source)
    return tuple(
        source
        for source, n in common.items()
        if 2 * n > total[source] and (source in unmoved or n >= MANY)
    )


def _is_near(days: Sequence[date], day: date, near: timedelta) -> bool:
    place = bisect.bisect_left(days, day - near)
    return place < len(days) and days[place] <= day + near


@dataclass(frozen=True, slots=True)
class _Reach:
    """The days that a file decides about; more of them for the episodes that reach into it."""

    first: date
    last: date
    first_episode: date
    last_episode: date

    def covers(self, event: Event, day: date) -> bool:
        if event.kind in OF_ONE_EPISODE:
            return self.first_episode <= day <= self.last_episode
        return self.first <= day <= self.last


def _reach(reading: Reading, own: Sequence[HeldEvent], has_new: bool) -> _Reach:
    """An old export that holds nothing new decides about no day after its last."""
    if reading.days is None:
        raise ValueError("a file without entries decides about no day")
    first, last = reading.days
    early, late = first, last
    if has_new:
        for begun, ended in _spans(reading.zone, [one.event for one in own]):
            if begun <= last + NEAR and ended >= first - NEAR:
                early, late = min(early, begun), max(late, ended)
    return _Reach(first, last, early, late)


def _spans(zone: tzinfo, events: Sequence[Event]) -> list[tuple[date, date]]:
    """The episodes of each rhythm, from their onsets to the last day of which anything is known."""
    found = []
    for of_one in _by_rhythm(events).values():
        diary = Diary(zone, of_one)
        onsets = sorted({one.onset_day for one in diary.written_episodes()})
        last = dict(zip(onsets, onsets, strict=True))
        for event in diary.events:
            day = event.day(zone)
            place = bisect.bisect_right(onsets, day) - 1
            if place >= 0:
                last[onsets[place]] = max(last[onsets[place]], day)
        found += list(last.items())
    return found


def _without_the_same(
    new: Iterable[tuple[int, Event]], held: Iterable[HeldEvent], zone: tzinfo, by_hand: list[int]
) -> list[tuple[int, Event]]:
    """Leave out onsets, ends and changes of regimens that somebody wrote already in another way."""
    known: dict[tuple[str, date], list[HeldEvent]] = defaultdict(list)
    for one in held:
        if one.event.kind in _ONCE:
            known[one.event.kind, one.event.day(zone)].append(one)
    kept = []
    for row, event in new:
        if event.kind in _ONCE:
            there = known.get((event.kind, event.day(zone)), [])
            near = islice(there, MOST_COMPARED)
            same = next((one for one in near if _says_the_same(one.event, event)), None)
            if same is not None:
                there.remove(same)  # it stands for one row, not for several
                if same.source is None and same.event.at != event.at:
                    by_hand.append(row)
                continue
        kept.append((row, event))
    return kept


def _says_the_same(a: Event, b: Event) -> bool:
    """Two of one kind and day: one name, or none; and no times that tell them apart."""
    keys = {name_key(a.name), name_key(b.name)} - {""}
    if len(keys) > 1:
        return False
    if isinstance(a.at, datetime) and isinstance(b.at, datetime):
        return abs(a.at - b.at) <= SAME_ONSET
    return True


def _without_contested(
    new: Sequence[tuple[int, Event]],
    reading: Reading,
    held: Iterable[HeldEvent],
    by_hand: list[int],
) -> list[tuple[int, Event]]:
    """Leave out onsets and ends of episodes that the owner wrote by hand with other days."""
    zone = reading.zone
    own = [one.event for one in held if one.source is None and one.event.kind in OF_ONE_EPISODE]
    if not own:
        return list(new)
    hand, theirs = _episodes(zone, own), _episodes(zone, reading.events)
    kept = []
    for row, event in new:
        if event.kind in ("onset", "end"):
            key, day = name_key(event.name), event.day(zone)
            span = _at(theirs.get(key, ()), day)
            mine = _overlapping([*hand.get(key, ()), *hand.get("", ())], span) if span else None
            if mine is not None and (event.kind == "onset" or mine[1] is not None):
                begun = event.kind == "onset" and day == mine[0]
                if not begun:
                    by_hand.append(row)
                    continue
        kept.append((row, event))
    return kept


Span = tuple[date, date | None]


def _episodes(zone: tzinfo, events: Iterable[Event]) -> dict[str, list[Span]]:
    """The episodes of each rhythm."""
    found = {}
    for key, of_one in _by_rhythm(events).items():
        found[key] = [(e.onset_day, e.last_day) for e in Diary(zone, of_one).written_episodes()]
    return found


def _by_rhythm(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.kind in OF_ONE_EPISODE:
            found[name_key(event.name)].append(event)
    return found


def _at(spans: Sequence[Span], day: date) -> Span | None:
    """The episode that a day lies in."""
    place = bisect.bisect_right(spans, day, key=lambda span: span[0]) - 1
    return spans[place] if place >= 0 else None


def _overlapping(hand: Sequence[Span], span: Span) -> Span | None:
    """An episode by hand that shares a day with this one."""
    first, last = span[0], span[1] or span[0]
    return next((h for h in hand if h[0] <= last and (h[1] or h[0]) >= first), None)


def _count_corrected(gone: Sequence[Event], come: Sequence[Event], zone: tzinfo) -> int:
    """How many of the entries that go have one of the same kind and name that comes, nearby."""
    days: dict[tuple[str, str], tuple[list[date], list[date]]] = defaultdict(lambda: ([], []))
    for side, events in enumerate((gone, come)):
        for event in events:
            days[event.kind, name_key(event.name)][side].append(event.day(zone))
    pairs = 0
    for old, new in days.values():
        old.sort()
        new.sort()
        i = j = 0
        while i < len(old) and j < len(new):
            if abs(old[i] - new[j]) <= MOVED:
                pairs, i, j = pairs + 1, i + 1, j + 1
            elif old[i] < new[j]:
                i += 1
            else:
                j += 1
    return pairs
