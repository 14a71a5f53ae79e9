"""What the meter compares with: shipped for the default norm, simulated on the spot for others."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

import numpy as np

from offwatch.mask.attacks.observations.observations import Bools, Floats, Observations
from offwatch.mask.meter.calibration import Calibration, make_norm_law
from offwatch.mask.meter.over_budget import nearness_ratio
from offwatch.mask.meter.p_value import measure_regularity
from offwatch.mask.meter.rhythms import SimulatedRhythms, make_rhythms, simulate_requests
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO

FILE = "reference.npz"
SEED = 1
PERIODS, PERIOD_DAYS = 13, 28
KEPT, ON_THE_SPOT = 300, 120
"""Of so many people the file keeps the rhythms, and of so many all tracks, for other norms; of the
rest what they said."""
TRACKS = 4
NEARNESS_PEOPLE = 100


@dataclass(frozen=True, eq=False)
class Reference:
    """What members of one norm without a condition say, and what an observer makes of it.

    What is worked out from it is kept beside it.

    Parameters
    ----------
    law : Calibration
        Under the norm.
    asked : array of bool, shape (n, days)
        What the people of ``law`` without a condition asked for.
    spoken : Observations
        What m of them said.
    in_episode : array of bool, shape (m, days)
        The truth if the rhythms behind it were true.
    plain : Calibration
        Where no norm is kept.
    """

    law: Calibration
    asked: Bools
    spoken: Observations
    in_episode: Bools
    plain: Calibration

    @cached_property
    def near_ratio(self) -> Floats:
        """See `nearness_ratio`; by some of the people."""
        some = slice(NEARNESS_PEOPLE)
        return nearness_ratio(self.spoken.take(some), self.in_episode[some])

    def regularity(self, days: int) -> Floats:
        """How regular what each member asked for is.

        Parameters
        ----------
        days : int, days
            How many days are looked at.

        Returns
        -------
        array, shape (n, 2)
        """
        return _regularity_of(self, min(days, self.asked.shape[1]))


@lru_cache(maxsize=64)
def _regularity_of(reference: Reference, days: int) -> Floats:
    return measure_regularity(reference.asked[:, :days])


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the file holds: rhythms under any tracks, days and passes, and two laws.

    ``rhythms`` and ``misfit`` are of the leading tracks; ``like`` and ``like_misfit`` of the
    further ones of the first people.
    """

    rhythms: SimulatedRhythms
    misfit: SimulatedRhythms
    like: tuple[SimulatedRhythms, ...]
    like_misfit: tuple[SimulatedRhythms, ...]
    default: Calibration
    asked: Bools
    plain: Calibration


def reference_for(norm: Norm, density: float) -> Reference:
    """The reference of a norm: read for the default norm, drawn or simulated for others.

    Deterministic: what is drawn is drawn from the file's own seed. The last few are kept.

    Parameters
    ----------
    norm : Norm
    density : float
        The share of free days on duty; it counts to a tenth, from 0.1 on.

    Returns
    -------
    Reference
    """
    return _reference_for(norm, max(0.1, round(density, 1)))


@lru_cache(maxsize=4)
def _reference_for(norm: Norm, density: float) -> Reference:
    shipped = load_shipped()
    default = default_norm()
    if _choices(norm) == _choices(default):
        spoken = draw_spoken((shipped.rhythms,), norm, density)
        truth = shipped.rhythms.in_episode
        return Reference(shipped.default, shipped.asked, spoken, truth, shipped.plain)
    if _timing(norm) == _timing(default):
        some, few = slice(ON_THE_SPOT), slice(ON_THE_SPOT // 2)
        rhythms = (shipped.rhythms.take(some), *shipped.like)
        misfit = (shipped.misfit.take(few), *shipped.like_misfit)
    else:
        rhythms, misfit = live_through(ON_THE_SPOT, ON_THE_SPOT // 2, norm, norm.tracks)
    spoken = draw_spoken(rhythms, norm, density)
    law = make_norm_law(spoken, rhythms[0].onset, draw_spoken(misfit, norm, density), norm)
    return Reference(law, spoken.asked, spoken, rhythms[0].in_episode, shipped.plain)


@lru_cache(maxsize=1)
def load_shipped() -> Shipped:
    """The reference that ships with Offwatch."""
    data = files("offwatch.mask.meter").joinpath(FILE).read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        kept = {name: arrays[name] for name in arrays.files}
    return Shipped(
        SimulatedRhythms.from_arrays(kept, "law"),
        SimulatedRhythms.from_arrays(kept, "misfit"),
        tuple(SimulatedRhythms.from_arrays(kept, f"law{track}") for track in range(1, TRACKS)),
        tuple(SimulatedRhythms.from_arrays(kept, f"misfit{track}") for track in range(1, TRACKS)),
        Calibration.from_arrays(kept, "default"),
        np.unpackbits(kept["asked"], axis=1, count=PERIODS * PERIOD_DAYS).astype(np.bool_),
        Calibration.from_arrays(kept, "plain"),
    )


def density_of(observed: Observations) -> float:
    """The share of days on duty among those not asked for.

    Parameters
    ----------
    observed : Observations
    """
    free = ~observed.asked
    return float((observed.duty & free).sum() / max(1, free.sum()))


def live_through(
    people: int, misfits: int, norm: Norm, tracks: int
) -> tuple[tuple[SimulatedRhythms, ...], tuple[SimulatedRhythms, ...]]:
    """Rhythms of the published law and outside it.

    Parameters
    ----------
    people, misfits : int
        How many of each.
    norm : Norm
    tracks : int
        How many for each person.

    Returns
    -------
    rhythms, misfits : tuples of SimulatedRhythms
        One for each track.
    """
    return (
        make_rhythms(people, PERIODS, norm, seed=SEED, misfit=False, tracks=tracks),
        make_rhythms(misfits, PERIODS, norm, seed=SEED + 1, misfit=True, tracks=tracks),
    )


def draw_spoken(tracks: tuple[SimulatedRhythms, ...], norm: Norm, density: float) -> Observations:
    """What members with these rhythms say on drawn rosters, from the file's own seed.

    Parameters
    ----------
    tracks : tuple of SimulatedRhythms
        One for each track.
    norm : Norm
    density : float
        The share of days on duty.

    Returns
    -------
    Observations
    """
    rng = np.random.default_rng(SEED)  # the days asked for do not hang on the density
    return simulate_requests(tracks, norm, density, rng)


def default_norm() -> Norm:
    """The norm that the file is made for."""
    return Norm(first_day=DAY_ZERO, zone="UTC")


def _choices(norm: Norm) -> tuple[int, ...]:
    return (norm.tracks, norm.days, norm.passes, *_timing(norm))


def _timing(norm: Norm) -> tuple[int, ...]:
    return (norm.period_days, norm.ask_ahead_days, -(-norm.freeze_h // 24))


def fits_days(values: Floats, periods: int) -> Floats:
    """The column of a calibration for so many whole periods, the last one for more.

    Parameters
    ----------
    values : array, shape (n, periods)
    periods : int

    Returns
    -------
    array, shape (n,)
    """
    return np.asarray(values[:, min(periods, values.shape[1]) - 1])
