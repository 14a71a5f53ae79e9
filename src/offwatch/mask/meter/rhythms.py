"""Simulated rhythms with the odds that a pad would have for each day.

They hold what a track would say of every day, whatever the roster. What members ask for and pass
under any number of tracks, days and passes follows from them without another forecast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from offwatch.forecast import load_prior
from offwatch.mask.attacks.observations.observations import Bools, Floats, Observations
from offwatch.mask.policy.many_pads import PUBLISHED_AHEAD_DAYS, Pads
from offwatch.mask.policy.select import (
    EARLY_ODDS,
    KEEP_WINDOW_H,
    PASS_AHEAD_DAYS,
    PASS_ODDS,
    join_tracks,
    pick_days,
)
from offwatch.mask.tracks.records import record_of_life
from offwatch.mask.tracks.synthetic import (
    POPULATION_PRESET,
    OwnerLaw,
    begin_owner_phantom,
    begin_phantom,
)
from offwatch.norm import Norm
from offwatch.simulate import Life, begin_life, extend_life, truth_by_day
from offwatch.simulate.law import FixedLaw, population_law

Bytes = NDArray[np.uint8]

MISFIT_LENGTHS_DAYS = (22.0, 38.0)
MISFIT_SPREADS_DAYS = (0.5, 6.0)
FIRST_SEED = 20_000


@dataclass(frozen=True, slots=True)
class SimulatedRhythms:
    """Odds by day, in 255ths of their square roots, and the truth behind them.

    Parameters
    ----------
    ask : array of uint8, shape (n, days)
        When a period's days are asked for.
    late : array of uint8, shape (n, days)
        At the last batch before the freeze.
    lead : array of uint8, shape (n, days)
        How many days ahead a pass would have been sure; 0 if never.
    in_episode, onset : arrays of bool, shape (n, days)
    """

    ask: Bytes
    late: Bytes
    lead: Bytes
    in_episode: Bools
    onset: Bools

    @property
    def people(self) -> int:
        """How many there are."""
        return len(self.ask)

    def take(self, rows: slice) -> SimulatedRhythms:
        """The rhythms of some of the people.

        Parameters
        ----------
        rows : slice
        """
        return SimulatedRhythms(*(getattr(self, name)[rows] for name in self.__slots__))

    def as_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """What to write to a file.

        Parameters
        ----------
        name : str
            What the arrays' names begin with.
        """
        plain = {f"{name}_{key}": getattr(self, key) for key in ("ask", "late", "lead")}
        packed = {
            f"{name}_{key}": np.packbits(getattr(self, key), axis=1)
            for key in ("in_episode", "onset")
        }
        return {**plain, **packed}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> SimulatedRhythms:
        """The rhythms written by ``as_arrays``.

        Parameters
        ----------
        arrays : mapping of str to array
        name : str
            What the arrays' names begin with.
        """
        ask = arrays[f"{name}_ask"]
        truth = [
            np.unpackbits(arrays[f"{name}_{key}"], axis=1, count=ask.shape[1]).astype(np.bool_)
            for key in ("in_episode", "onset")
        ]
        return cls(ask, arrays[f"{name}_late"], arrays[f"{name}_lead"], truth[0], truth[1])


def make_rhythms(
    people: int, periods: int, norm: Norm, *, seed: int, misfit: bool, tracks: int = 1
) -> tuple[SimulatedRhythms, ...]:
    """Live through the periods of a norm.

    The leading rhythms are simulated ones from the published law, or (``misfit``) true ones from a
    broad law: even lengths and spreads with the population's habits. Further tracks are drawn from
    what the leading record shows, as a pad draws them.

    Parameters
    ----------
    people, periods : int
    norm : Norm
    seed : int
    misfit : bool
    tracks : int
        How many for each person.

    Returns
    -------
    tuple of SimulatedRhythms
        One for each track, the leading one first.
    """
    opened = norm.first_day.toordinal() - norm.ask_ahead_days
    until = norm.first_day.toordinal() + periods * norm.period_days
    seeds = [seed * FIRST_SEED + i for i in range(people)]
    if misfit:
        leads: list[Life | None] = [_draw_misfit(s, norm, until) for s in seeds]
    else:
        leads = [extend_life(begin_phantom(s, opened), population_law(), until) for s in seeds]
    lives = [leads, *(_draw_like(leads, opened, until, track) for track in range(1, tracks))]
    return tuple(_live_through(some, norm, periods, seeds) for some in lives)


def simulate_requests(
    tracks: Sequence[SimulatedRhythms], norm: Norm, density: float, rng: np.random.Generator
) -> Observations:
    """What members with these tracks would say on drawn rosters.

    Parameters
    ----------
    tracks : sequence of SimulatedRhythms
        At least as many as the norm has.
    norm : Norm
    density : float
        The share of days on duty.
    rng : numpy.random.Generator

    Returns
    -------
    Observations
    """
    tracks = tracks[: norm.tracks]
    n, days = tracks[0].ask.shape
    odds = join_tracks(np.stack([_unpack(track.ask) for track in tracks], axis=1))
    late = join_tracks(np.stack([_unpack(track.late) for track in tracks], axis=1))
    lead = np.max([track.lead for track in tracks], axis=0).astype(np.int64)
    asked = np.zeros((n, days), dtype=np.bool_)
    passed = np.zeros_like(asked)
    duty = rng.random((n, days)) < density
    last_lead = -(-norm.freeze_h // 24)
    for first in range(0, days, norm.period_days):
        span = slice(first, first + norm.period_days)
        block = odds[:, span]
        asked[:, span] = pick_days(block, min(norm.days, block.shape[1]), rng.random(block.shape))
        duty[:, span] &= ~asked[:, span]
        said_ahead = np.where(lead[:, span] > 0, lead[:, span], last_lead)
        wanted = duty[:, span] & ((lead[:, span] > 0) | (late[:, span] >= PASS_ODDS))
        said_on = np.arange(block.shape[1])[None, :] - said_ahead
        rank = np.where(wanted, said_on - late[:, span], np.inf).argsort(axis=1).argsort(axis=1)
        passed[:, span] = wanted & (rank < norm.passes)
    return Observations(asked=asked, duty=duty, passed=passed, period_days=norm.period_days)


def _live_through(
    lives: Sequence[Life | None], norm: Norm, periods: int, seeds: Sequence[int]
) -> SimulatedRhythms:
    """What single tracks on these lives would say of every day."""
    people, days = len(lives), periods * norm.period_days
    start = norm.first_day.toordinal()
    single = Norm.from_dict({**norm.as_dict(), "tracks": 1})
    pads = Pads(single, lives, seeds, start + days)
    ask, late, lead = (np.zeros((people, days), dtype=np.uint8) for _ in range(3))
    nearest = -(-norm.freeze_h // 24)
    looked_from = PUBLISHED_AHEAD_DAYS - KEEP_WINDOW_H // 24
    for today in range(-norm.ask_ahead_days, days):
        number, rest = divmod(today + norm.ask_ahead_days, norm.period_days)
        if rest == 0 and number < periods:
            first = number * norm.period_days
            pads.apply_changes(start + today)
            odds = pads.odds(start + today, norm.ask_ahead_days + norm.period_days)
            ask[:, first : first + norm.period_days] = _pack(odds[:, norm.ask_ahead_days :])
        near, far = max(0, today + nearest), min(days, today + PASS_AHEAD_DAYS + 1)
        far = min(far, ((today + looked_from) // norm.period_days + 1) * norm.period_days)
        if near < far:
            odds = pads.odds(start + today, PASS_AHEAD_DAYS + 1)[:, near - today : far - today]
            if near == today + nearest:
                late[:, near] = _pack(odds[:, 0])
            ahead = np.broadcast_to(np.arange(near, far) - today, odds.shape)
            fresh = (lead[:, near:far] == 0) & (odds >= EARLY_ODDS)
            lead[:, near:far][fresh] = ahead[fresh]
    return SimulatedRhythms(ask, late, lead, *truth_by_day(pads.shown, start, days))


def _draw_like(
    leads: Sequence[Life | None], opened: int, until: int, track: int
) -> list[Life | None]:
    """Lives like the leading ones, with the law that each goes on by."""
    prior = load_prior(POPULATION_PRESET)
    like: list[Life | None] = []
    for lead in leads:
        if lead is None:
            raise ValueError("a leading life is missing")
        record = record_of_life(lead, opened)
        life = begin_owner_phantom(lead.seed + FIRST_SEED * 1000 * track, record, prior, opened)
        like.append(extend_life(life, OwnerLaw(life.traits, prior), until))
    return like


def _draw_misfit(seed: int, norm: Norm, until: int) -> Life:
    rng = np.random.default_rng((seed, 1))
    law = FixedLaw(
        float(rng.uniform(*MISFIT_LENGTHS_DAYS)),
        float(rng.uniform(*MISFIT_SPREADS_DAYS)),
        None,
        population_law(),
    )
    opened = norm.first_day.toordinal() - norm.ask_ahead_days
    life = begin_life(seed, law, opened - population_law().draw_history_days(rng))
    return extend_life(life, law, until)


def _pack(odds: Floats) -> Bytes:
    return np.asarray(np.rint(255 * np.sqrt(np.clip(odds, 0, 1))), dtype=np.uint8)


def _unpack(packed: Bytes) -> Floats:
    return (packed.astype(np.float64) / 255) ** 2
