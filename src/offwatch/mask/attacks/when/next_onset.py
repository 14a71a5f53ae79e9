"""Next-onset guessing: on which day the next episode begins, given all that was observed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offwatch.mask.attacks.models.renewal import FilteredHistories
from offwatch.mask.attacks.observations.observations import Bools, Floats, Ints

SLACK_DAYS = 2
"""A guess is right if the onset comes no more than so many days before or after it."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The best guess of each person: ``day`` ahead (1 is the day after), and the odds it claims."""

    day: Ints
    odds: Floats


def guess_onset(heard: FilteredHistories, checkpoint: int) -> Guess:
    """Guess the next onset of everybody who is taken to have a condition.

    The observer names the day whose window holds the most of the odds.

    Parameters
    ----------
    filtered : FilteredHistories
        Of n people.
    checkpoint : int
        Which of its checkpoints.

    Returns
    -------
    Guess
    """
    ahead = heard.ahead[:, checkpoint]
    reach = np.cumsum(np.pad(ahead, ((0, 0), (1, 2 * SLACK_DAYS))), axis=1)
    width = 2 * SLACK_DAYS + 1
    window = reach[:, width:] - reach[:, :-width]  # days i+1 … i+width ahead
    best = window.argmax(axis=1)
    odds = np.take_along_axis(window, best[:, None], axis=1)[:, 0]
    return Guess(best + 1 + SLACK_DAYS, odds)


def judge(guess: Guess, onset: Bools, day: int) -> tuple[Bools, Bools]:
    """Which guesses were right, and which can be judged: the next onset lies in the record.

    Parameters
    ----------
    guess : Guess
        Of n people.
    onset : array of bool, shape (n, days)
        The truth.
    day : int, days
        How many days had been observed.

    Returns
    -------
    right, known : arrays of bool, shape (n,)
    """
    ahead = np.pad(onset[:, day:], ((0, 0), (0, 1)))  # an onset that never comes is none
    known = ahead.any(axis=1)
    next_day = np.where(known, ahead.argmax(axis=1) + 1, -1000)
    right = np.abs(next_day - guess.day) <= SLACK_DAYS
    return np.asarray(right & known, dtype=np.bool_), np.asarray(known, dtype=np.bool_)


def chance_of(gap_days: Ints) -> float:
    """How often somebody who has observed nothing guesses right: the window over the mean gap.

    The next onset is likeliest soon, on every day alike up to the shortest gap.

    Parameters
    ----------
    gap_days : array of int, shape (n,), days

    Returns
    -------
    float

    References
    ----------
    Cox, Renewal Theory, 1962, sec. 5.2 (the forward recurrence time).
    """
    return float(np.minimum(gap_days, 2 * SLACK_DAYS + 1).sum() / gap_days.sum())
