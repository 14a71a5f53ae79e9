"""What an observer's raw numbers were for people of known truth: what they are recalibrated on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offwatch.mask.attacks.models.renewal import (
    FilteredHistories,
    RenewalGrid,
    filter_histories,
    make_grid,
)
from offwatch.mask.attacks.observations.observations import Bools, Floats, Ints, Observations
from offwatch.mask.attacks.when.next_onset import chance_of, guess_onset, judge
from offwatch.mask.meter.logistic import Curve, Ratio, fit_curve, fit_ratio
from offwatch.norm import Norm

NEAR_PERIODS = 2
LENGTHS_DAYS = (22.0, 25.0, 28.0, 31.0, 34.0, 37.0, 40.0)
SPREADS_DAYS = (1.5, 3.0, 5.5)
NORM_LIFTS = ((0.75, 0.6),)
PLAIN_LIFTS = ((0.75, 0.6), (0.0, 0.4), (0.0, 0.85))


@dataclass(frozen=True, eq=False)
class Calibration:
    """What an observer's raw numbers were for people of known truth, at the end of every period.

    Parameters
    ----------
    without, having : arrays, shapes (n, periods) and (m, periods)
        Log ratios of people without what the observer looks for, and with it.
    claimed, right, known : arrays, shape (k, periods)
        What guesses of the next onset claimed, whether they came true, and whether that can be
        told.
    chance : float
        How often somebody who has observed nothing guesses right.
    """

    without: Floats
    having: Floats
    claimed: Floats
    right: Bools
    known: Bools
    chance: float

    def with_claims_of(self, people: int) -> Calibration:
        """The same calibration with the guesses of the first people only.

        Parameters
        ----------
        people : int
        """
        some = {key: getattr(self, key)[:people] for key in ("claimed", "right", "known")}
        return replace(self, **some)

    def ratio_at(self, periods: int) -> Ratio:
        """What a raw ratio means after some whole periods.

        Parameters
        ----------
        periods : int

        Returns
        -------
        Ratio
        """
        return _ratio_of(self, min(periods, self.without.shape[1]))

    def rightness_at(self, periods: int) -> Curve:
        """How often guesses came true by what they claimed, after about as many periods.

        The last two periods are left out: there a late onset would not be known.

        Parameters
        ----------
        periods : int

        Returns
        -------
        Curve
        """
        last = max(1, self.known.shape[1] - 2)
        return _rightness_of(self, min(max(periods, 1), last))

    def as_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """What to write to a file.

        Parameters
        ----------
        name : str
            What the arrays' names begin with.

        Returns
        -------
        dict of str to array
        """
        halves = {
            f"{name}_{key}": getattr(self, key).astype(np.float16)
            for key in ("without", "having", "claimed")
        }
        bits = {f"{name}_{key}": getattr(self, key) for key in ("right", "known")}
        return {**halves, **bits, f"{name}_chance": np.array(self.chance)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Calibration:
        """The calibration written by ``as_arrays``.

        Parameters
        ----------
        arrays : mapping of str to array
        name : str
            What the arrays' names begin with.
        """
        mine = {field.name: arrays[f"{name}_{field.name}"] for field in fields(cls)}
        for key in ("without", "having", "claimed"):
            mine[key] = mine[key].astype(np.float64)
        return cls(**{**mine, "chance": float(mine["chance"])})  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _ratio_of(law: Calibration, periods: int) -> Ratio:
    return fit_ratio(law.having[:, periods - 1], law.without[:, periods - 1])


@lru_cache(maxsize=64)
def _rightness_of(law: Calibration, middle: int) -> Curve:
    last = max(1, law.known.shape[1] - 2)
    near = slice(max(0, middle - 1 - NEAR_PERIODS), min(last, middle + NEAR_PERIODS))
    known = law.known[:, near]
    return fit_curve(law.claimed[:, near][known], law.right[:, near][known])


def norm_grid() -> RenewalGrid:
    """The observer's grid where everybody keeps a norm: everybody asks around some rhythm."""
    return make_grid(LENGTHS_DAYS, SPREADS_DAYS, NORM_LIFTS)


def plain_grid() -> RenewalGrid:
    """The observer's grid where nobody keeps one."""
    return make_grid(LENGTHS_DAYS, SPREADS_DAYS, PLAIN_LIFTS)


def without_passes(observed: Observations) -> Observations:
    """Days asked for alone: under a norm with rhythm days, what does not depend on the roster.

    Parameters
    ----------
    observed : Observations
    """
    return replace(observed, passed=np.zeros_like(observed.passed))


def filter_under_norm(
    observed: Observations, norm: Norm, checkpoints: list[int]
) -> FilteredHistories:
    """The observer's raw ratios under a norm.

    Parameters
    ----------
    observed : Observations
    norm : Norm
    checkpoints : list of int, days

    Returns
    -------
    FilteredHistories
    """
    return filter_histories(
        without_passes(observed) if norm.days else observed, checkpoints, norm_grid()
    )


def make_norm_law(
    without: Observations, onset: Bools, having: Observations, norm: Norm
) -> Calibration:
    """What an observer makes of a team that keeps a norm.

    Those with rhythms from the published law look like those without any: that is what the norm is
    for.

    Parameters
    ----------
    without : Observations
        Of n people whose rhythms follow the published law.
    onset : array of bool, shape (n, days)
        Their truth.
    having : Observations
        Of people whose rhythms lie outside the law.
    norm : Norm

    Returns
    -------
    Calibration
    """
    ends = period_ends(without.days, norm.period_days)
    filtered = filter_under_norm(without, norm, ends)
    claimed, right, known = _judge_all(filtered, onset, ends)
    ratios = filter_under_norm(having, norm, ends).evidence
    return Calibration(filtered.evidence, ratios, claimed, right, known, chance_of(_gaps(onset)))


def make_plain_law(without: Observations, having: Observations, onset: Bools) -> Calibration:
    """What an observer makes of a team without a norm.

    Parameters
    ----------
    without : Observations
        Of people without a condition.
    having : Observations
        Of n people with one.
    onset : array of bool, shape (n, days)
        The truth of the latter.

    Returns
    -------
    Calibration
    """
    ends = period_ends(without.days, without.period_days)
    filtered = filter_histories(having, ends, plain_grid())
    claimed, right, known = _judge_all(filtered, onset, ends)
    ratios = filter_histories(without, ends, plain_grid()).evidence
    return Calibration(ratios, filtered.evidence, claimed, right, known, chance_of(_gaps(onset)))


def period_ends(days: int, period_days: int) -> list[int]:
    """The days on which whole periods end.

    Parameters
    ----------
    days, period_days : int, days
    """
    return list(range(period_days, days + 1, period_days))


def _judge_all(
    filtered: FilteredHistories, onset: Bools, ends: list[int]
) -> tuple[Floats, Bools, Bools]:
    claimed, right, known = [], [], []
    for checkpoint, day in enumerate(ends):
        guess = guess_onset(filtered, checkpoint)
        came, told = judge(guess, onset, day)
        claimed.append(guess.odds)
        right.append(came)
        known.append(told)
    return np.stack(claimed, axis=1), np.stack(right, axis=1), np.stack(known, axis=1)


def _gaps(onset: Bools) -> Ints:
    return np.concatenate([np.diff(np.flatnonzero(row)) for row in onset]).astype(np.int64)
