"""Rhythms of several days: the same however the days are cut into blocks."""

from __future__ import annotations

import numpy as np
import pytest

from offwatch.forecast.daily.calendar_effects import BLOCK, LONGEST, SHORTEST, learn_rhythms
from offwatch.forecast.daily.record import DayRecord


def one_wave_a_day(record: DayRecord, foretold: float) -> list[float]:
    """What all waves say of the day after each, day by day in double precision."""
    count = int(np.ceil(np.log(LONGEST / SHORTEST) / np.log(1.02))) + 1
    periods = np.geomspace(SHORTEST, LONGEST, count)
    turn, kept = np.exp(2j * np.pi / periods), 0.5 ** (1.0 / (8.0 * periods))
    wave, weight, evidence = np.zeros(count, complex), np.zeros(count), np.zeros(count)
    said, found = np.zeros(count), []
    held = foretold * (1.0 - foretold)
    skew = held * np.sqrt(1.0 - 4.0 * held) / 6.0
    for at in range(record.day.size):
        follows = bool(record.follows[at])
        apart = record.day[at] - record.day[at - 1] if at else 0
        missed = float(record.state[at]) - foretold if follows else 0.0
        wave = wave * kept * np.conj(turn) ** apart + missed
        weight = weight * kept + (0.5 * held if follows else 0.0)
        step = wave / (weight + 4.0)
        square = np.minimum(0.25 * np.abs(step) ** 2, 0.7**2)
        step = step * (1.0 - 0.5 * square) / (1.0 - square)
        if follows:
            gained = missed * said - 0.5 * held * said**2 - skew * said**3
        else:
            gained = np.zeros(count)
        evidence = evidence * 0.5 ** (1.0 / 365.0) + gained
        trust = 0.5 * np.exp(evidence) / count
        trust /= 0.5 + trust.sum()
        said = (step * np.conj(turn)).real - 0.25 * np.abs(step) ** 2
        found.append(float(trust @ said))
    return found


@pytest.mark.parametrize("size", [1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 5])
@pytest.mark.parametrize("share_missing", [0.0, 0.03])
def test_blocks_of_days_are_one_record(size: int, share_missing: float) -> None:
    """With and without days that were not recorded; the last day's waves alone are the same."""
    rng = np.random.default_rng(size)
    steps = np.where(rng.random(size) < share_missing, rng.integers(2, 40, size), 1)
    state = (rng.random(size) < 0.1 + 0.3 * (np.arange(size) % 7 == 3)).astype(np.int64)
    record = DayRecord("", 738_000 + np.cumsum(steps), state)
    found = learn_rhythms(record, np.full(size, 0.15))
    assert found.tomorrow() == pytest.approx(one_wave_a_day(record, 0.15), abs=1e-6)
    last, at = learn_rhythms(record, np.full(size, 0.15), last_only=True), np.array([size - 1])
    assert last.tilts(at, 90) == pytest.approx(found.tilts(at, 90), abs=1e-12)
    assert last.tilts(at, 1)[0, 0] == pytest.approx(found.tomorrow()[-1], abs=1e-6)
