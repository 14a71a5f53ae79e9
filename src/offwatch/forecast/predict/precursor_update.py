"""What the signs and markers since the last onset say of the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np

from offwatch.diary import Diary
from offwatch.diary.readers.cycles import Cycle
from offwatch.forecast.inference.posterior import MIDDAY
from offwatch.forecast.inference.precursors import Mark, learn_signs, sign_factor
from offwatch.forecast.inference.time_warp import moment
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.effects import Effects
from offwatch.forecast.model.prior import Prior
from offwatch.forecast.predict.cycle_length import LAST_DAY, Origin, PastMarker, forecast_lengths
from offwatch.forecast.predict.next_onset import Cells
from offwatch.names import name_key

_ABSENT = ("0", "no", "none", "negative", "neg", "-", "absent", "false")


def announce(chances: Floats, weights: Floats | None) -> Floats:
    """Weigh each cell by the signs of a diary.

    Parameters
    ----------
    chances : array, shape (n, c)
        Of the next onset.
    weights : array, shape (c,), or None
        As of `sign_weights`.

    Returns
    -------
    array, shape (n, c)
        Every possibility weighed alike.
    """
    if weights is None:
        return chances
    weighed = chances * weights
    left = float(weighed.sum())
    return weighed * (float(chances.sum()) / left) if left > 0 else chances


def sign_weights(cells: Cells, diary: Diary, effects: Effects, prior: Prior) -> Floats | None:
    """How much likelier each cell is made by the signs of a diary.

    Signs of several names may have one cause, so only one name counts: of those written since the
    last onset, else of all, the one written most often.

    Parameters
    ----------
    cells : Cells
        How time is cut.
    diary : Diary
        With its signs.
    effects : Effects
        What is assumed of signs.
    prior : Prior
        With the second stage, where it has one.

    Returns
    -------
    array, shape (c,), or None
        Up to one scale; None where there are no signs.
    """
    now = float(cells.edges[0])
    onsets = [float(day.toordinal()) for day in diary.onset_days()]
    factor = np.ones(cells.edges.size - 1)
    markers: list[Mark] = []
    signs: dict[str, list[Mark]] = {}
    for name, mark in _precursors(diary, now):
        if prior.marker is not None and name in effects.marker_names:
            markers.append(mark)
        else:
            signs.setdefault(name, []).append(mark)
    if signs:
        open_from = onsets[-1] + 1.0 if onsets else -np.inf
        since = {name: [m for m in marks if m[0] >= open_from] for name, marks in signs.items()}
        name = max(signs, key=lambda name: (bool(since[name]), len(signs[name]), name))
        found = learn_signs(signs[name], onsets, effects.sign(name))
        begun = onsets[-1] if onsets else now
        factor = sign_factor(found, since[name], cells.edges, begun)
    if markers and onsets:
        factor = factor * _marker_factor(
            [int(m[0]) for m in markers], _learned(diary), onsets, cells, prior
        )
    return factor if signs or markers else None


def marker_days(diary: Diary, effects: Effects) -> tuple[date, ...]:
    """The days on which a diary notes a marker such as ovulation; of a run of days the first.

    Parameters
    ----------
    diary : Diary
        The diary.
    effects : Effects
        Which names are markers.

    Returns
    -------
    tuple of date
        In order.
    """
    found = {
        date.fromordinal(int(mark[0]))
        for name, mark in _precursors(diary, np.inf)
        if name in effects.marker_names
    }
    return tuple(sorted(day for day in found if day - timedelta(days=1) not in found))


def _precursors(diary: Diary, now: float) -> Iterator[tuple[str, Mark]]:
    """Each sign up to now, in order, with when it was: all of its day where only that is known.

    One whose value says that it was looked for and not there is none.
    """
    for event in diary.events:
        if event.kind != "precursor" or event.value.strip().lower() in _ABSENT:
            continue
        at = moment(event.at, diary.zone)
        if at <= now:
            last = at if isinstance(event.at, datetime) else min(at + 1.0, now)
            yield name_key(event.name), (at, last)


def _learned(diary: Diary) -> set[tuple[float, float]]:
    """The gaps that teach anything, each by its two onsets."""
    return {
        (float(gap.start_day.toordinal()), float(gap.end_day.toordinal())) for gap in diary.gaps()
    }


def _marker_factor(
    days: list[int],
    learned: set[tuple[float, float]],
    onsets: list[float],
    cells: Cells,
    prior: Prior,
) -> Floats:
    """How much likelier the marker of this gap makes each cell: ``(c,)``; ones if there is none.

    The last marker in a gap counts; of a run of days, the first.
    """
    origin = _origin([d for d in sorted(set(days)) if d - 1 not in days], learned, onsets)
    today = np.floor(cells.edges[0])
    first = int(today - onsets[-1])  # the length of the gap if the onset is today
    if origin is None or not 1 <= first < LAST_DAY:
        return np.ones(cells.edges.size - 1)
    alone = forecast_lengths([origin], prior)[0]
    heeded = forecast_lengths([origin], prior, marker=True)[0]
    gained = np.log(np.maximum(heeded, 1e-12)) - np.log(np.maximum(alone, 1e-12))
    middle = (cells.edges[:-1] + cells.edges[1:]) / 2 - MIDDAY - onsets[-1]
    length = np.clip(middle, first, LAST_DAY)  # smooth over the day, as the odds themselves are
    return np.asarray(np.exp(np.interp(length, np.arange(1, LAST_DAY + 1), gained)))


def _origin(
    days: list[int], learned: set[tuple[float, float]], onsets: list[float]
) -> Origin | None:
    """This gap and its marker, as a rolling origin has them, with the past ones."""
    last = int(onsets[-1])
    here = [day - last + 1 for day in days if day >= last]
    if not here:
        return None
    past = []
    gaps: list[int] = []
    for start, end in pairwise(onsets):
        if (start, end) not in learned:
            continue
        begun, length = int(start), int(end - start)
        inside = [day - begun + 1 for day in days if begun <= day < begun + length]
        if inside:
            past.append(PastMarker(gaps=len(gaps), day=inside[-1], length=length))
        gaps.append(length)
    cycle = Cycle(len(onsets), here[-1], ovulation_day=here[-1])
    return Origin(0, "", cycle, tuple(gaps), tuple(past))
