"""What is believed of one person: rhythm, and what regimens and exposures do to it, together.

Where nothing ever moved the clock the belief is exact on the grid of ``law``; else it is a lattice
of weighted points over rhythm and effects at once, averaged with what the grid says of a rhythm
that has moved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import NormalDist
from zlib import crc32

import numpy as np

from offwatch.forecast.inference.grid_posterior import GAPS_KEPT, if_moved, posterior_weights
from offwatch.forecast.inference.lattice import weigh
from offwatch.forecast.inference.time_warp import Clock
from offwatch.forecast.model.arrays import Bools, Floats, Ints
from offwatch.forecast.model.gap_law import tabulate
from offwatch.forecast.model.grid import rhythm_weight, share_released
from offwatch.forecast.model.kinds import thin
from offwatch.forecast.model.noise import logged_table
from offwatch.forecast.model.prior import Prior, Stage

MIDDAY = 0.5  # an onset is somewhere in its day; half a day to either side is allowed for
_PARTS = ("log_median", "log_spread", "rates", "stretch", "spread_shift", "advance")
_MOST = 144
_SHIFTS = 5  # effects of an exposure that no gap has taught anything of; twice as many of a regimen
_FEW = 8  # possibilities by which it is looked whether a rhythm has moved
_SLIGHTLY = 0.01  # so likely, at least, must it be
_SLIGHT = 1e-4  # weights below this share of the greatest change nothing that is shown


@dataclass(frozen=True)
class Belief:
    """The posterior of one person: ``n`` weighted possibilities.

    Attributes
    ----------
    weight, log_median, log_spread : arrays, shape (n,)
        Weights that sum to one, and the rhythm on the clock, in log-days.
    rates : array, shape (n, f)
        The rate of the clock in each of its states.
    stretch, spread_shift : arrays, shape (n, r)
        Effect of each regimen, fully taken, on the log of the median and of the spread.
    advance : array, shape (n, e), days
        Effect of each exposure.
    """

    weight: Floats
    log_median: Floats
    log_spread: Floats
    rates: Floats
    stretch: Floats
    spread_shift: Floats
    advance: Floats

    def only(self, kept: Ints) -> Belief:
        """Keep some of the possibilities.

        Parameters
        ----------
        kept : array of int
            Which.

        Returns
        -------
        Belief
            Their weights sum to one.
        """
        weight = self.weight[kept]
        rest = (getattr(self, name)[kept] for name in _PARTS)
        return Belief(weight / weight.sum(), *rest)

    def typical(self) -> Belief:
        """One possibility that is the mean of all."""
        rest = ((self.weight @ getattr(self, name))[None] for name in _PARTS)
        return Belief(np.ones(1), *rest)

    def spread_under(self, share: Floats) -> Floats:
        """Log-spread of a gap lived with some share of each regimen.

        Parameters
        ----------
        share : array, shape (r,)
            Shares, 0 to 1.

        Returns
        -------
        array, shape (n,)
            One for each possibility.
        """
        return np.asarray(self.log_spread + self.spread_shift @ share)


@dataclass(frozen=True)
class _Effects:
    """The regimens' and exposures' priors as arrays, and which spreads may shift."""

    stretch: Floats  # (r, 2)
    shift: Floats
    advance: tuple[float, float]
    shifting: list[int]

    @classmethod
    def of(cls, clock: Clock) -> _Effects:
        stretch = np.array([r.log_stretch for r in clock.regimens]).reshape(-1, 2)
        shift = np.array([r.log_spread for r in clock.regimens]).reshape(-1, 2)
        e = clock.exposure
        return cls(stretch, shift, e.log_advance, np.flatnonzero(shift[:, 1]).tolist())


def believe(onsets: Floats, clock: Clock, prior: Prior, unlearned: Bools | None = None) -> Belief:
    """Learn the posterior from logged onsets.

    Parameters
    ----------
    onsets : array, shape (m,), days as ``date.toordinal``
        Oldest first.
    clock : Clock
        The clock of the diary.
    prior : Prior
        The population prior.
    unlearned : array of bool, shape (m - 1,), or None
        The gaps that teach nothing, such as those across a life event.

    Returns
    -------
    Belief
        On the grid of the gap law where nothing moved the clock, else on a lattice.
    """
    gaps = np.diff(onsets)
    counts = np.ones(gaps.shape, dtype=bool) if unlearned is None else ~unlearned
    if clock.is_plain:
        return _on_grid(gaps[counts], prior.gap)
    onsets, counts = onsets[-GAPS_KEPT - 1 :], counts[-GAPS_KEPT:]
    effects = _Effects.of(clock)
    stage = prior.gap
    begun = clock.until(onsets + MIDDAY)[:-1][counts]
    low = np.maximum(clock.until(onsets)[1:][counts] - begun, 0.0)
    high = clock.until(onsets + 1.0)[1:][counts] - begun
    share = share_of(clock, (low + high) / 2)
    both = np.concatenate([low, high]).T
    logged = logged_table(stage, float(np.linalg.norm(effects.shift[:, 1])))
    lapse = stage.lapse / stage.max_day
    released = float(share_released(begun.shape[0]))

    def fit(points: Floats) -> Floats:
        found = _unpack(points, stage, clock, effects)
        spread = found.log_spread[:, None] + found.spread_shift @ share.T
        lived = np.log(np.maximum(found.rates @ both, 1e-9)) - found.log_median[:, None]
        chance = logged.between(lived, spread)
        known = np.log((1.0 - stage.lapse) * chance + lapse).sum(axis=1)
        common = rhythm_weight(stage, found.log_median, found.log_spread, released)
        return np.asarray(known + np.log(common))

    dimensions = 2 + len(clock.regimens) + len(effects.shifting) + len(clock.exposures)
    points, weight = weigh(fit, dimensions, _unlike_most(stage, dimensions))
    still = _keep(_unpack(points, stage, clock, effects), weight)
    shifts = effects.shift.any(axis=1)
    if clock.taken[clock.state[-1], shifts].any():
        return still
    lived = (low + high) / 2 * (share[:, shifts] == 0.0).all(axis=1, keepdims=True)
    return _heed_moves(still, lived, stage)


def foresee(belief: Belief, known: Clock, clock: Clock, copies: int = 1) -> Belief:
    """Join effects of which no gap has taught anything: each possibility with a few of each.

    Parameters
    ----------
    belief : Belief
        Learned on the clock of what is known, ``n`` possibilities.
    known : Clock
        That clock.
    clock : Clock
        The same with more, such as what is planned.
    copies : int
        How many possibilities of the same rhythm stand together already.

    Returns
    -------
    Belief
        Possibilities of the same rhythm together: five of each where there is a new exposure, ten
        where there is a new regimen. An effect has the same points in the same order whatever else
        is joined.
    """
    r, names = len(known.regimens), clock.regimen_names[len(known.regimens) :]
    met = clock.exposures[len(known.exposures) :]
    shifts = 2 * _SHIFTS
    together = max(copies, shifts if names else _SHIFTS if met else 1)
    groups = belief.weight.size // copies
    at = (np.arange(groups)[:, None] * copies + np.arange(together) % copies).ravel()
    effects = _Effects.of(clock)

    def join(learned: Floats, new: list[Floats]) -> Floats:
        assumed = np.array(new).reshape(len(new), together).T
        return np.concatenate([learned[at], np.tile(assumed, (groups, 1))], axis=1)

    def points(kind: str, law: Floats) -> list[Floats]:
        orders = [_order(f"{kind} {name}", shifts) for name in names]
        return [m + s * _even(shifts)[order] for order, (m, s) in zip(orders, law, strict=True)]

    mean, sd = effects.advance
    sooner = [np.resize(_even_log(mean, sd)[_order(name, _SHIFTS)], together) for name in met]
    stretch = join(belief.stretch, points("length", effects.stretch[r:]))
    advance = join(belief.advance, sooner)
    return Belief(
        weight=belief.weight[at] * (copies / together),
        log_median=belief.log_median[at],
        log_spread=belief.log_spread[at],
        rates=_rates(stretch, advance, clock),
        stretch=stretch,
        spread_shift=join(belief.spread_shift, points("spread", effects.shift[r:])),
        advance=advance,
    )


@lru_cache(maxsize=2)
def _even(n: int) -> Floats:
    """The means of ``n`` equally likely parts of a standard normal law."""
    law = NormalDist()
    edges = [law.inv_cdf(k / n) for k in range(1, n)]
    heights = np.array([0.0, *(law.pdf(edge) for edge in edges), 0.0])
    return np.asarray(-n * np.diff(heights))


@lru_cache(maxsize=4)
def _even_log(mean: float, sd: float) -> Floats:
    """The means of equally likely parts of a log-normal law."""
    law = NormalDist()
    edges = [law.inv_cdf(k / _SHIFTS) - sd for k in range(1, _SHIFTS)]
    below = np.array([0.0, *(law.cdf(edge) for edge in edges), 1.0])
    return np.asarray(_SHIFTS * np.exp(mean + sd * sd / 2.0) * np.diff(below))


@lru_cache(maxsize=256)
def _order(effect: str, n: int) -> Ints:
    """An order of an effect's ``n`` points, by its name, so that effects do not go together."""
    key = crc32(effect.encode())
    step = (1, 3)[key % 2]  # neither has a factor in common with five or ten
    return np.asarray((np.arange(n) * step + key // 2) % n)


def _rates(stretch: Floats, advance: Floats, clock: Clock) -> Floats:
    """The rate of the clock in each of its states: ``(n, f)``."""
    rates: Floats = np.exp(-stretch @ clock.taken.T)
    for e in range(len(clock.exposures)):
        faster = advance[:, e : e + 1] * clock.at_work[:, e]
        rates *= 1.0 + faster / clock.exposure.window_days
    return rates


def share_of(clock: Clock, lived: Floats) -> Floats:
    """Share of each regimen over the days lived in each state.

    Parameters
    ----------
    clock : Clock
        The clock of the diary.
    lived : array, shape (m, f), days
        Days in each state.

    Returns
    -------
    array, shape (m, r)
        Shares, 0 to 1.
    """
    total = lived.sum(axis=1, keepdims=True)
    return np.asarray((lived @ clock.taken) / np.maximum(total, 1e-9))


def _unpack(points: Floats, stage: Stage, clock: Clock, effects: _Effects) -> Belief:
    """From standard normal points to rhythms and effects."""
    n, r = points.shape[0], len(clock.regimens)
    shift = np.repeat(effects.shift[None, :, 0], n, axis=0)
    at = 2 + r + len(effects.shifting)
    shift[:, effects.shifting] += effects.shift[effects.shifting, 1] * points[:, 2 + r : at]
    stretch = effects.stretch[:, 0] + effects.stretch[:, 1] * points[:, 2 : 2 + r]
    advance = np.exp(effects.advance[0] + effects.advance[1] * points[:, at:])
    tilted = stage.log_spread[0] + stage.log_spread[1] * points[:, 1] + stage.tilt * points[:, 0]
    return Belief(
        weight=np.full(n, 1.0 / n),
        log_median=stage.log_median[0] + stage.log_median[1] * points[:, 0],
        log_spread=tilted,
        rates=_rates(stretch, advance, clock),
        stretch=stretch,
        spread_shift=shift,
        advance=advance,
    )


def _heed_moves(still: Belief, lived: Floats, stage: Stage) -> Belief:
    """Average with what holds if the rhythm has changed for good or drifts.

    ``lived``, shape (m, f), days, is each gap in the states of the clock, zeros where it is not to
    be looked at. A few possibilities stand for what is believed of the effects.
    """
    order = np.argsort(still.rates @ lived.sum(axis=0), kind="stable")
    few, times = thin(still.weight[order], _FEW)
    few = order[few]
    kinds, odds = if_moved(still.rates[few] @ lived.T, stage)
    odds *= times
    moved = float(odds.sum() / (1.0 + odds.sum()))
    if moved < _SLIGHTLY:
        return still
    table, weight = tabulate(stage), odds[:, None] * kinds
    effect, kind = np.nonzero(weight > _SLIGHT * weight.max())
    weight, effect = weight[effect, kind], few[effect]
    length = table.log_median[kind] + still.stretch[effect].sum(axis=1)
    order = np.argsort(length, kind="stable")
    kept, weight = thin(weight[order] / weight.sum(), _MOST)
    effect, kind = effect[order[kept]], kind[order[kept]]

    def both(name: str, new: Floats) -> Floats:
        return np.concatenate([getattr(still, name), new])

    return Belief(
        weight=np.concatenate([(1.0 - moved) * still.weight, moved * weight]),
        log_median=both("log_median", table.log_median[kind]),
        log_spread=both("log_spread", table.log_spread[kind]),
        rates=both("rates", still.rates[effect]),
        stretch=both("stretch", still.stretch[effect]),
        spread_shift=both("spread_shift", still.spread_shift[effect]),
        advance=both("advance", still.advance[effect]),
    )


def _unlike_most(stage: Stage, dimensions: int) -> list[tuple[Floats, Floats]]:
    """Where the rhythms of those unlike most lie among standard normal points."""
    found = []
    (median, median_sd), (spread, spread_sd) = stage.log_median, stage.log_spread
    for others in stage.others:
        middle, root = np.zeros(dimensions), np.eye(dimensions)
        middle[0] = (others.log_median[0] - median) / median_sd
        middle[1] = (others.log_spread[0] - spread - stage.tilt * middle[0]) / spread_sd
        root[0, 0] = others.log_median[1] / median_sd
        root[1, :2] = -stage.tilt * root[0, 0] / spread_sd, others.log_spread[1] / spread_sd
        found.append((middle, root))
    return found


def _on_grid(gaps: Floats, stage: Stage) -> Belief:
    table = tabulate(stage)
    weight = posterior_weights(gaps[None, :], stage)[0]
    order = np.argsort(table.log_median, kind="stable")  # so that a few can stand for all
    weight, median, spread = weight[order], table.log_median[order], table.log_spread[order]
    n = weight.size
    none = np.zeros((n, 0))
    found = Belief(weight, median, spread, np.ones((n, 1)), none, none, none)
    return _keep(found, weight)


def _keep(found: Belief, weight: Floats) -> Belief:
    """Only the possibilities that carry weight; of very many, some that stand for all.

    They are thinned in the order of how long a gap is under everything taken, so that the few are
    as spread out as the many.
    """
    found = replace(found, weight=weight).only(np.flatnonzero(weight > _SLIGHT * weight.max()))
    if found.weight.size <= _MOST or not found.stretch.shape[1]:
        return found
    found = found.only(np.argsort(found.log_median + found.stretch.sum(axis=1), kind="stable"))
    kept, times = thin(found.weight, _MOST)
    return replace(found.only(kept), weight=times / times.sum())
