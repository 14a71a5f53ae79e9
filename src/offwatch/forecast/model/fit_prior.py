"""Fit a population prior to open data: the likeliest population, gently held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from offwatch import __version__
from offwatch.diary.readers.cycles import PersonCycles
from offwatch.errors import BadInput
from offwatch.forecast.model.arrays import Bools, Floats, count_days, pad
from offwatch.forecast.model.durations import fit_durations
from offwatch.forecast.model.gap_law import gap_pmf, logged_pmf
from offwatch.forecast.model.grid import even_grid
from offwatch.forecast.model.prior import Durations, Noise, Others, Prior, Release, Stage
from offwatch.forecast.model.weights import log_sum

SKIP = (0.86, 0.12, 0.02)  # fixed: fitted on clean logs it would break under missed ones
_NO_SKIP = (1.0, 0.0, 0.0)  # between a marker and the onset that follows lies no other
LAPSE = 0.002
OTHERS = (  # assumed, since too few of them are in any data: the irregular, and long steady rhythms
    Others(0.05, (3.53, 0.2), (-0.9, 0.55)),
    Others(0.003, (3.68, 0.11), (-2.9, 0.25)),
)
CHANGE = 0.06  # the greatest at which people without a change lose no more than a hundredth
DRIFT = 0.015
RELEASE = Release(spread=0.4, others=1.2)  # the most at which real people are forecast as well
SKIP_UNTIL, LEAN_UNTIL = 0.09, 0.13  # spreads past which the data knows too few people
GRID = (61, 11)
_FIT_GRID = (41, 9)  # coarser, for the many looks that a fit takes
_FIT_DAYS = 75  # longer gaps are broken logs, and teach the fit nothing
LEAST_PEOPLE = 10
_FIT_TOL = 1e-7  # of the log-likelihood: far below what the data can tell


@dataclass(frozen=True, slots=True)
class _Held:
    """A parameter's start, and how far the fit may stray from it (standard deviations)."""

    start: float
    spread: float


# In the order of ``_stage``: weak holds, so that ten people already give a sober prior.
_GAP_HOLDS = (
    _Held(np.log(28.0), 1.0),
    _Held(np.log(0.08), 0.7),
    _Held(np.log(0.06), 0.7),
    _Held(np.log(0.40), 0.5),
    _Held(np.log(4.5), 1.0),
    _Held(-2.0, 1.0),
    _Held(np.log(2.5), 0.5),
    _Held(np.log(0.6), 0.5),
    _Held(0.0, 0.3),
    _Held(0.0, 1.75),
)
_MARKER_HOLDS = (
    _Held(np.log(13.5), 1.0),
    _Held(np.log(0.10), 0.7),
    _Held(np.log(0.09), 0.7),
    *_GAP_HOLDS[3:-2],
    _Held(0.0, 0.0),  # no tilt: fitted, it scored worse on people held out
    _Held(0.0, 0.0),
)


def fit_prior(
    people: Sequence[PersonCycles], name: str = "menstrual", *, with_marker: bool = True
) -> Prior:
    """Fit gaps, durations and, where the data has markers, the second stage. Deterministic.

    Parameters
    ----------
    people : sequence of PersonCycles
        Everyone's cycles.
    name : str
        Name of the preset that is fitted.
    with_marker : bool
        Whether to fit the second stage.

    Returns
    -------
    Prior
        The fitted population.

    Raises
    ------
    BadInput
        There are fewer than ten people with two cycles.

    References
    ----------
    Type-II maximum likelihood on the grid of the gap law.
    """
    gaps = [[c.length_days for c in p.cycles] for p in people]
    stretches = [
        [c.length_days - c.ovulation_day + 1 for c in p.cycles if c.ovulation_day is not None]
        for p in people
    ]
    marked = with_marker and sum(len(row) >= 2 for row in stretches) >= LEAST_PEOPLE
    return Prior(
        name=name,
        gap=_widen(_fit_stage(gaps, _GAP_HOLDS, SKIP)),
        durations=_durations(people),
        marker=_fit_stage(stretches, _MARKER_HOLDS, _NO_SKIP) if marked else None,
        source={
            "people": len(people),
            "cycles": sum(len(row) for row in gaps),
            "code_version": __version__,
        },
    )


def _fit_stage(
    history: Sequence[Sequence[int]], holds: Sequence[_Held], skip: tuple[float, float, float]
) -> Stage:
    from scipy.optimize import minimize

    if sum(len(row) >= 2 for row in history) < LEAST_PEOPLE:
        raise BadInput(
            "forecast.too-few", "A prior needs at least ten people with two cycles each."
        )
    counts = count_days(pad(history), _FIT_DAYS)
    start = np.array([held.start for held in holds])
    spread = np.array([held.spread for held in holds])
    used = counts.sum(axis=0) > 0
    counts = counts[:, used]

    def loss(steps: Floats) -> float:
        stage = _stage(start + spread * steps, skip, _FIT_DAYS)
        looked = replace(stage, grid=_FIT_GRID)
        return _surprise(counts, used, looked) + 0.5 * float(steps @ steps)

    bounds = [(-4.0, 4.0)] * start.size
    found = minimize(
        loss, np.zeros(start.size), method="L-BFGS-B", bounds=bounds, options={"ftol": _FIT_TOL}
    )
    return _stage(np.round(start + spread * found.x, 4), skip, 200)


def _widen(stage: Stage) -> Stage:
    """The fitted law with what is assumed beyond it: others, changes, and where it is unknown."""
    return replace(
        stage,
        noise=replace(stage.noise, lean_until=LEAN_UNTIL),
        others=OTHERS,
        change=CHANGE,
        drift=DRIFT,
        skip_until=SKIP_UNTIL,
        release=RELEASE,
    )


def _surprise(counts: Floats, used: Bools, stage: Stage) -> float:
    """Minus the log-likelihood of everyone's gaps, people integrated over the grid."""
    log_median, log_spread, log_weight = even_grid(stage)
    pmf = gap_pmf(log_median, log_spread, stage.noise, stage.max_day)
    each = counts @ np.log(logged_pmf(pmf, stage, log_spread)[:, used]).T + log_weight
    return -float(log_sum(each).sum())


def _stage(values: Floats, skip: tuple[float, float, float], max_day: int) -> Stage:
    v = [float(value) for value in values]
    return Stage(
        log_median=(v[0], float(np.exp(v[1]))),
        log_spread=(v[2], float(np.exp(v[3]))),
        tilt=v[8],
        noise=Noise(
            core_freedom=2.0 + float(np.exp(v[4])),
            right_weight=1.0 / (1.0 + float(np.exp(-v[5]))),
            right_log_mean=v[6],
            right_log_sd=float(np.exp(v[7])),
            right_lean=v[9],
            right_at=v[2],
        ),
        skip=skip,
        lapse=LAPSE,
        grid=GRID,
        max_day=max_day,
    )


def _durations(people: Sequence[PersonCycles]) -> Durations:
    """The population of durations; a plain week where the data has none."""
    rows = [[c.menses_days for c in p.cycles if c.menses_days is not None] for p in people]
    rows = [row for row in rows if row]
    return fit_durations(pad(rows)) if rows else Durations((1.5, 0.3), (-1.5, 0.4))
