"""Peers by day: a logistic regression with lags, and the law of gaps alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from offwatch.forecast import batch_outlook, load_prior
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.evaluate.daily import DailyForecasts
from offwatch.forecast.model.arrays import Floats, pad

LAGS = 7
_RIDGE = 10.0


def lag_columns(record: DayRecord) -> Floats:
    """State, lags, run length and personal rate at the end of each day (Houle et al. 2017)."""
    state = record.state.astype(np.float64)
    count = np.arange(1, state.size + 1)
    own = (np.cumsum(state) + 1.0) / (count + 2.0)
    lags = [np.append(np.full(k, 0.5), state[:-k])[: state.size] for k in range(1, LAGS)]
    run = np.log(record.run)
    return np.column_stack(
        [np.ones(state.size), state, *lags, run * state, run * (1 - state), np.log(own / (1 - own))]
    )


def lagged(records: Sequence[DayRecord], made: DailyForecasts, folds: int) -> Floats:
    """The regression, each person under coefficients fitted without them."""
    columns = [lag_columns(record) for record in records]
    found = np.empty(made.came.size)
    for fold in range(folds):
        rows, came = [], []
        for at, record in enumerate(records):
            if at % folds != fold:
                rows.append(columns[at][record.foretells])
                came.append(record.tomorrow[record.foretells])
        steps = _fit(np.vstack(rows), np.concatenate(came))
        for person in np.unique(made.person[made.person % folds == fold]):
            mine = made.person == person
            found[mine] = 1.0 / (1.0 + np.exp(-columns[person][made.place[mine]] @ steps))
    return found


def _fit(rows: Floats, came: Floats) -> Floats:
    steps: Floats = np.zeros(rows.shape[1])
    ridge = _RIDGE * np.eye(rows.shape[1])
    ridge[0, 0] = 1e-3
    for _ in range(30):
        chance = 1.0 / (1.0 + np.exp(-rows @ steps))
        held = (rows * (chance * (1.0 - chance))[:, None]).T @ rows + ridge
        steps = steps + np.linalg.solve(held, rows.T @ (came - chance) - ridge @ steps)
    return steps


def law_of_gaps(records: Sequence[DayRecord], made: DailyForecasts, preset: str) -> Floats:
    """The renewal model of before, counted from onset to onset, under its shipped prior."""
    found = np.empty(made.came.size)
    prior = load_prior(preset)
    for person, record in enumerate(records):
        mine = np.flatnonzero(made.person == person)
        if not mine.size:
            continue
        begins = np.flatnonzero((record.state == 1) & (record.run == 1))
        onsets = record.day[begins]
        after, states, lengths = record.runs
        gaps, durations, elapsed, running = [], [], [], []
        for place in made.place[mine]:
            known = onsets[begins <= place]
            gaps.append(np.diff(known).tolist()[-60:])
            done = (states == 1) & (after <= place)
            durations.append(lengths[done].tolist()[-60:])
            elapsed.append(int(record.day[place] - known[-1]) if known.size else -1)
            running.append(bool(record.state[place] == 1))
        said = batch_outlook(
            pad(gaps), np.array(elapsed), prior, 2, pad(durations), running=np.array(running)
        )
        found[mine] = said.in_episode[:, 1]
    return np.clip(found, 1e-6, 1 - 1e-6)
