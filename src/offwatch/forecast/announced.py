"""What the signs and markers since the last onset say of the next."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from offwatch.diary import Diary
from offwatch.diary.readers.cycles import Cycle
from offwatch.forecast.ahead import Cells
from offwatch.forecast.arrays import Floats
from offwatch.forecast.backtest import forecast_lengths
from offwatch.forecast.clock import moment
from offwatch.forecast.effects import Effects
from offwatch.forecast.origins import Origin, PastMarker
from offwatch.forecast.prior import Prior
from offwatch.forecast.score import LAST_DAY
from offwatch.forecast.signs import learn_signs, sign_factor


def announce(chances: Floats, cells: Cells, diary: Diary, effects: Effects, prior: Prior) -> Floats:
    """Weigh each cell by the signs of a diary; every possibility alike, and as likely in all.

    **Shapes** ``(n, c)`` to ``(n, c)``.
    """
    now = float(cells.edges[0])
    onsets = [float(day.toordinal()) for day in diary.onset_days()]
    factor = np.ones(cells.edges.size - 1)
    marks: list[float] = []
    for name, at in sorted(_precursors(diary, now).items()):
        if prior.marker is not None and name.strip().lower() in effects.marker_names:
            marks += at
            continue
        since = [mark for mark in at if not onsets or mark >= onsets[-1] + 1.0]
        found = learn_signs(at, onsets, effects.sign(name))
        factor = factor * sign_factor(found, since, cells.edges, onsets[-1] if onsets else now)
    if marks and onsets:
        factor = factor * _marker_factor(marks, onsets, cells, prior)
    weighed = chances * factor
    left = float(weighed.sum())
    return weighed * (float(chances.sum()) / left) if left > 0 else chances


def _precursors(diary: Diary, now: float) -> dict[str, list[float]]:
    """Each kind's times up to now, in order."""
    found: dict[str, list[float]] = {}
    for event in diary.events:
        if event.kind == "precursor":
            at = moment(event.at, diary.zone)
            if at <= now:
                found.setdefault(event.name, []).append(at)
    return found


def _marker_factor(marks: list[float], onsets: list[float], cells: Cells, prior: Prior) -> Floats:
    """How much likelier the marker of this gap makes each cell: ``(c,)``; ones if there is none.

    The last marker in a gap counts.
    """
    origin = _origin(marks, onsets)
    today = np.floor(cells.edges[0])
    first = int(today - onsets[-1])  # the length of the gap if the onset is today
    if origin is None or not 1 <= first < LAST_DAY:
        return np.ones(cells.edges.size - 1)
    alone = forecast_lengths([origin], prior)[0]
    heeded = forecast_lengths([origin], prior, marker=True)[0]
    by_length = np.maximum(heeded, 1e-12) / np.maximum(alone, 1e-12)
    length = np.floor(cells.edges[:-1]) - onsets[-1]
    return np.asarray(by_length[np.clip(length, first, LAST_DAY).astype(np.int64) - 1])


def _origin(marks: list[float], onsets: list[float]) -> Origin | None:
    """This gap and its marker, as a rolling origin has them, with the past ones."""
    days = sorted({int(mark) for mark in marks})
    last = int(onsets[-1])
    here = [day - last + 1 for day in days if day >= last]
    if not here:
        return None
    past = []
    gaps = [int(b - a) for a, b in pairwise(onsets)]
    for i, begun in enumerate(int(onset) for onset in onsets[:-1]):
        inside = [day - begun + 1 for day in days if begun <= day < begun + gaps[i]]
        if inside:
            past.append(PastMarker(gaps=i, day=inside[-1], length=gaps[i]))
    cycle = Cycle(len(onsets), here[-1], ovulation_day=here[-1])
    return Origin(0, "", cycle, tuple(gaps), tuple(past))
