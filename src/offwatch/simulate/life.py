"""One life with recurring episodes, drawn event by event, each event once.

Event ``i`` uses a generator seeded with ``(seed, i)`` alone. So a life that is drawn day by day, at
once, or after a restore from a backup is the same life. True rhythms and the mask's simulated ones
both come from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offwatch.simulate.law import Habits, Law, Rhythm, Traits

Bools = NDArray[np.bool_]

DAY_ZERO = date(2024, 1, 1)
"""The first day of simulated histories: a Monday."""
SHORTEST_GAP_DAYS = 7


@dataclass(frozen=True, slots=True)
class TrueEpisode:
    """One episode; days are counted as ``date.toordinal`` or from any other fixed day.

    ``logged_day`` is the day it was written down, or none if it never was; ``mild`` ones never
    are. ``marker_day`` is the day of the marker noted in the gap that follows, which may lie ahead.
    """

    onset_day: int
    days: int
    logged_day: int | None
    mild: bool = False
    marker_day: int | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """A life as far as it has been drawn: all episodes with an onset before ``next_day``."""

    seed: int
    traits: Traits
    next_day: int
    event: int
    episodes: tuple[TrueEpisode, ...] = ()
    changes: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """This life as JSON-able values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Life:
        """The life written by ``as_dict``.

        Parameters
        ----------
        values : mapping
        """
        traits = values["traits"]
        return cls(
            seed=int(values["seed"]),
            traits=Traits(Rhythm(**traits["rhythm"]), Habits(**traits["habits"])),
            next_day=int(values["next_day"]),
            event=int(values["event"]),
            episodes=tuple(TrueEpisode(**episode) for episode in values["episodes"]),
            changes=tuple(int(day) for day in values["changes"]),
        )


def begin_life(seed: int, law: Law, first_day: int) -> Life:
    """A new life, at a random point of its rhythm.

    Parameters
    ----------
    seed : int
    law : Law
    first_day : int
        Counted as ``date.toordinal``, or from any other fixed day.

    Returns
    -------
    Life
    """
    rng = np.random.default_rng((seed, 0))
    traits = law.draw_traits(rng)
    wait = rng.random() * law.draw_gap(traits.rhythm, rng)
    return Life(seed, traits, first_day + max(0, int(wait)), 1)


def extend_life(life: Life, law: Law, until_day: int) -> Life:
    """The same life, drawn until every onset before a day is known.

    Parameters
    ----------
    life : Life
    law : Law
    until_day : int
        Counted as the life's own days are.

    Returns
    -------
    Life
    """
    episodes, changes = list(life.episodes), list(life.changes)
    traits, next_day, event = life.traits, life.next_day, life.event
    while next_day < until_day:
        rng = np.random.default_rng((life.seed, event))
        episodes.append(_draw_episode(next_day, traits, rng))
        gap = max(SHORTEST_GAP_DAYS, round(law.draw_gap(traits.rhythm, rng)))
        if rng.random() < -np.expm1(-law.changes_per_year * gap / 365.25):
            changes.append(next_day)
            traits = law.draw_traits(rng)
            fresh = rng.random() * law.draw_gap(traits.rhythm, rng)
            gap = max(SHORTEST_GAP_DAYS, round(gap * rng.random() + fresh))
        gap = max(gap, episodes[-1].days + 1)
        if traits.habits.marker_share > 0:
            marker_day = _draw_marker(next_day, gap, traits, (life.seed, event, 1))
            episodes[-1] = replace(episodes[-1], marker_day=marker_day)
        next_day += gap
        event += 1
    return replace(
        life,
        traits=traits,
        next_day=next_day,
        event=event,
        episodes=tuple(episodes),
        changes=tuple(changes),
    )


def truth_by_day(lives: Sequence[Life | None], first_day: int, days: int) -> tuple[Bools, Bools]:
    """The truth of some lives, day by day.

    Parameters
    ----------
    lives : sequence of n lives
        None for somebody without a condition.
    first_day : int
        The first day looked at, counted as the lives' own days are.
    days : int, days
        How many days are looked at.

    Returns
    -------
    in_episode, onset : arrays of bool, shape (n, days)
        Whether a day lies in an episode, and whether one begins on it.
    """
    in_episode = np.zeros((len(lives), days), dtype=np.bool_)
    onset = np.zeros_like(in_episode)
    for row, life in enumerate(lives):
        for episode in life.episodes if life is not None else ():
            day = episode.onset_day - first_day
            in_episode[row, max(0, day) : max(0, day + episode.days)] = True
            if 0 <= day < days:
                onset[row, day] = True
    return in_episode, onset


def _draw_marker(
    onset_day: int, gap: int, traits: Traits, seed: tuple[int, int, int]
) -> int | None:
    """The day of the marker in a gap, if it is noted; from its own seed, so nothing else moves."""
    rng = np.random.default_rng(seed)
    rhythm = traits.rhythm
    stretch = round(rhythm.marker_days * float(np.exp(rng.normal(0.0, rhythm.marker_spread))))
    noted = rng.random() < traits.habits.marker_share
    return onset_day + gap - stretch if noted and 1 <= stretch < gap else None


def _draw_episode(onset_day: int, traits: Traits, rng: np.random.Generator) -> TrueEpisode:
    rhythm, habits = traits.rhythm, traits.habits
    days = max(1, round(rng.normal(rhythm.episode_days, rhythm.episode_spread_days)))
    mild = bool(rng.random() < habits.mild_share)
    missed = bool(rng.random() < habits.missed_share)
    late = bool(rng.random() < habits.late_share)
    delay = int(rng.geometric(1.0 / habits.late_days_mean)) if late else 0
    return TrueEpisode(onset_day, days, None if mild or missed else onset_day + delay, mild)
