"""Every method on a sample: fitted on the other folds, timed, its forecasts kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.forecast.sample import Sample
from benchmarks.peers.peer import Forecaster, Peer
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.predict.cycle_length import LAST_DAY, Origin

Tell = Callable[[str], None]
_ALONE = 5  # forecasts made one at a time, to time a person alone


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What a method said: ``pmf (n, 200)``, ``came`` and ``person_at`` ``(n,)``.

    Several samples lie end to end; a method that was run on fewer has the first of them.
    ``batch_ms`` and ``alone_ms`` are CPU milliseconds a forecast, all at once and one by one,
    ``fit_s`` CPU seconds for a fold.
    """

    name: str
    point_only: bool
    pmf: Floats
    came: Ints
    person_at: Ints
    batch_ms: float
    alone_ms: float
    fit_s: float


def run_all(
    peers: Iterable[Peer],
    samples: Sequence[Sample],
    folds: int,
    tell: Tell = lambda _: None,
    slow_samples: int = 1,
) -> list[Forecasts]:
    """Run each method on the samples, a slow one on the first ``slow_samples`` only."""
    found = []
    for peer in peers:
        used = samples[:slow_samples] if peer.slow else samples
        tell(peer.name)
        found.append(_join([_run(peer, sample, folds) for sample in used]))
    return found


def _run(peer: Peer, sample: Sample, folds: int) -> Forecasts:
    pmf = np.zeros((len(sample.origins), LAST_DAY))
    fitting = predicting = alone = 0.0
    for fold in range(folds):
        held_out = sample.held_out(fold, folds)
        if not held_out:
            continue
        began = time.process_time()
        forecaster = peer.fit(sample.training(fold, folds))
        fitting += time.process_time() - began
        origins = [sample.origins[i] for i in held_out]
        forecaster.predict(origins[:1])  # tables are laid out, libraries loaded
        began = time.process_time()
        pmf[held_out] = forecaster.predict(origins)
        predicting += time.process_time() - began
        if fold == 0:
            alone = _time_alone(forecaster, origins)
    return Forecasts(
        name=peer.name,
        point_only=peer.point_only,
        pmf=pmf,
        came=sample.came,
        person_at=sample.person_at,
        batch_ms=1000 * predicting / len(sample.origins),
        alone_ms=alone,
        fit_s=fitting / folds,
    )


def _time_alone(forecaster: Forecaster, origins: Sequence[Origin]) -> float:
    tried = origins[:_ALONE]
    began = time.process_time()
    for origin in tried:
        forecaster.predict([origin])
    return 1000 * (time.process_time() - began) / len(tried)


def _join(runs: Sequence[Forecasts]) -> Forecasts:
    first = runs[0]
    return Forecasts(
        name=first.name,
        point_only=first.point_only,
        pmf=np.concatenate([run.pmf for run in runs]),
        came=np.concatenate([run.came for run in runs]),
        person_at=np.concatenate([run.person_at for run in runs]),
        batch_ms=float(np.mean([run.batch_ms for run in runs])),
        alone_ms=float(np.mean([run.alone_ms for run in runs])),
        fit_s=float(np.mean([run.fit_s for run in runs])),
    )
