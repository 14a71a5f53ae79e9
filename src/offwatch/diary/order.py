"""The order in which what a diary tells of happened, as far as it says so.

Some events have a moment and some only a day. Two events of one day whose order is not written are
put in the order in which a course of episodes, or of a regimen, makes sense:

* what has a moment keeps the order of the moments;
* an end without a moment stands for the end of its day, so it comes after the onsets of that day;
* but where an episode runs already and there are ends enough for all, it ends before the next
  begins; where there are not, the order in which the events were written decides;
* a regimen that is stopped and started on a day on which it runs was started anew; on any other day
  it was tried and given up;
* a life event goes by days as an episode does: its end is the end of that day.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from itertools import chain

from offwatch.diary.event import Event
from offwatch.names import name_key

_EPISODE = frozenset(("onset", "end"))
_REGIMEN = frozenset(("regimen_start", "regimen_stop"))
_LIFE = frozenset(("life_start", "life_end"))
_STEPS = _EPISODE | _REGIMEN | _LIFE
BEGINS = frozenset(("onset", "regimen_start", "life_start"))


def rhythm_keys(events: Sequence[Event]) -> list[str]:
    """Give the key of the rhythm that each event belongs to, by its name.

    Parameters
    ----------
    events : sequence of Event
        Events of any kind; those of no rhythm get the key of their own name.

    Returns
    -------
    list of str
        Equal keys mean the same rhythm. Onsets, ends and severities without a name belong to the
        diary's only rhythm if it has just one, else to the key "".
    """
    keys = _name_keys(events)
    named = {key for key, e in zip(keys, events, strict=True) if key and e.kind in _EPISODE}
    if len(named) != 1:
        return keys
    (only,) = named
    of_episodes = ("onset", "end", "severity")
    return [
        only if not key and e.kind in of_episodes else key
        for key, e in zip(keys, events, strict=True)
    ]


def _name_keys(events: Sequence[Event]) -> list[str]:
    known: dict[str, str] = {}
    for event in events:
        if event.name not in known:
            known[event.name] = name_key(event.name)
    return [known[event.name] for event in events]


def in_order(events: Sequence[Event], zone: tzinfo) -> list[int]:
    """Put events into the order in which they happened.

    Parameters
    ----------
    events : sequence of Event
        In the order in which they were written, which decides where nothing else does.
    zone : tzinfo
        Where days are counted.

    Returns
    -------
    list of int
        The places of the events in ``events``: by day; within a day first the changes of
        regimens and life events, then the onsets and ends of each rhythm, then everything else by
        its moment.
    """
    days = [event.day(zone) for event in events]
    keys = rhythm_keys(events)
    courses: dict[tuple[str, str], dict[date, list[int]]] = {}
    rank: list[tuple[int, float]] = [(2, -float("inf"))] * len(events)
    for place, event in enumerate(events):
        if event.kind in _STEPS:
            course = courses.setdefault((_course_of(event), keys[place]), {})
            course.setdefault(days[place], []).append(place)
        elif isinstance(event.at, datetime):
            rank[place] = (2, event.at.timestamp())
    for (of, _), course in courses.items():
        for n, place in enumerate(_order_course(events, course, of == "regimen")):
            rank[place] = (1 if of == "episode" else 0, n)
    return sorted(range(len(events)), key=list(zip(days, rank, strict=True)).__getitem__)


def _course_of(event: Event) -> str:
    """What begins and ends with this: an episode, a regimen or a life event."""
    if event.kind in _EPISODE:
        return "episode"
    return "regimen" if event.kind in _REGIMEN else "life"


def _order_course(
    events: Sequence[Event], course: dict[date, list[int]], regimen: bool
) -> Iterable[int]:
    """The places of one rhythm's onsets and ends, or one regimen's changes, in order."""
    groups = [course[day] for day in sorted(course)]
    if max(map(len, groups)) == 1:
        yield from chain.from_iterable(groups)
        return
    spare = False  # whether what runs into a group can end in it, and all that begins in it too
    spares = []
    for group in reversed(groups):
        spares.append(spare)
        if len(group) > 1:
            begun = sum(events[i].kind in BEGINS for i in group)
        else:
            begun = int(events[group[0]].kind in BEGINS)
        spare = len(group) - begun + spare > begun
    running = False
    for group, spare_after in zip(groups, reversed(spares), strict=True):
        ordered = group
        if len(group) > 1:
            ordered = _order_day(events, group, running, spare_after, regimen)
        yield from ordered
        running = events[ordered[-1]].kind in BEGINS


def _order_day(
    events: Sequence[Event], group: list[int], running: bool, spare: bool, regimen: bool
) -> list[int]:
    """The events of one course on one day in order."""
    timed = deque(
        sorted((i for i in group if events[i].is_timed), key=lambda i: _moment(events, i))
    )
    begins = deque(i for i in group if not events[i].is_timed and events[i].kind in BEGINS)
    ends = deque(i for i in group if not events[i].is_timed and events[i].kind not in BEGINS)
    begins_left = sum(events[i].kind in BEGINS for i in group)
    ends_left = len(group) - begins_left
    out: list[int] = []
    before = running  # still what ran when the day began
    while begins or timed:
        if not running and begins:
            place = begins.popleft()
        elif timed and events[timed[0]].kind not in BEGINS:
            place = timed.popleft()
        elif (
            running
            and ends
            and (
                ends_left + spare > begins_left
                or (before and (regimen or (not timed and ends[0] < begins[0])))
            )
        ):
            place = ends.popleft()
        else:
            place = timed.popleft() if timed else begins.popleft()
        running = events[place].kind in BEGINS
        before = False
        begins_left -= running
        ends_left -= not running
        out.append(place)
    return [*out, *ends]


def _moment(events: Sequence[Event], place: int) -> float:
    at = events[place].at
    return at.timestamp() if isinstance(at, datetime) else 0.0
