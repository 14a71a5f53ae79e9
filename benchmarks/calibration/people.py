"""People drawn from the shipped priors, lived out, each with what they truly are."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from offwatch.forecast.model.effects import Effects, RegimenEffect, SignLaw
from offwatch.forecast.model.prior import Prior
from offwatch.simulate import (
    Lived,
    MetExposure,
    Observation,
    Scatter,
    TakenRegimen,
    TrueSign,
    Truth,
    live,
)

CLASSES = ("suppressant", "lengthening", "shortening", "none")
LONGEST_HISTORY = 15
LONGEST_WAIT = 1.1  # of the mean logged gap, since the last onset
MOST_DRAWN = 300  # people for one plan
BEFORE = (3, 10)  # gaps before a regimen whose effect the four after it are to tell


@dataclass(frozen=True, slots=True)
class Scope:
    """What a part of the benchmark is about: how often a person has each thing."""

    regimen: float = 0.5
    adherence: float = 0.5  # of regimens, doses are written down and some are missed
    exposure: float = 0.4
    sign: float = 0.4
    gaps: tuple[int, int] = (0, LONGEST_HISTORY)


@dataclass(frozen=True)
class Person:
    """A truth and what it lived, with this many logged gaps."""

    truth: Truth
    lived: Lived
    gaps: int


def draw_lived(
    prior: Prior,
    effects: Effects,
    scope: Scope,
    days_ahead: int,
    rng: np.random.Generator,
) -> Person:
    """Draw a plan, then people until one's next onset has not come at that plan's "now".

    A plan under which hardly anybody's has not is drawn anew: which people are shown under a plan
    does not hang on how often others were not.
    """
    while True:
        gaps = int(rng.integers(scope.gaps[0], scope.gaps[1] + 1))
        plan = Observation(
            gaps=gaps,
            wait_share=float(rng.uniform(0.0, LONGEST_WAIT)),
            typical_days=math.exp(prior.gap.log_median[0]),
            days_ahead=days_ahead,
            ends_written=0.8,
        )
        shape = _draw_shape(prior, scope, gaps, rng)
        found = live_until_shown(prior, effects, shape, plan, rng)
        if found is not None:
            return found


def draw_after_four(
    effect: str, prior: Prior, effects: Effects, rng: np.random.Generator
) -> Person:
    """A person with a regimen of this class, begun four logged gaps ago, and nothing else."""
    before = int(rng.integers(BEFORE[0], BEFORE[1] + 1))
    begun = TakenRegimen("regimen", effect, before, 0, 0.0)
    typical = math.exp(prior.gap.log_median[0])
    while True:
        plan = Observation(before + 4, float(rng.uniform(0.0, 0.5)), typical)
        found = live_until_shown(prior, effects, Shape((begun,), 0.0, None), plan, rng)
        if found is not None:
            return found


def live_until_shown(
    prior: Prior, effects: Effects, shape: Shape, plan: Observation, rng: np.random.Generator
) -> Person | None:
    """Draw people until the next onset of one has not come at the plan's "now"; none of many."""
    for _ in range(MOST_DRAWN):
        truth = draw_truth(prior, effects, shape, rng)
        lived = live(truth, plan, rng)
        if lived is not None:
            return Person(truth, lived, plan.gaps)
    return None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a person meets, whatever they are: this may not depend on the truth."""

    regimens: tuple[TakenRegimen, ...]
    exposure_rate: float
    sign: str | None


def _draw_shape(prior: Prior, scope: Scope, gaps: int, rng: np.random.Generator) -> Shape:
    regimens = []
    if prior.under:
        away = bool(rng.random() < scope.regimen)
        regimens.append(_place(0, prior.under, prior, gaps if away else 0, scope, rng))
    elif rng.random() < scope.regimen:
        for place in range(1 + int(rng.random() < 0.2)):
            effect = CLASSES[int(rng.integers(len(CLASSES)))]
            regimens.append(_place(place, effect, prior, gaps, scope, rng))
    typical = math.exp(prior.gap.log_median[0])
    met = float(rng.uniform(0.3, 3.0)) / typical if rng.random() < scope.exposure else 0.0
    names = ("hunch", "aura", "prodrome")
    sign = names[int(rng.integers(3))] if rng.random() < scope.sign else None
    return Shape(tuple(regimens), met, sign)


def _place(
    place: int, effect: str, prior: Prior, gaps: int, scope: Scope, rng: np.random.Generator
) -> TakenRegimen:
    begins = int(rng.integers(0, gaps + 1))
    stops = None
    if not prior.under and begins < gaps and rng.random() < 0.25:
        stops = int(rng.integers(begins + 1, gaps + 1))
    missed = rng.random() < scope.adherence
    return TakenRegimen(
        name=f"regimen {place}",
        effect=effect,
        after_gap=begins,
        delay_days=int(rng.integers(0, 15)),
        log_stretch=0.0,
        dose_share=float(rng.uniform(0.4, 1.0)) if missed else None,
        stop_after_gap=stops,
    )


def draw_truth(prior: Prior, effects: Effects, shape: Shape, rng: np.random.Generator) -> Truth:
    """One person of the prior, unlike most as often as it says."""
    stage, durations = prior.gap, prior.durations
    z = rng.standard_normal(4)
    log_median = stage.log_median[0] + stage.log_median[1] * float(z[0])
    log_spread = stage.log_spread[0] + stage.log_spread[1] * float(z[1]) + stage.tilt * float(z[0])
    which = float(rng.random()) if stage.others else 1.0
    for others in stage.others:
        if 0.0 <= which < others.share:
            log_median = others.log_median[0] + others.log_median[1] * float(z[0])
            log_spread = others.log_spread[0] + others.log_spread[1] * float(z[1])
        which -= others.share
    regimens = tuple(_effect(r, effects.regimen(r.effect), rng) for r in shape.regimens)
    duration = durations.log_median[0] + durations.log_median[1] * float(z[2])
    if prior.under:  # the law counts days lived under the last of these
        log_median -= regimens[-1].log_stretch
        log_spread -= regimens[-1].log_spread
        duration -= regimens[-1].log_duration
    exposures: tuple[MetExposure, ...] = ()
    law = effects.exposure
    if shape.exposure_rate > 0:
        advance = math.exp(law.log_advance[0] + law.log_advance[1] * float(rng.standard_normal()))
        exposures = (MetExposure("night shift", advance, law.window_days, shape.exposure_rate),)
    signs = (draw_sign(shape.sign, effects.sign(shape.sign), rng),) if shape.sign else ()
    noise = stage.noise
    spread = np.array(log_spread)
    delayed = float(noise.late_weight(spread))
    skip = [float(chance) for chance in stage.skip_at(spread)]
    return Truth(
        log_median=log_median,
        log_spread=log_spread,
        scatter=Scatter(noise.core_freedom, delayed, noise.right_log_mean, noise.right_log_sd),
        skip=(skip[0], skip[1], skip[2]),
        duration_log_median=duration,
        duration_log_spread=math.exp(
            durations.log_spread[0] + durations.log_spread[1] * float(z[3])
        ),
        regimens=regimens,
        exposures=exposures,
        signs=signs,
    )


def draw_sign(name: str, law: SignLaw, rng: np.random.Generator) -> TrueSign:
    """A person's sign of this law."""
    return TrueSign(
        name=name,
        log_median=float(rng.normal(*law.log_median)),
        log_spread=float(rng.normal(*law.log_spread)),
        given=float(rng.beta(*law.given)),
        false_per_day=float(rng.gamma(law.false[0])) / law.false[1],
    )


def _effect(regimen: TakenRegimen, law: RegimenEffect, rng: np.random.Generator) -> TakenRegimen:
    stretch, spread, duration = (
        mean + sd * float(rng.standard_normal())
        for mean, sd in (law.log_stretch, law.log_spread, law.log_duration)
    )
    return replace(regimen, log_stretch=stretch, log_spread=spread, log_duration=duration)
