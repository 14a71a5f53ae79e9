"""The data file that the meter compares with, made anew from its own seed."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from offwatch.crews.crew import Policy, SimulatedCrew, simulate_crew
from offwatch.mask.attacks.observations.observations import Bools, Observations
from offwatch.mask.meter.calibration import make_norm_law, make_plain_law
from offwatch.mask.meter.reference import (
    KEPT,
    ON_THE_SPOT,
    SEED,
    TRACKS,
    default_norm,
    draw_spoken,
    live_through,
)
from offwatch.simulate import parse_condition

PEOPLE, MISFITS, PLAIN = 4000, 200, 300
CLAIMS = 1600
"""Of so many people the file keeps how guesses of the next onset went."""
HALF_ON_DUTY = 0.5
DISHONEST: tuple[Policy, ...] = ("late", "naive", "uniform")


def make_shipped(people: int = PEOPLE, misfits: int = MISFITS, plain: int = PLAIN) -> bytes:
    """The file's content, made anew: the same arrays for the same numbers and code."""
    norm = default_norm()
    (rhythms,), (misfit,) = live_through(people, misfits, norm, 1)
    like, like_misfit = live_through(ON_THE_SPOT, ON_THE_SPOT // 2, norm, TRACKS)
    spoken = draw_spoken((rhythms,), norm, HALF_ON_DUTY)
    outside = draw_spoken((misfit,), norm, HALF_ON_DUTY)
    law = make_norm_law(spoken, rhythms.onset, outside, norm).with_claims_of(CLAIMS)
    without, _ = _crew("none", "none", plain)
    parts = [_crew("population", policy, plain // len(DISHONEST)) for policy in DISHONEST]
    having = Observations(
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


def _crew(condition: str, policy: Policy, people: int) -> tuple[Observations, Bools]:
    plan = SimulatedCrew(
        people=people, condition=parse_condition(condition), policy=policy, seed=SEED
    )
    history = simulate_crew(plan)
    return history.observed(), history.onset
