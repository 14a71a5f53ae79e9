"""What the default norm buys and what it hides, quickly: ``python -m benchmarks.mask_quick``.

A smoke measurement with three simple attackers over a few hundred people, not the full trial.
Attackers see the asked days, the passes and the published roster of 13 periods, never the truth:

- *Rayleigh*: the largest resultant of the days off on a circle of 20 to 40 days.
- *Lomb–Scargle*: the largest power of the daily series at the same lengths.
- *trained*: a shrunk linear discriminant over both spectra and the autocorrelation, trained on
  one half of the people and tried on the other, then the other way round.

The first two are told that a condition makes their number larger; the third learns a direction.
Intervals are 95 % and resample whole people.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import click
import numpy as np
from numpy.typing import NDArray

from offwatch.mask.crew import Crew, History, Policy, simulate_crew
from offwatch.simulate import parse_condition

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LENGTHS = np.arange(20.0, 40.25, 0.25)
LAGS = np.arange(14, 85)
REPEATS = 1000


@dataclass(frozen=True, slots=True)
class Measured:
    """An estimate with its 95 % interval over people."""

    value: float
    low: float
    high: float


def run(people: int, condition: str, policy: Policy, seed: int, keep_load: bool) -> History:
    plan = Crew(
        people=people,
        condition=parse_condition(condition),
        policy=policy,
        seed=seed,
        keep_load=keep_load,
    )
    return simulate_crew(plan)


def measure_use(history: History, density: float, rng: np.random.Generator) -> dict[str, object]:
    """What the norm buys: conflict days avoided, and what it costs in passes.

    ``avoided`` is one less the share of episode days still worked, over the share that would be
    worked on a roster that asks nobody (``density``).
    """
    truth = history.in_episode
    worked = (truth & history.duty & ~history.passed).sum(axis=1).astype(np.float64)
    expected = density * truth.sum(axis=1)
    asked = (truth & history.asked).sum(axis=1).astype(np.float64)
    passes = history.passed.sum(axis=1) / (history.passed.shape[1] / 28)
    ones = np.ones(len(worked))
    true_passes = (truth & history.passed).sum(axis=1).astype(np.float64)
    return {
        "avoided": _ratio(expected - worked, expected, rng),
        "episode_days_asked": _ratio(asked, truth.sum(axis=1).astype(np.float64), rng),
        "passes_per_period": _ratio(passes, ones, rng),
        "passes_that_hit": _ratio(true_passes, history.passed.sum(axis=1) * 1.0, rng),
    }


def measure_secrecy(
    having: History, without: History, rng: np.random.Generator
) -> dict[str, dict[str, Measured]]:
    """How well each attacker tells the two crews apart, by what it looks at."""
    out: dict[str, dict[str, Measured]] = {}
    for name, see in (("asked", _see_asked), ("off", _see_off)):
        mine, theirs = see(having), see(without)
        table = {
            "rayleigh": (_rayleigh(mine).max(axis=1), _rayleigh(theirs).max(axis=1)),
            "lomb_scargle": (_power(mine).max(axis=1), _power(theirs).max(axis=1)),
            "trained": _train_and_try(_features(mine), _features(theirs), rng),
        }
        out[name] = {attack: _auc(*scores, rng) for attack, scores in table.items()}
    return out


def _see_asked(history: History) -> Floats:
    return (history.asked | history.passed).astype(np.float64)


def _see_off(history: History) -> Floats:
    return (~history.duty | history.passed).astype(np.float64)


def _rayleigh(series: Floats) -> Floats:
    days = np.arange(series.shape[1])
    wave = np.exp(2j * np.pi * days[:, None] / LENGTHS[None, :])
    return np.asarray(np.abs(series @ wave) / np.sqrt(series.sum(axis=1, keepdims=True) + 1e-9))


def _power(series: Floats) -> Floats:
    from scipy.signal import lombscargle

    days = np.arange(series.shape[1], dtype=np.float64)
    frequencies = 2 * np.pi / LENGTHS
    centred = series - series.mean(axis=1, keepdims=True)
    power = np.zeros((len(series), len(LENGTHS)))
    for person in np.flatnonzero(centred.any(axis=1)):
        power[person] = lombscargle(days, centred[person], frequencies, normalize=True)
    return power


def _features(series: Floats) -> Floats:
    centred = series - series.mean(axis=1, keepdims=True)
    scale = (centred**2).sum(axis=1) + 1e-9
    lagged = [(centred[:, lag:] * centred[:, :-lag]).sum(axis=1) / scale for lag in LAGS]
    return np.hstack([_rayleigh(series), _power(series), np.stack(lagged, axis=1)])


def _train_and_try(mine: Floats, theirs: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Scores of people whom the discriminant that scores them has not seen."""
    halves = [rng.permutation(len(group)) % 2 for group in (mine, theirs)]
    scores = (np.zeros(len(mine)), np.zeros(len(theirs)))
    for half in (0, 1):
        seen = [group[side != half] for group, side in zip((mine, theirs), halves, strict=True)]
        both = np.vstack(seen)
        mean, spread = both.mean(axis=0), both.std(axis=0) + 1e-9
        a, b = ((group - mean) / spread for group in seen)
        within = (np.cov(a, rowvar=False) + np.cov(b, rowvar=False)) / 2
        within = 0.5 * within + 0.5 * np.eye(len(within))
        weight = np.linalg.solve(within, a.mean(axis=0) - b.mean(axis=0))
        for group, side, score in zip((mine, theirs), halves, scores, strict=True):
            values = ((group[side == half] - mean) / spread) @ weight
            score[side == half] = values
    return scores


def _auc(mine: Floats, theirs: Floats, rng: np.random.Generator) -> Measured:
    wins = (mine[:, None] > theirs[None, :]) + 0.5 * (mine[:, None] == theirs[None, :])
    draws = []
    for _ in range(REPEATS):
        rows = rng.integers(len(mine), size=len(mine))
        columns = rng.integers(len(theirs), size=len(theirs))
        times = np.bincount(columns, minlength=len(theirs)) / len(theirs)
        draws.append(float((wins @ times)[rows].mean()))
    return _measured(float(wins.mean()), draws)


def _ratio(above: Floats, below: Floats, rng: np.random.Generator) -> Measured:
    picks = rng.integers(len(above), size=(REPEATS, len(above)))
    draws = above[picks].sum(axis=1) / below[picks].sum(axis=1)
    return _measured(float(above.sum() / below.sum()), draws.tolist())


def _measured(value: float, draws: list[float]) -> Measured:
    low, high = np.quantile(draws, [0.025, 0.975])
    return Measured(round(value, 3), round(float(low), 3), round(float(high), 3))


@click.command()
@click.option("--people", type=click.IntRange(20), default=200, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def main(people: int, seed: int, as_json: bool) -> None:
    """Use and secrecy of the default norm on made-up crews."""
    rng = np.random.default_rng(seed)
    result: dict[str, dict[str, object]] = {"use": {}, "auc": {}}
    without = run(people, "none", "mask", seed, False)
    for condition in ("population", "28:2.5"):
        having = run(people, condition, "mask", seed, False)
        result["use"][condition] = measure_use(having, 0.5, rng)
        loaded = run(people, condition, "mask", seed, True)
        result["use"][f"{condition}, load kept"] = measure_use(loaded, 0.5, rng)
        result["auc"][condition] = measure_secrecy(having, without, rng)
    plain = run(people, "none", "none", seed, False)
    honest = run(people, "population", "late", seed, False)
    result["auc"]["population, late and honest, no mask"] = measure_secrecy(honest, plain, rng)
    if as_json:
        report = {"people": people, "periods": 13, "seed": seed, **result}
        click.echo(json.dumps(report, default=asdict))
    else:
        for line in _lines(result):
            click.echo(line)


def _lines(value: object, path: str = "") -> list[str]:
    """One line a number, named by its way down the result."""
    if isinstance(value, Measured):
        return [f"{path:<64} {value.value:.3f}  [{value.low:.3f}, {value.high:.3f}]"]
    assert isinstance(value, dict)
    return [
        line
        for key, inner in value.items()
        for line in _lines(inner, f"{path} · {key}" if path else str(key))
    ]


if __name__ == "__main__":
    main()
