"""The length of a cycle under way: from the gaps before it, and from its marker if it has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offwatch.diary.readers.cycles import Cycle
from offwatch.errors import BadInput
from offwatch.forecast.inference.grid_posterior import posterior_weights
from offwatch.forecast.model.arrays import Floats, Ints, pad
from offwatch.forecast.model.gap_law import tabulate
from offwatch.forecast.model.prior import Prior, Stage
from offwatch.forecast.predict.marker import learn_trust, weigh_marker

LAST_DAY = 200  # lengths run over days 1 … 200; what is later counts as 200
_CHUNK = 4096  # rows at a time, so that memory stays flat


@dataclass(frozen=True, slots=True)
class PastMarker:
    """A marker of an earlier cycle.

    Attributes
    ----------
    day, length : int, days
        The marker's day in its cycle, and the length of that cycle.
    gaps : int
        How many gaps were known at the onset of that cycle.
    """

    gaps: int
    day: int
    length: int

    @property
    def stretch(self) -> int:
        """Days from the marker to the onset that followed."""
        return self.length - self.day + 1

    @property
    def was_open(self) -> bool:
        """Whether the cycle still ran on the day after the marker."""
        return self.day < self.length


@dataclass(frozen=True, slots=True)
class Origin:
    """One forecast to make: at the onset of a cycle, or on the day after its marker.

    ``gaps`` are the logged gaps before it; ``markers`` those of cycles that were logged at both
    ends.
    """

    person_at: int
    person: str
    cycle: Cycle
    gaps: tuple[int, ...]
    markers: tuple[PastMarker, ...]

    @property
    def stretches(self) -> tuple[int, ...]:
        """The past times from marker to onset."""
        return tuple(marker.stretch for marker in self.markers)


def forecast_lengths(origins: Sequence[Origin], prior: Prior, *, marker: bool = False) -> Floats:
    """Forecast the length of each origin's cycle.

    Parameters
    ----------
    origins : sequence of Origin, length n
        The forecasts to make.
    prior : Prior
        The population prior.
    marker : bool
        Whether the forecasts are made on the day after the marker.

    Returns
    -------
    array, shape (n, 200)
        Column ``i`` is the chance of ``i + 1`` days; what is longer is on the last column.

    Raises
    ------
    BadInput
        ``marker`` is asked of a prior without a second stage.
    """
    if not marker:
        return _predict([o.gaps for o in origins], prior.gap)
    if prior.marker is None:
        raise BadInput("forecast.no-marker", "This prior was fitted without a marker column.")
    return _heed_markers(origins, prior.gap, prior.marker)


def first_days(origins: Sequence[Origin], *, marker: bool = False) -> Ints:
    """The shortest length that was still possible when each forecast was made.

    Parameters
    ----------
    origins : sequence of Origin, length n
        The forecasts that were made.
    marker : bool
        Whether they were made on the day after the marker.

    Returns
    -------
    array, shape (n,), days
        At most 200.
    """
    if not marker:
        return np.ones(len(origins), dtype=np.int64)
    first = np.array([(o.cycle.ovulation_day or 0) + 1 for o in origins], dtype=np.int64)
    return np.minimum(first, LAST_DAY)


def _heed_markers(origins: Sequence[Origin], gap: Stage, marker: Stage) -> Floats:
    """Each forecast, and those that were made after the person's past markers, to learn from.

    The same past belongs to many origins and is forecast once.
    """
    rows: dict[tuple[tuple[int, ...], tuple[int, ...], int], int] = {}

    def row(origin: Origin, gaps: int, markers: int, day: int) -> int:
        key = origin.gaps[:gaps], origin.stretches[:markers], min(day + 1, LAST_DAY)
        return rows.setdefault(key, len(rows))

    asked = [row(o, len(o.gaps), len(o.markers), o.cycle.ovulation_day or 0) for o in origins]
    past = [
        (at, row(o, m.gaps, i, m.day), min(m.length, LAST_DAY))
        for at, o in enumerate(origins)
        for i, m in enumerate(o.markers)
        if m.was_open
    ]
    gaps, stretches, first = zip(*rows, strict=True) if rows else ((), (), ())
    heeded, alone = weigh_marker(
        _predict(stretches, marker), _predict(gaps, gap), np.array(first, dtype=np.int64)
    )
    evidence = np.zeros(len(origins))
    if past:
        at, then, came = np.array(past, dtype=np.int64).T
        gained = np.log((heeded[then, came - 1] + 1e-12) / (alone[then, came - 1] + 1e-12))
        np.add.at(evidence, at, gained)
    trust = learn_trust(evidence)[:, None]
    return np.asarray(trust * heeded[asked] + (1.0 - trust) * alone[asked], dtype=np.float64)


def _predict(history: Sequence[Sequence[int]], stage: Stage) -> Floats:
    table = tabulate(stage)
    width = min(LAST_DAY, stage.max_day)
    law = np.zeros((table.pmf.shape[0], LAST_DAY))
    law[:, :width] = table.pmf[:, 1 : width + 1]
    law[:, -1] += table.pmf[:, width + 1 :].sum(axis=1)
    out = np.empty((len(history), LAST_DAY))
    for start in range(0, len(history), _CHUNK):
        rows = slice(start, start + _CHUNK)
        out[rows] = posterior_weights(pad(history[rows]), stage) @ law
    return out
