"""People held down to about twice a year, three onsets after the suppressant began."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC

import numpy as np

from benchmarks.calibration.people import Shape, draw_truth
from benchmarks.suppressed.exact import Record
from benchmarks.suppressed.law import LONGEST_NOTICE_DAYS, Kinds
from offwatch.diary import Diary, Event
from offwatch.forecast.inference.time_warp import moment
from offwatch.forecast.model.effects import Effects
from offwatch.forecast.model.prior import Prior
from offwatch.simulate import Lived, Observation, TakenRegimen, Truth, live
from offwatch.simulate.person_life import instant

SIGN, EXPOSURE = "hunch", "night shift"
SINCE_DAYS = 426.0  # fourteen months
SINCE = 3
BEFORE = (6, 12)
HOUR = 1 / 24
_BETWEEN = SINCE_DAYS - 91, SINCE_DAYS + 91  # where signs are stood by: eleven to seventeen months
_MOST_SIGNS = 6.0  # how likely a sign is at most, for one that announces with certainty


@dataclass(frozen=True)
class Case:
    """A diary at ``now``, the same as a record, when the next onset truly came, and who it is."""

    diary: Diary
    record: Record
    next_onset: float
    truth: Truth
    advance: float
    announced: bool


def draw_by_day(prior: Prior, effects: Effects, rng: np.random.Generator) -> Case:
    """Fourteen months after the suppressant, three onsets since, the next not yet."""
    while True:
        truth, lived, start = _draw(prior, effects, None, rng)
        now = start + SINCE_DAYS
        if lived.last_onset_day + 1 <= now < lived.next_onset:
            record = _record(lived, start, now, (), has_signs=False)
            return Case(lived.diary, record, lived.next_onset, truth, 0.0, announced=False)


def draw_by_hour(prior: Prior, effects: Effects, rng: np.random.Generator) -> Case:
    """An hour after a sign and half an hour after an exposure; the sign may be one of chance."""
    while True:
        truth, lived, start = _draw(prior, effects, SIGN, rng)
        found = _stand_by_a_sign(truth, lived, effects, rng)
        if found is None:
            continue
        sign, onset, advance, announced = found
        now = sign + HOUR
        if not _BETWEEN[0] <= now - start < _BETWEEN[1]:
            continue
        rate = truth.signs[0].false_per_day
        since = lived.last_onset_day + 1.0
        early = moment(lived.now, UTC)
        marks = [moment(e.instant(UTC), UTC) for e in lived.diary.events if e.kind == "precursor"]
        marks = [m for m in marks if m <= min(early, since)]
        marks += list(since + rng.random(rng.poisson(rate * (now - since))) * (now - since))
        if not announced:  # its own sign may have come between
            notice = truth.signs[0].draw_notice(rng)
            given = rng.random() < truth.signs[0].given and notice <= LONGEST_NOTICE_DAYS
            if given and since <= onset - notice <= now:
                marks.append(onset - notice)
        marks.append(sign)
        kept = [e for e in lived.diary.events if e.kind != "precursor"]
        kept += [Event(instant(m), "precursor", SIGN) for m in marks]
        kept.append(Event(instant(sign + HOUR / 2), "exposure", EXPOSURE))
        record = _record(lived, start, now, tuple(sorted(marks)), has_signs=True)
        return Case(Diary(UTC, kept), record, onset, truth, advance, announced)


def kinds_of(case: Case) -> Kinds:
    """The true person as the one possible: for who knows the truth."""
    truth = case.truth
    held, sign = truth.regimens[0], truth.signs[0] if truth.signs else None
    numbers = (
        truth.log_median,
        math.exp(truth.log_spread),
        math.exp(-held.log_stretch),
        math.exp(truth.log_spread + held.log_spread),
        case.advance,
        sign.log_median if sign else 0.0,
        math.exp(sign.log_spread) if sign else 1.0,
        sign.given if sign else 0.0,
        sign.false_per_day if sign else 1.0,
    )
    return Kinds(*(np.array([number]) for number in numbers))


def _draw(
    prior: Prior, effects: Effects, sign: str | None, rng: np.random.Generator
) -> tuple[Truth, Lived, int]:
    while True:
        before = int(rng.integers(BEFORE[0], BEFORE[1] + 1))
        delay = int(rng.integers(1, 28))
        held = TakenRegimen("held down", "suppressant", before, delay, 0.0)
        truth = draw_truth(prior, effects, Shape((held,), 0.0, sign), rng)
        lived = live(truth, Observation(before + SINCE, 0.0, 28.0), rng)
        if lived is None:
            continue
        start = lived.diary.regimens()[0].start_day.toordinal()
        onsets = [day.toordinal() for day in lived.diary.onset_days()]
        if onsets[-SINCE] > start and lived.last_onset_day < start + _BETWEEN[1]:
            return truth, lived, start


def _stand_by_a_sign(
    truth: Truth, lived: Lived, effects: Effects, rng: np.random.Generator
) -> tuple[float, float, float, bool] | None:
    """A sign, the onset after it and the exposure between, the advance, and whether it was true.

    People come as often as their signs do: a true sign by its share of onsets and, where the
    exposure speeds the clock at the onset, by how much; a chance sign by how many there are.
    """
    sign, since, onset = truth.signs[0], lived.last_onset_day + 1.0, lived.next_onset
    mean, sd = effects.exposure.log_advance
    sped = math.exp(mean + sd * sd / 2)
    if rng.random() < 0.5:
        notice = sign.draw_notice(rng)
        if not HOUR < notice <= LONGEST_NOTICE_DAYS:
            return None
        lived_on = notice - HOUR / 2
        inside = lived_on < effects.exposure.window_days
        heavy = inside and rng.random() < sped / (1 + sped)
        advance = math.exp(rng.normal(mean + sd * sd * heavy, sd))
        onset -= advance * min(lived_on / effects.exposure.window_days, 1.0)
        often = sign.given * (1.0 + sped if inside else 1.0)
        at = onset - notice
        return (at, onset, advance, True) if at >= since and _keep(often, rng) else None
    often = sign.false_per_day * max(onset - since, 0.0)
    at = since + float(rng.random()) * (onset - since)
    advance = math.exp(rng.normal(mean, sd))
    met, window = at + HOUR / 2, effects.exposure.window_days
    left = onset - met
    onset = met + max(left / (1 + advance / window), left - advance)
    return (at, onset, advance, False) if onset > at + HOUR and _keep(often, rng) else None


def _keep(often: float, rng: np.random.Generator) -> bool:
    return bool(rng.random() < min(often / _MOST_SIGNS, 1.0))


def _record(
    lived: Lived, start: int, now: float, marks: tuple[float, ...], *, has_signs: bool
) -> Record:
    onsets = tuple(day.toordinal() for day in lived.diary.onset_days())
    return Record(onsets, start, marks, now, has_signs)
