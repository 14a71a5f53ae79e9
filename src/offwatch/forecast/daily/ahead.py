"""What the models say of the week ahead, for many days at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from offwatch.forecast.daily.average import Part, tilted
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.model.arrays import Floats, Ints

WEEK = 7


def mean_new_onset(parts: Sequence[Part], record: DayRecord, at: Ints, days: int = WEEK) -> Floats:
    """The average's chance that a new episode begins within the next days.

    Parameters
    ----------
    parts : sequence of Part
        The models.
    record : DayRecord
        The record they were fitted to.
    at : array of int, shape (n,)
        Places of recorded days.
    days : int
        How many days after each.

    Returns
    -------
    array, shape (n,)
        Chances.
    """
    total: Floats = np.zeros(at.size)
    for part in parts:
        total += part.weight[at] * (1.0 - _no_onset(part, record, at, days))
    return total


def _no_onset(part: Part, record: DayRecord, at: Ints, days: int) -> Floats:
    """Chance that no episode begins: the present one lasts, or ends and none follows."""
    places, steps = at[:, None], np.arange(days)
    lasted = record.run[at][:, None] + steps
    untilted = (
        part.model.chance(places, 1, lasted),
        part.model.chance(places, 0, lasted),
        part.model.chance(places, 0, np.broadcast_to(1 + steps, lasted.shape)),
    )
    ill = record.state[at] == 1
    lasting, free = np.where(ill, 1.0, 0.0), np.where(ill, 0.0, 1.0)
    ended: Floats = np.zeros((at.size, days + 1))  # by how long ago the present episode ended
    tilts = part.tilts(at, days)
    for step in range(days):
        tilt = None if tilts is None else tilts[:, step]
        goes_on = tilted(untilted[0][:, step], tilt)
        free = free * (1.0 - tilted(untilted[1][:, step], tilt))
        tilt = None if tilt is None else tilt[:, None]
        still = ended[:, :step] * (1.0 - tilted(untilted[2][:, :step], tilt))
        ended[:, 1 : step + 1] = still
        ended[:, 0] = lasting * (1.0 - goes_on)
        lasting = lasting * goes_on
    return np.asarray(lasting + free + ended.sum(axis=1))
