"""What the signs since the last onset say of the next."""

from __future__ import annotations

from offwatch.diary import Diary
from offwatch.forecast.ahead import Cells
from offwatch.forecast.arrays import Floats
from offwatch.forecast.clock import moment
from offwatch.forecast.effects import Effects
from offwatch.forecast.prior import Prior
from offwatch.forecast.signs import learn_signs, sign_factor


def announce(chances: Floats, cells: Cells, diary: Diary, effects: Effects, prior: Prior) -> Floats:
    """Weigh each cell by the signs of a diary; every possibility alike, and as likely in all.

    **Shapes** ``(n, c)`` to ``(n, c)``.
    """
    signs: dict[str, list[float]] = {}
    now = float(cells.edges[0])
    for event in diary.events:
        at = moment(event.at, diary.zone)
        if event.kind == "precursor" and at <= now:
            signs.setdefault(event.name, []).append(at)
    if not signs:
        return chances
    total = float(chances.sum())
    onsets = [float(day.toordinal()) for day in diary.onset_days()]
    for name, marks in sorted(signs.items()):
        found = learn_signs(marks, onsets, effects.sign(name))
        since = [mark for mark in marks if not onsets or mark >= onsets[-1] + 1.0]
        chances = chances * sign_factor(found, since, cells.edges, onsets[-1] if onsets else now)
    left = float(chances.sum())
    return chances * (total / left) if left > 0 else chances
