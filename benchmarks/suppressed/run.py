"""Ours, exact Bayes, and one who knows the truth, on the same people."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.forecast.compare import Measured, mean, ratio
from benchmarks.suppressed.cases import Case, draw_by_day, draw_by_hour, kinds_of
from benchmarks.suppressed.predict import (
    DAYS,
    HOURS,
    by_day,
    by_hour,
    crps,
    exact_by_day,
    exact_by_hour,
)
from offwatch.forecast import load_prior, outlook
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.effects import load_effects
from offwatch.simulate.person_life import instant

BY_DAY, BY_HOUR = "by day", "by hour, after a sign and an exposure"
AT_MOST = 1.02  # ours over exact
_ALONE = np.ones(1)

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Said:
    """What the three said of one person, by their scores; ``points`` what exact Bayes rests on."""

    ours: float
    exact: float
    oracle: float
    apart: float  # the furthest that ours and exact are from each other
    points: float
    ours_ms: float
    announced: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A part's scores, mean over people, and ours over exact with its 95 % interval."""

    part: str
    people: int
    unit: str
    ours: Measured
    exact: Measured
    oracle: Measured
    over_exact: Measured
    at_most: float
    reached: bool
    fewest_points: float
    apart: float
    ours_ms: float


def measure(people: int, points: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Both parts, each on ``people`` people of its own."""
    lines = []
    for at, part in enumerate((BY_DAY, BY_HOUR)):
        said = []
        for i in range(people):
            rng = np.random.default_rng((seed, at, i))
            said.append(ask(part, points, rng))
            tell(part)
        lines.append(sum_up(part, said))
        true = [one for one in said if one.announced]
        if true:
            lines.append(sum_up(f"{part}: of these, the sign was a true one", true, judged=False))
    return {"people": people, "points": points, "seed": seed, "lines": lines}


def ask(part: str, points: int, rng: np.random.Generator) -> Said:
    """Draw a person and score all three."""
    prior, effects = load_prior("menstrual"), load_effects()
    days = part == BY_DAY
    case = (draw_by_day if days else draw_by_hour)(prior, effects, rng)
    began = time.process_time()
    ours = forecast(case, days=days)
    took = time.process_time() - began
    exactly, law = (exact_by_day, by_day) if days else (exact_by_hour, by_hour)
    exact, worth = exactly(case, prior, effects, rng, points)
    oracle = law(case, kinds_of(case), _ALONE, prior)
    came = step_of(case, days=days)
    return Said(
        ours=crps(ours, came),
        exact=crps(exact, came),
        oracle=crps(oracle, came),
        apart=float(np.abs(ours - exact).max()),
        points=worth,
        ours_ms=1000 * took,
        announced=case.announced,
    )


def forecast(case: Case, *, days: bool) -> Floats:
    """Our chance by the end of each day, or hour, that the onset has come."""
    prior, now = load_prior("menstrual"), instant(case.record.now)
    said = outlook(case.diary, now=now, days=DAYS if days else 30, prior=prior)
    return np.asarray(np.cumsum(said.onset if days else said.hours))


def step_of(case: Case, *, days: bool) -> int:
    """The day or hour from now on in which the onset came; past the last where it is later."""
    now = case.record.now
    if days:
        return min(math.floor(case.next_onset) - math.floor(now), DAYS)
    return min(math.floor((case.next_onset - now) * 24), HOURS)


def sum_up(part: str, said: list[Said], *, judged: bool = True) -> Line:
    """Means over people, and the ratio with people resampled."""
    ours, exact, oracle = (
        np.array([getattr(one, name) for one in said]) for name in ("ours", "exact", "oracle")
    )
    person_at = np.arange(len(said))
    over = ratio(ours, exact, person_at)
    return Line(
        part=part,
        people=len(said),
        unit="days" if part == BY_DAY else "hours",
        ours=mean(ours, person_at),
        exact=mean(exact, person_at),
        oracle=mean(oracle, person_at),
        over_exact=over,
        at_most=AT_MOST,
        reached=over.value <= AT_MOST or not judged,
        fewest_points=round(min(one.points for one in said)),
        apart=round(float(np.mean([one.apart for one in said])), 4),
        ours_ms=round(float(np.median([one.ours_ms for one in said])), 1),
    )
