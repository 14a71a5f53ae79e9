"""The people of each part, one after another, each from a seed of their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.calibration.measure import Record, hold_against, rank_effects
from benchmarks.calibration.people import CLASSES, Scope, draw_after_four, draw_lived
from benchmarks.calibration.verdicts import judge
from offwatch.forecast.model.effects import load_effects
from offwatch.forecast.model.prior import load_prior

# The presets that are measured, each with the days that its gaps may fill.
DAYS = {"menstrual": 120, "suppressed": 300, "migraine": 90, "generic": 200}
AFTER_FOUR = "after four gaps"
AWAY_AFTER_FOUR = 3.0  # points, by the design

Tell = Callable[[str], None]


def measure(people: int, seed: int, tell: Tell) -> dict[str, Any]:
    """Each preset with everything at once, then the effect of a new regimen after four gaps."""
    effects, report = load_effects(), {}
    for at, preset in enumerate(DAYS):
        prior, began = load_prior(preset), time.process_time()
        found = Record()
        for i in range(people):
            rng = np.random.default_rng((seed, at, i))
            person = draw_lived(prior, effects, Scope(), DAYS[preset], rng)
            found.add(hold_against(person, prior, effects, DAYS[preset], rng))
            tell(preset)
        report[preset] = judge(found) | {"cpu_s": round(time.process_time() - began, 1)}
    found, plain = Record(), load_prior("menstrual")
    for i in range(people):
        rng = np.random.default_rng((seed, len(DAYS), i))
        person = draw_after_four(CLASSES[i % len(CLASSES)], plain, effects, rng)
        rank_effects(person, plain, effects, found)
        tell(AFTER_FOUR)
    report[AFTER_FOUR] = judge(found, dict.fromkeys(found.ranks, AWAY_AFTER_FOUR))
    return {"people": people, "seed": seed, "parts": report}


def count_people(people: int) -> int:
    """How many steps ``measure`` tells of."""
    return people * (len(DAYS) + 1)
