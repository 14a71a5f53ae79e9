"""A simulated person: the diary up to now, and what then came."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from offwatch.diary import Diary, Event
from offwatch.simulate.person import LONGEST_NOTICE_DAYS, Observation, Truth
from offwatch.simulate.person_course import LONGEST_GAP_DAYS, PersonCourse

EARLIEST_NOW_DAYS = 0.75  # of the last onset's day must be over


@dataclass(frozen=True, slots=True)
class Lived:
    """What was written by ``now``, and the truth ahead of it.

    ``next_onset`` is its moment and ``episodes`` (first day, days) all that touch today or later,
    the next ones up to ``days_ahead``; moments are days as ``date.toordinal`` counts, with
    fractions. ``next_days`` is how long the next episode lasts. ``announced`` says of each sign
    whether one written since the last onset announces the next.
    """

    diary: Diary
    now: datetime
    last_onset_day: int
    next_onset: float
    next_days: int
    episodes: tuple[tuple[int, int], ...]
    announced: tuple[bool, ...]


def instant(moment: float) -> datetime:
    """A moment of days and fractions as an instant in UTC, cut to whole microseconds.

    Parameters
    ----------
    moment : float, days
        As ``date.toordinal`` counts.

    Examples
    --------
    >>> instant(1.5).isoformat()
    '0001-01-01T12:00:00+00:00'
    """
    day = math.floor(moment)
    begins = datetime.combine(date.fromordinal(day), time.min, UTC)
    return begins + timedelta(microseconds=math.floor((moment - day) * 86_400_000_000))


def live(truth: Truth, plan: Observation, rng: np.random.Generator) -> Lived | None:
    """Live one life, up to now and on to what comes.

    Where the next onset came before "now" this plan shows nobody, and so where a gap outlasts a
    life. Draw another person then, truth and all: what is left is the law given that it has not
    come.

    Parameters
    ----------
    truth : Truth
    plan : Observation
    rng : numpy.random.Generator

    Returns
    -------
    Lived or None
    """
    course = PersonCourse(truth, rng, plan.first_day)
    writes_ends = rng.random() < plan.ends_written
    onsets, logged = [plan.first_day], [0]
    signs: list[list[float]] = [[] for _ in truth.signs]
    course.reach_onset(0, plan.first_day)
    for gap in range(1, plan.gaps + 1):
        for _ in range(truth.draw_gaps_within(rng)):
            _grow(course, onsets, signs)
            if onsets[-1] - onsets[-2] >= LONGEST_GAP_DAYS:
                return None
        logged.append(len(onsets) - 1)
        course.reach_onset(gap, onsets[-1])
    last_day = onsets[-1]
    mean = (last_day - plan.first_day) / plan.gaps if plan.gaps else plan.typical_days
    now = last_day + max(plan.wait_share * mean, EARLIEST_NOW_DAYS)
    course.now = now
    next_onset, announced = _grow(course, onsets, signs)
    if next_onset <= now:
        return None
    while onsets[-1] < now + plan.days_ahead:
        _grow(course, onsets, [[] for _ in truth.signs])
    onsets.append(onsets[-1] + 1_000)
    days = [_draw_days(course, day, after) for day, after in itertools.pairwise(onsets)]
    at_next = logged[-1] + 1
    events = _write(course, [(onsets[i], days[i]) for i in logged], writes_ends, signs)
    episodes = list(zip(onsets, days, strict=False))
    return Lived(
        diary=Diary(UTC, events),
        now=instant(now),
        last_onset_day=last_day,
        next_onset=next_onset,
        next_days=days[at_next],
        episodes=tuple((day, n) for day, n in episodes if day + n > math.floor(now)),
        announced=announced,
    )


def _grow(
    course: PersonCourse, onsets: list[int], signs: list[list[float]]
) -> tuple[float, tuple[bool, ...]]:
    """One more true onset, and the signs that announce it."""
    rng, last_day = course.rng, onsets[-1]
    at = course.next_onset(last_day, course.truth.scatter.draw(rng))
    onsets.append(math.floor(at))
    announced = []
    for sign, written in zip(course.truth.signs, signs, strict=True):
        notice = sign.draw_notice(rng) if rng.random() < sign.given else math.inf
        seen = notice <= LONGEST_NOTICE_DAYS and at - notice >= last_day + 1.0
        if seen:
            written.append(at - notice)
        announced.append(seen and at - notice <= course.now)
    return at, tuple(announced)


def _draw_days(course: PersonCourse, day: int, next_day: int) -> int:
    """How long an episode lasts; it is over before the next begins."""
    truth = course.truth
    away = truth.duration_log_spread * float(course.rng.standard_normal())
    for place, regimen in enumerate(truth.regimens):
        away += regimen.log_duration * float(course.share(place, day, 1)[0])
    days = round(math.exp(min(truth.duration_log_median + away, 20.0)))
    return min(max(days, 1), next_day - day)


def _write(
    course: PersonCourse,
    episodes: list[tuple[int, int]],
    writes_ends: bool,
    signs: list[list[float]],
) -> list[Event]:
    """The diary as it stands now."""
    today, found = math.floor(course.now), []
    for day, days in episodes:
        found.append(Event(date.fromordinal(day), "onset"))
        if writes_ends and day + days - 1 < today:
            found.append(Event(date.fromordinal(day + days - 1), "end"))
    for place, regimen in enumerate(course.truth.regimens):
        found += _write_regimen(course, place, regimen.name, regimen.effect, today)
    for place, exposure in enumerate(course.truth.exposures):
        met = course.moments("exposure", place, exposure.per_day, course.now)
        found += [Event(instant(at), "exposure", exposure.name) for at in met]
    for place, sign in enumerate(course.truth.signs):
        false = course.moments("sign", place, sign.false_per_day, course.now)
        marks = [at for at in (*signs[place], *false) if at <= course.now]
        found += [Event(instant(at), "precursor", sign.name) for at in marks]
    return found


def _write_regimen(
    course: PersonCourse, place: int, name: str, effect: str, today: int
) -> list[Event]:
    begun = course.begun.get(place, today + 1)
    if begun > today:
        return []
    found = [Event(date.fromordinal(begun), "regimen_start", name, effect)]
    stopped = course.stopped.get(place, today + 1)
    if stopped <= today:
        found.append(Event(date.fromordinal(stopped), "regimen_stop", name))
    if course.truth.regimens[place].dose_share is not None:
        last = min(stopped - 1, today)
        for i, taken in enumerate(course.doses(place, last + 1)[: last + 1 - begun]):
            day = date.fromordinal(begun + i)
            found.append(Event(day, "dose" if taken else "missed_dose", name))
    return found
