"""The walk ahead says what a plain walk over every state and its age says."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from offwatch.forecast.daily.average import tilted
from offwatch.forecast.daily.sums import forgetful_sums
from offwatch.forecast.daily.walk import Walk
from offwatch.forecast.model.arrays import Floats

DAYS, FINE = 14, 9


def some_walk(seed: int, state: int, again: float, passed: float, run: int = 3) -> Walk:
    rng = np.random.default_rng(seed)
    weight = rng.dirichlet(np.ones(4))
    moved = np.array([False, True, False, True])
    return Walk(
        weight=weight,
        start=rng.uniform(0.02, 0.6, (4, 6)),
        go_on=rng.uniform(0.02, 0.9, (4, 6)),
        moved=moved,
        tilts=np.where(moved[:, None], rng.normal(0.0, 0.8, (4, DAYS)), 0.0),
        state=state,
        run=run,
        again=again,
        passed=passed,
        fine=FINE,
    )


def calm_walk(seed: int, state: int, again: float) -> Walk:
    """No calendar, and chances that go on changing for longer than the days told apart."""
    rng = np.random.default_rng(seed)
    return replace(
        some_walk(seed, state, again, 0.3),
        start=rng.uniform(0.02, 0.3, (4, 30)),
        go_on=rng.uniform(0.3, 0.95, (4, 30)),
        moved=np.zeros(4, dtype=bool),
        tilts=np.zeros((4, DAYS)),
    )


def plainly(walk: Walk, *, stop: bool, ill_free: range = range(0)) -> tuple[Floats, Floats, float]:
    """Each day's chance of an episode and of an onset, one state and age at a time."""
    in_episode, onset, free = np.zeros(DAYS), np.zeros(DAYS), 0.0
    onset_share = walk.again if walk.state == 1 else 1.0

    def chance(model: int, state: int, age: int, day: int) -> float:
        table = (walk.start, walk.go_on)[state][model]
        given = np.array(table[min(age, table.size) - 1])
        return float(tilted(given, walk.tilts[model, day] if walk.moved[model] else None))

    firsts = [onset_share * chance(k, walk.state, walk.run, 0) for k in range(4)]
    weights = [w * (1.0 - walk.passed * f) for w, f in zip(walk.weight, firsts, strict=True)]
    for model in range(4):
        held = {(walk.state, walk.run): weights[model] / sum(weights)}
        for day in range(DAYS):
            then: dict[tuple[int, int], float] = defaultdict(float)
            for (state, age), mass in held.items():
                ill = chance(model, state, age, day)
                written = walk.again if state == 1 else 1.0
                ways = [
                    (mass * ill * written, (1, age + 1 if state == 1 else 1), True),
                    (mass * ill * (1.0 - written), (1, age + 1), False),
                    (mass * (1.0 - ill), (0, age + 1 if state == 0 else 1), False),
                ]
                if day == 0 and walk.passed > 0.0:
                    whole = 1.0 - walk.passed * ill * written
                    ways = [
                        (p * ((1.0 - walk.passed) if begins else 1.0) / whole, to, begins)
                        for p, to, begins in ways
                    ]
                for part, to, begins in ways:
                    onset[day] += part if begins else 0.0
                    if not ((begins and stop) or (to[0] == 1 and day in ill_free)):
                        then[to] += part
            held = then
            in_episode[day] += sum(p for (state, _), p in held.items() if state == 1)
        free += sum(p for (_, _), p in held.items())
    return in_episode, onset, free


@pytest.mark.parametrize("state", [0, 1])
@pytest.mark.parametrize(("again", "passed"), [(0.0, 0.0), (0.4, 0.7), (1.0, 0.5)])
def test_it_is_exact(state: int, again: float, passed: float) -> None:
    """Being in an episode, the next onset and what no day of a span has, each as walked plainly."""
    for seed in range(2):
        walk = some_walk(seed, state, again, passed, run=2 + 5 * seed)
        whole, same, in_episode = walk.ahead()
        assert in_episode == pytest.approx(plainly(walk, stop=False)[0], abs=1e-12)
        onset = plainly(walk, stop=True)[1]
        assert whole[:DAYS] == pytest.approx(onset, abs=1e-12)
        assert same[:FINE] == pytest.approx(onset[:FINE], abs=1e-12)
        assert whole.sum() == pytest.approx(1.0, abs=1e-6)
        assert same.sum() == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("state", [0, 1])
@pytest.mark.parametrize("again", [0.0, 0.4])
def test_the_band_goes_on_as_the_days_would(state: int, again: float) -> None:
    """Past the days told apart a wait still goes by how long it has lasted."""
    walk = calm_walk(3, state, again)
    whole, same, _ = walk.ahead()
    assert same[:DAYS] == pytest.approx(plainly(walk, stop=True)[1], abs=1e-12)
    assert same.sum() == pytest.approx(1.0, abs=1e-6)
    assert same[:60] == pytest.approx(whole[:60], abs=1e-3 if state else 1e-12)


@pytest.mark.parametrize("state", [0, 1])
def test_a_clash_is_exact(state: int) -> None:
    """Whichever days a span has."""
    walk = some_walk(7, state, 0.3, 0.6)
    for first, end in ((0, 1), (0, DAYS), (3, 4), (5, 11), (DAYS - 1, DAYS)):
        *_, free = plainly(walk, stop=False, ill_free=range(first, end))
        assert walk.clash(first, end) == pytest.approx(1.0 - free, abs=1e-12)


def test_sums_that_forget() -> None:
    """One step at a time, over more entries than a table holds."""
    values = np.random.default_rng(1).normal(size=(3200, 2))
    kept = np.array([0.7, 0.999])
    out, expected = forgetful_sums(values, kept), np.zeros((3200, 2))
    for i in range(3200):
        expected[i] = values[i] + kept * (expected[i - 1] if i else 0.0)
    assert out == pytest.approx(expected, abs=1e-9)
    assert forgetful_sums(values[:, 0], 0.7) == pytest.approx(expected[:, 0], abs=1e-9)
