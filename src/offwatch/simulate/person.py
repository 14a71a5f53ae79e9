"""One person's true numbers: what a forecast would have to guess.

The law is written here a second time on purpose: ``person_life`` simulates it moment by moment and
shares no code with the forecast, so that each can be checked against the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

LONGEST_NOTICE_DAYS = 10.0  # a sign longer before its onset announces nothing
SIGN_FREEDOM = 8.0
DOSE_WEEK_DAYS = 7
DOSE_MONTH_DAYS = 28
DOSE_SHARES = 14


@dataclass(frozen=True, slots=True)
class Scatter:
    """The noise of log gaps: a Student core and, with ``right_weight``, a delay of log-normal size.

    In units of the person's own log-spread.
    """

    core_freedom: float
    right_weight: float = 0.0
    right_log_mean: float = 0.0
    right_log_sd: float = 1.0

    def draw(self, rng: np.random.Generator) -> float:
        """One draw, in units of the person's own log-spread.

        Parameters
        ----------
        rng : numpy.random.Generator
        """
        if rng.random() < self.right_weight:
            return math.exp(self.right_log_mean + self.right_log_sd * float(rng.standard_normal()))
        return float(rng.standard_t(self.core_freedom))


@dataclass(frozen=True, slots=True)
class TakenRegimen:
    """A regimen begun ``delay_days`` after the ``after_gap``-th logged onset, the first being 0.

    ``log_stretch`` slows the clock, ``log_spread`` adds to the log-spread, ``log_duration`` to the
    log of durations, each in proportion to the share taken. ``dose_share`` is the chance that a
    day's dose is taken, each written down; with none, no doses are written and all count as taken.
    It stops the day after the ``stop_after_gap``-th logged onset, if ever.
    """

    name: str
    effect: str
    after_gap: int
    delay_days: int
    log_stretch: float
    log_spread: float = 0.0
    log_duration: float = 0.0
    dose_share: float | None = None
    stop_after_gap: int | None = None


@dataclass(frozen=True, slots=True)
class MetExposure:
    """An exposure that is met by chance, ``per_day`` times a day.

    The clock gains ``advance_days`` over the ``window_days`` after it, and no more by a second one
    within the window.
    """

    name: str
    advance_days: float
    window_days: float
    per_day: float


@dataclass(frozen=True, slots=True)
class TrueSign:
    """A sign before a share ``given`` of onsets, and ``false_per_day`` times a day before none.

    The days from sign to onset have this log-median and log-spread.
    """

    name: str
    log_median: float
    log_spread: float
    given: float
    false_per_day: float

    def draw_notice(self, rng: np.random.Generator) -> float:
        """Days from the sign to its onset.

        Parameters
        ----------
        rng : numpy.random.Generator
        """
        away = math.exp(self.log_spread) * float(rng.standard_t(SIGN_FREEDOM))
        return math.exp(min(self.log_median + away, 50.0))


@dataclass(frozen=True, slots=True)
class Truth:
    """The true numbers of one person.

    ``log_median`` and ``log_spread`` are of the gap on the clock, in log-days; ``skip`` the chances
    that a logged gap is one, two or three true ones.
    """

    log_median: float
    log_spread: float
    scatter: Scatter
    skip: tuple[float, float, float]
    duration_log_median: float
    duration_log_spread: float
    regimens: tuple[TakenRegimen, ...] = ()
    exposures: tuple[MetExposure, ...] = ()
    signs: tuple[TrueSign, ...] = ()

    def draw_gaps_within(self, rng: np.random.Generator) -> int:
        """How many true gaps the next logged gap holds.

        Parameters
        ----------
        rng : numpy.random.Generator
        """
        return 1 + int(np.searchsorted(np.cumsum(self.skip[:2]), rng.random(), side="right"))


@dataclass(frozen=True, slots=True)
class Observation:
    """How much of a life is seen, chosen without regard to what comes.

    ``gaps`` are logged; "now" is ``wait_share`` of the mean logged gap, or of ``typical_days``
    where there is none, after the last logged onset; truth is kept for ``days_ahead`` more.
    ``ends_written`` is the chance that a person writes down the end of an episode.
    """

    gaps: int
    wait_share: float
    typical_days: float
    days_ahead: int = 0
    ends_written: float = 1.0
    first_day: int = 730_000
