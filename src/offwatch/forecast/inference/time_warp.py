"""The clock that regimens slow or speed and exposures push, read off a diary.

Time is counted in days of the diary's zone: day ``d`` runs from ``d`` to ``d + 1`` as
``date.toordinal`` counts, whatever its length. What is taken and met splits it into a few *states*;
a gap is then the days it spent in each, and its length on the clock those days times their rates.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

import numpy as np

from offwatch.diary import Diary, Regimen
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.effects import Effects, ExposureEffect, RegimenEffect
from offwatch.names import name_key

DOSE_DAYS = 7  # adherence is the share of doses taken over this many days
AHEAD_DAYS = 28  # and ahead, over these
_SHARES = 14
MOST_REGIMENS = 4
MOST_EXPOSURES = 3


@dataclass(frozen=True)
class Clock:
    """The states that time was and will be in, and the effects whose size is to be learned.

    Attributes
    ----------
    states : array, shape (f, r + e)
        Share of each regimen that is taken (less one for the regimen that the prior's own law is
        lived under), then whether each exposure is at work.
    breaks, state : arrays, shape (k,)
        Where a state begins, days as ``date.toordinal``, and which it is.
    spent : array, shape (k, f), days
        Days in each state before each break.
    home : str
        The regimen that the prior's own law is lived under; "" for none.
    """

    regimens: tuple[RegimenEffect, ...]
    regimen_names: tuple[str, ...]
    exposures: tuple[str, ...]
    left_out: tuple[str, ...]
    exposure: ExposureEffect
    states: Floats
    breaks: Floats
    state: Ints
    spent: Floats
    home: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing has ever moved it."""
        return not self.regimens and not self.exposures

    def until(self, moments: Floats) -> Floats:
        """Days in each state from the first break up to each moment.

        Parameters
        ----------
        moments : array, shape (m,), days
            Moments.

        Returns
        -------
        array, shape (m, f), days
            Days in each state.
        """
        at = np.maximum(np.searchsorted(self.breaks, moments, side="right") - 1, 0)
        out = self.spent[at]
        out[np.arange(at.size), self.state[at]] += moments - self.breaks[at]
        return out

    def state_at(self, moments: Floats) -> Ints:
        """The state at each moment.

        Parameters
        ----------
        moments : array, shape (m,), days
            Moments.

        Returns
        -------
        array of int, shape (m,)
            Indices of states.
        """
        at = np.searchsorted(self.breaks, moments, side="right") - 1
        return np.asarray(self.state[np.maximum(at, 0)])

    @property
    def taken(self) -> Floats:
        """Share of each regimen in each state: ``(f, r)``."""
        return self.states[:, : len(self.regimens)]

    @property
    def at_work(self) -> Floats:
        """Whether each exposure is at work in each state: ``(f, e)``."""
        return self.states[:, len(self.regimens) :]


def moment(at: date | datetime, zone: tzinfo) -> float:
    """A day's start, or an instant, in days; even over the hours of a day, however many it has.

    Parameters
    ----------
    at : date or datetime
        A day, or an instant with a zone.
    zone : tzinfo
        The diary's zone.

    Returns
    -------
    float
        Days as ``date.toordinal`` counts.

    >>> from datetime import UTC
    >>> moment(datetime(1, 1, 1, 12, tzinfo=UTC), UTC)
    1.5
    """
    if not isinstance(at, datetime):
        return float(at.toordinal())
    day = at.astimezone(zone).date()
    begins = datetime.combine(day, time.min, zone).timestamp()
    ends = datetime.combine(day + timedelta(days=1), time.min, zone).timestamp()
    return day.toordinal() + min(max((at.timestamp() - begins) / (ends - begins), 0.0), 1 - 1e-9)


def read_clock(
    diary: Diary,
    effects: Effects,
    start: float,
    now: float,
    under: str = "",
    asked: Collection[str] = (),
    known: Clock | None = None,
) -> Clock:
    """Read the clock off a diary; after ``now`` things stay as they are.

    Parameters
    ----------
    diary : Diary
        What was taken and met.
    effects : Effects
        What is assumed of regimens and exposures.
    start, now : float, days
        From when on, and the moment of the forecast.
    under : str
        A class of regimens: rates are relative to the last regimen of it.
    asked : collection of str
        Exposures that are asked about, which are kept first.
    known : Clock or None
        The clock without what is only planned: its effects come first, those of plans after them.

    Returns
    -------
    Clock
        A handful of effects is kept: the regimens of the strongest classes and the exposures
        met last. A regimen counts by its name; its share is that of the doses written down
        over a week.
    """
    taken = _taken(diary, start, now)
    met = _met(diary, effects.exposure.window_days, start)
    classes = {r.name: r.effect for r in diary.regimens()}

    wanted = {name_key(name) for name in asked}
    before = known or _NOTHING_KNOWN

    every = {*taken, *met}
    if known is None:

        def strength(name: str) -> tuple[float, ...]:
            stretch = effects.regimen(classes[name]).log_stretch
            return -abs(stretch[0]) - stretch[1], -_length(taken[name], start, now)

        regimens = sorted(taken, key=strength)
        latest = sorted(
            met, key=lambda name: (name_key(name) not in wanted, -met[name][-1][0], name)
        )
    else:  # of what else was taken and met, only what is planned, the earliest first
        taken, met = _planned(taken, met, known, now)
        regimens = sorted(taken, key=lambda name: (taken[name][0][0], name))
        latest = sorted(met, key=lambda name: (name_key(name) not in wanted, met[name][0][0], name))
    new = [name for name in regimens if name not in before.regimen_names]
    names = (*before.regimen_names, *sorted(new[:MOST_REGIMENS]))
    new = [name for name in latest if name not in before.exposures]
    exposures = (*before.exposures, *new[:MOST_EXPOSURES])
    home = before.home
    if known is None and under:
        home = next((name for name in names[::-1] if classes[name] == under), "")
    steps = [taken.get(name, []) for name in names]
    steps += [
        [edge for a, b in met.get(name, []) for edge in ((a, 1.0), (b, 0.0))] for name in exposures
    ]
    breaks = np.unique(np.array([start, *(at for s in steps for at, _ in s if at > start)]))
    columns = [_at(breaks, s) for s in steps]
    if home:
        columns[names.index(home)] -= 1.0
    table = np.array(columns).T.reshape(breaks.size, len(steps))
    places: dict[tuple[float, ...], int] = {}
    rows = (tuple(row) for row in np.round(table, 6).tolist())
    state = np.array([places.setdefault(row, len(places)) for row in rows], dtype=np.int64)
    states = np.array(list(places)).reshape(len(places), len(steps))
    lived = np.zeros((breaks.size, states.shape[0]))
    lived[np.arange(1, breaks.size), state[:-1]] = np.diff(breaks)
    return Clock(
        regimens=(
            *before.regimens,
            *(effects.regimen(classes[name]) for name in names[len(before.regimens) :]),
        ),
        regimen_names=names,
        exposures=exposures,
        left_out=tuple(sorted(every - {*names, *exposures})),
        exposure=effects.exposure,
        states=states,
        breaks=breaks,
        state=state,
        spent=np.cumsum(lived, axis=0),
        home=home,
    )


def part_untaught(clock: Clock, until: float) -> tuple[Clock, Clock]:
    """Part the exposures that were at work in a gap from those of which no gap has taught anything.

    Parameters
    ----------
    clock : Clock
        The clock of a diary.
    until : float, days
        The end of the last gap; minus infinity where there is none.

    Returns
    -------
    taught, whole : Clock
        The clock without those at work in no gap, and all of it, those last. The clock itself,
        twice, where there are none.
    """
    taught = clock.at_work[clock.state[clock.breaks < until]].any(axis=0)
    if taught.all():
        return clock, clock
    regimens = list(range(len(clock.regimens)))
    kept, new = np.flatnonzero(taught).tolist(), np.flatnonzero(~taught).tolist()
    columns = [*regimens, *(len(regimens) + e for e in (*kept, *new))]
    whole = replace(
        clock,
        exposures=tuple(clock.exposures[e] for e in (*kept, *new)),
        states=clock.states[:, columns],
    )
    places: dict[tuple[float, ...], int] = {}
    rows = (tuple(row) for row in clock.states[:, columns[: -len(new)]].tolist())
    place = np.array([places.setdefault(row, len(places)) for row in rows], dtype=np.int64)
    learned = replace(
        clock,
        exposures=tuple(clock.exposures[e] for e in kept),
        states=np.array(list(places)).reshape(len(places), len(columns) - len(new)),
        state=place[clock.state],
        spent=clock.spent @ np.eye(len(places))[place],
    )
    return learned, whole


_NOTHING_KNOWN = Clock(
    regimens=(),
    regimen_names=(),
    exposures=(),
    left_out=(),
    exposure=ExposureEffect((0.0, 1.0), 1.0),
    states=np.zeros((1, 0)),
    breaks=np.zeros(1),
    state=np.zeros(1, dtype=np.int64),
    spent=np.zeros((1, 1)),
)

Steps = list[tuple[float, float]]  # (from when, which level), in order of time


def _taken(diary: Diary, start: float, now: float) -> dict[str, Steps]:
    """For each regimen in force at some time from ``start`` on, the share of it that is taken."""
    regimens = diary.regimens()
    doses = {"dose": Counter[tuple[str, int]](), "missed_dose": Counter[tuple[str, int]]()}
    for event in diary.events:
        if event.kind in doses:
            doses[event.kind][event.name, event.day(diary.zone).toordinal()] += 1
    found: dict[str, Steps] = {}
    for regimen in regimens:
        stop = np.inf if regimen.stop_day is None else float(regimen.stop_day.toordinal())
        if stop <= start:
            continue
        steps = found.setdefault(regimen.name, [])
        steps += _adherence(regimen, doses["dose"], doses["missed_dose"], int(now), stop)
        if np.isfinite(stop):
            steps.append((stop, 0.0))
    return found


def _adherence(
    regimen: Regimen,
    given: Counter[tuple[str, int]],
    missed: Counter[tuple[str, int]],
    today: int,
    stop: float,
) -> Steps:
    """The share of doses taken over the last week, wherever it changes; ahead, that of a month.

    Doses of which nothing is written were taken.
    """
    begun, name = regimen.start_day.toordinal(), regimen.name
    days = sorted({d for n, d in (*given, *missed) if n == name and begun <= d <= today})
    sums = np.cumsum([(0, 0), *((given[name, d], missed[name, d]) for d in days)], axis=0)

    def share(day: int, over: int) -> float:
        low, high = bisect.bisect_right(days, day - over), bisect.bisect_right(days, day)
        took, left = (int(n) for n in sums[high] - sums[low])
        taken = 1.0 - left / max(over, took + left)
        return round(taken * _SHARES) / _SHARES  # a few states, however many doses

    steps: Steps = [(float(begun), 1.0)]
    for day in sorted({d + late for d in days for late in (0, DOSE_DAYS) if d + late <= today}):
        steps.append((float(day), share(day, DOSE_DAYS)))
    if days:
        steps.append((today + 1.0, share(today, AHEAD_DAYS)))
    return [(at, level) for at, level in steps if at < stop]


def _met(diary: Diary, window: float, start: float) -> dict[str, list[tuple[float, float]]]:
    """For each exposure, when it is at work; what overlaps is one stretch."""
    found: dict[str, list[tuple[float, float]]] = {}
    for event in diary.events:
        if event.kind != "exposure":
            continue
        at = moment(event.at, diary.zone)
        if at + window <= start:
            continue
        spans = found.setdefault(event.name, [])
        if spans and at <= spans[-1][1]:
            spans[-1] = (spans[-1][0], at + window)
        else:
            spans.append((at, at + window))
    return found


def _length(steps: Sequence[tuple[float, float]], start: float, now: float) -> float:
    edges = np.clip([at for at, _ in steps] + [now + 1.0], start, now + 1.0)
    return float(np.diff(edges) @ np.array([level > 0 for _, level in steps]))


def _planned(
    taken: dict[str, Steps], met: dict[str, Steps], known: Clock, now: float
) -> tuple[dict[str, Steps], dict[str, Steps]]:
    """All of what is known, and of the rest what begins later than now."""

    def later(found: dict[str, Steps], names: tuple[str, ...]) -> dict[str, Steps]:
        new = {n: [p for p in s if p[0] > now] for n, s in found.items() if n not in known.left_out}
        return {n: found[n] if n in names else s for n, s in new.items() if s or n in names}

    return later(taken, known.regimen_names), later(met, known.exposures)


def _at(breaks: Floats, steps: Steps) -> Floats:
    """The level in force from each break on."""
    ordered = sorted(steps, key=lambda step: step[0])
    place = np.searchsorted(np.array([at for at, _ in ordered]), breaks, side="right")
    return np.array([0.0, *(level for _, level in ordered)])[place]
