"""What the meter compares with: shipped for the default norm, simulated on the spot for others."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from offwatch.mask.attacks.seen import Bools, Floats, Seen
from offwatch.mask.cohort.crew import DAY_ZERO, Crew, History, Policy, simulate_crew
from offwatch.mask.meter.extra import nearness_ratio
from offwatch.mask.meter.law import Law, make_norm_law, make_plain_law
from offwatch.mask.meter.rhythms import Rhythms, make_rhythms, speak
from offwatch.mask.meter.stands_out import measure_regularity
from offwatch.norm import Norm
from offwatch.simulate import parse_condition

FILE = "reference.npz"
SEED = 1
PERIODS, PERIOD_DAYS = 13, 28
PEOPLE, MISFITS, PLAIN = 4000, 200, 300
KEPT, ON_THE_SPOT = 300, 120
"""Of so many people the file keeps the rhythms, and of so many all tracks, for other norms; of the
rest what they said."""
TRACKS = 4
CLAIMS = 1600
"""Of so many people the file keeps how guesses of the next onset went."""
NEARNESS_PEOPLE = 100
HALF_ON_DUTY = 0.5
DISHONEST: tuple[Policy, ...] = ("late", "naive", "uniform")


@dataclass(frozen=True, eq=False)
class Reference:
    """One norm's own law; ``plain`` is the law where none is kept.

    What is worked out from it is kept beside it.

    **Shapes**: ``asked: (n, days)`` what the people of ``law`` without a condition asked for;
    ``spoken: (m, days)`` what some of them said, and ``in_episode`` the truth if the rhythms
    behind it were true.
    """

    law: Law
    asked: Bools
    spoken: Seen
    in_episode: Bools
    plain: Law

    @cached_property
    def near_ratio(self) -> Floats:
        """See ``extra.nearness_ratio``; by some of the people."""
        some = slice(NEARNESS_PEOPLE)
        return nearness_ratio(self.spoken.take(some), self.in_episode[some])

    def regularity(self, days: int) -> Floats:
        """How regular what each member asked for on so many days is: ``(n, 2)``."""
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

    rhythms: Rhythms
    misfit: Rhythms
    like: tuple[Rhythms, ...]
    like_misfit: tuple[Rhythms, ...]
    default: Law
    asked: Bools
    plain: Law


def reference_for(norm: Norm, density: float) -> Reference:
    """The law of a norm: read for the default, drawn from shipped rhythms or simulated for others.

    ``density`` is the share of free days on duty; it counts to a tenth, from 0.1 on.
    Deterministic: what is drawn is drawn from the file's own seed; the last few are kept.
    """
    return _reference_for(norm, max(0.1, round(density, 1)))


@lru_cache(maxsize=4)
def _reference_for(norm: Norm, density: float) -> Reference:
    shipped = load_shipped()
    default = _default()
    if _choices(norm) == _choices(default):
        spoken = _spoken((shipped.rhythms,), norm, density)
        truth = shipped.rhythms.in_episode
        return Reference(shipped.default, shipped.asked, spoken, truth, shipped.plain)
    if _timing(norm) == _timing(default):
        some, few = slice(ON_THE_SPOT), slice(ON_THE_SPOT // 2)
        rhythms = (shipped.rhythms.take(some), *shipped.like)
        misfit = (shipped.misfit.take(few), *shipped.like_misfit)
    else:
        rhythms, misfit = _live_through(ON_THE_SPOT, ON_THE_SPOT // 2, norm, norm.tracks)
    spoken = _spoken(rhythms, norm, density)
    law = make_norm_law(spoken, rhythms[0].onset, _spoken(misfit, norm, density), norm)
    return Reference(law, spoken.asked, spoken, rhythms[0].in_episode, shipped.plain)


@lru_cache(maxsize=1)
def load_shipped() -> Shipped:
    """The reference that ships with Offwatch."""
    data = files("offwatch.mask.meter").joinpath(FILE).read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        kept = {name: arrays[name] for name in arrays.files}
    return Shipped(
        Rhythms.from_arrays(kept, "law"),
        Rhythms.from_arrays(kept, "misfit"),
        tuple(Rhythms.from_arrays(kept, f"law{track}") for track in range(1, TRACKS)),
        tuple(Rhythms.from_arrays(kept, f"misfit{track}") for track in range(1, TRACKS)),
        Law.from_arrays(kept, "default"),
        np.unpackbits(kept["asked"], axis=1, count=PERIODS * PERIOD_DAYS).astype(np.bool_),
        Law.from_arrays(kept, "plain"),
    )


def make_shipped(people: int = PEOPLE, misfits: int = MISFITS, plain: int = PLAIN) -> bytes:
    """The file's content, made anew: the same arrays for the same numbers and code."""
    norm = _default()
    (rhythms,), (misfit,) = _live_through(people, misfits, norm, 1)
    like, like_misfit = _live_through(ON_THE_SPOT, ON_THE_SPOT // 2, norm, TRACKS)
    spoken = _spoken((rhythms,), norm, HALF_ON_DUTY)
    outside = _spoken((misfit,), norm, HALF_ON_DUTY)
    law = make_norm_law(spoken, rhythms.onset, outside, norm).with_claims_of(CLAIMS)
    without, _ = _crew("none", "none", plain)
    parts = [_crew("population", policy, plain // len(DISHONEST)) for policy in DISHONEST]
    having = Seen(
        asked=np.concatenate([seen.asked for seen, _ in parts]),
        duty=np.concatenate([seen.duty for seen, _ in parts]),
        passed=np.concatenate([seen.passed for seen, _ in parts]),
    )
    unmasked = make_plain_law(without, having, np.concatenate([onset for _, onset in parts]))
    arrays: dict[str, Any] = {
        **rhythms.take(slice(KEPT)).as_arrays("law"),
        "asked": np.packbits(spoken.asked, axis=1),
        **misfit.take(slice(ON_THE_SPOT // 2)).as_arrays("misfit"),
        **law.as_arrays("default"),
        **unmasked.as_arrays("plain"),
    }
    for track in range(1, TRACKS):
        arrays |= like[track].as_arrays(f"law{track}")
        arrays |= like_misfit[track].as_arrays(f"misfit{track}")
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


def seen_of(history: History) -> Seen:
    """What an observer sees of a simulated history."""
    return Seen(asked=history.asked, duty=history.duty, passed=history.passed)


def density_of(seen: Seen) -> float:
    """The share of days on duty among those not asked for."""
    free = ~seen.asked
    return float((seen.duty & free).sum() / max(1, free.sum()))


def _live_through(
    people: int, misfits: int, norm: Norm, tracks: int
) -> tuple[tuple[Rhythms, ...], tuple[Rhythms, ...]]:
    """Rhythms of the published law and outside it, each with so many tracks."""
    return (
        make_rhythms(people, PERIODS, norm, seed=SEED, misfit=False, tracks=tracks),
        make_rhythms(misfits, PERIODS, norm, seed=SEED + 1, misfit=True, tracks=tracks),
    )


def _spoken(tracks: tuple[Rhythms, ...], norm: Norm, density: float) -> Seen:
    rng = np.random.default_rng(SEED)  # the days asked for do not hang on the density
    return speak(tracks, norm, density, rng)


def _crew(condition: str, policy: Policy, people: int) -> tuple[Seen, Bools]:
    plan = Crew(people=people, condition=parse_condition(condition), policy=policy, seed=SEED)
    history = simulate_crew(plan)
    return seen_of(history), history.onset


def _default() -> Norm:
    return Norm(first_day=DAY_ZERO, zone="UTC")


def _choices(norm: Norm) -> tuple[int, ...]:
    return (norm.tracks, norm.days, norm.passes, *_timing(norm))


def _timing(norm: Norm) -> tuple[int, ...]:
    return (norm.period_days, norm.ask_ahead_days, -(-norm.freeze_h // 24))


def fits_days(values: Floats, periods: int) -> Floats:
    """The column of a law for so many whole periods, the last one for more."""
    return np.asarray(values[:, min(periods, values.shape[1]) - 1])
