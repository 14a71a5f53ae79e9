"""Temperatures on waking, and the rise in them after ovulation: the three-over-six rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from offwatch.diary.event import Event
from offwatch.names import name_key

DISTURBED = "disturbed"
"""The name under which a temperature is written that illness, a short night or drink moved."""
BEFORE, AFTER = 6, 3
RISE = 0.2  # degrees Celsius of the last of the higher ones above the highest of those before
FAHRENHEIT_FROM = 60.0
_REACH = timedelta(days=12)  # the six before the first higher one lie within so many days
_NEXT = timedelta(days=3)  # from one of the higher ones to the next that is measured
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Temperature:
    """What was measured on one day.

    Parameters
    ----------
    day : date
        The day.
    celsius : float, degrees
        The first of the day that was not disturbed, or else the first.
    is_disturbed : bool
        Whether it stands apart from the rule.
    """

    day: date
    celsius: float
    is_disturbed: bool = False


@dataclass(frozen=True, slots=True)
class Rise:
    """A rise that has lasted.

    Parameters
    ----------
    first_day : date
        The day of the first higher temperature.
    sure_day : date
        The day on which the rule held.
    cover : float, degrees
        The highest of the six before it.
    """

    first_day: date
    sure_day: date
    cover: float

    @property
    def ovulation_day(self) -> date:
        """The day that ovulation is most likely to have been: the one before the rise."""
        return self.first_day - timedelta(days=1)


def temperatures_of(events: Iterable[Event], zone: tzinfo) -> list[Temperature]:
    """Give the temperatures of a diary, one a day, in order.

    Parameters
    ----------
    events : iterable of Event
        Of any kind.
    zone : tzinfo
        Where days are counted.

    Returns
    -------
    list of Temperature
        Those in degrees Fahrenheit are converted; what is no number is left out.
    """
    found: dict[date, tuple[tuple[bool, float], float]] = {}
    for event in events:
        if event.kind != "temperature":
            continue
        try:
            value = float(event.value.replace(",", "."))
        except ValueError:
            continue
        celsius = (value - 32.0) / 1.8 if value >= FAHRENHEIT_FROM else value
        day = event.day(zone)
        rank = (name_key(event.name) == DISTURBED, event.instant(zone).timestamp())
        if day not in found or rank < found[day][0]:
            found[day] = rank, celsius
    return [
        Temperature(day, celsius, disturbed)
        for day, ((disturbed, _), celsius) in sorted(found.items())
    ]


def find_rises(measured: Sequence[Temperature], onsets: Iterable[date]) -> list[Rise]:
    """Find the first rise after each onset that is three over six.

    A temperature is higher than the six before it, and so are the next two; the third is at least
    0.2 degrees above the highest of the six. If the third is not, a fourth that is higher does; or
    one of the three may fall back to the six, and is left out, if the next is 0.2 degrees above.

    Parameters
    ----------
    measured : sequence of Temperature
        One a day, in order. Disturbed ones are left out.
    onsets : iterable of date
        The first days of periods; before the first, one rise is found as well.

    Returns
    -------
    list of Rise
        In order, at most one between two onsets.

    References
    ----------
    Frank-Herrmann et al., Human Reproduction 22, 2007, 1310-1319; Marshall, Lancet 292, 1968, 8-10.

    Examples
    --------
    >>> low, high = [36.4, 36.5, 36.4, 36.3, 36.5, 36.4], [36.6, 36.7, 36.7]
    >>> days = [date(2026, 3, 1) + timedelta(days=n) for n in range(9)]
    >>> readings = [Temperature(d, t) for d, t in zip(days, low + high, strict=True)]
    >>> find_rises(readings, [])[0].first_day.isoformat()
    '2026-03-07'
    """
    kept = [one for one in measured if not one.is_disturbed]
    starts = sorted(onsets)
    found: list[Rise] = []
    for begin, end in zip([date.min, *starts], [*starts, date.max], strict=True):
        cycle = [one for one in kept if begin <= one.day < end]
        rise = next(
            (r for at in range(BEFORE, len(cycle)) if (r := _rise_at(cycle, at)) is not None), None
        )
        if rise is not None:
            found.append(rise)
    return found


def _rise_at(cycle: Sequence[Temperature], at: int) -> Rise | None:
    """The rise whose first higher temperature stands here, if it is one."""
    first = cycle[at]
    before = cycle[at - BEFORE : at]
    if first.day - before[0].day > _REACH or first.day - before[-1].day > _NEXT:
        return None
    cover = max(one.celsius for one in before)
    if first.celsius <= cover + _SLACK:
        return None
    after = list(cycle[at : at + AFTER + 1])
    for place in range(1, len(after)):
        if after[place].day - after[place - 1].day > _NEXT:
            after = after[:place]
            break
    higher = [one.celsius > cover + _SLACK for one in after]
    risen = [one.celsius >= cover + RISE - _SLACK for one in after]
    if len(after) >= AFTER and all(higher[:AFTER]):
        if risen[2]:
            return Rise(first.day, after[2].day, cover)
        if len(after) > AFTER and higher[3]:
            return Rise(first.day, after[3].day, cover)
        return None
    if len(after) > AFTER and sum(higher) == AFTER and risen[3]:
        return Rise(first.day, after[3].day, cover)
    return None
