"""One person's forecast held against what came: where in its law the truth fell."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta

import numpy as np

from benchmarks.calibration.people import Person
from offwatch.forecast import Outlook, rhythm_outlook
from offwatch.forecast.inference.posterior import Belief, believe
from offwatch.forecast.inference.time_warp import Clock, moment, read_clock
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.effects import Effects
from offwatch.forecast.model.prior import Prior
from offwatch.forecast.predict.next_onset import cut, next_onset
from offwatch.forecast.predict.ongoing_episode import lasting
from offwatch.spans import DaySpan

_LONGEST_SPAN_DAYS = 14
_DAYS_ASKED = 3


@dataclass
class Record:
    """What was found of one or many people.

    ``ranks`` holds for each question where in the forecast's law the truth fell, evenly spread over
    0 to 1 if the forecast is right; ``odds`` pairs of (said, came).
    """

    ranks: dict[str, list[float]] = field(default_factory=dict)
    odds: dict[str, list[tuple[float, bool]]] = field(default_factory=dict)

    def rank(self, question: str, value: float) -> None:
        self.ranks.setdefault(question, []).append(value)

    def odd(self, question: str, said: float, came: bool) -> None:
        self.odds.setdefault(question, []).append((said, came))

    def add(self, other: Record) -> None:
        """Take in what was found of others."""
        for question, values in other.ranks.items():
            self.ranks.setdefault(question, []).extend(values)
        for question, pairs in other.odds.items():
            self.odds.setdefault(question, []).extend(pairs)


def hold_against(
    person: Person, prior: Prior, effects: Effects, days: int, rng: np.random.Generator
) -> Record:
    """Forecast ``days`` from a person's diary and compare with what came."""
    lived, found = person.lived, Record()
    said = rhythm_outlook(lived.diary, now=lived.now, days=days, prior=prior)
    _rank_onset(said, person, found, rng)
    clock = rank_effects(person, prior, effects, found)
    reach = lasting(lived.diary, clock, prior, said.first_day, days).reach
    n = lived.next_days
    chances = -np.diff(reach, append=0.0)
    found.rank("duration", _within(float(chances[: n - 1].sum()), chances, n - 1, rng))
    _ask_days(said, person, found, rng)
    return found


def learn(person: Person, prior: Prior, effects: Effects) -> tuple[Belief, Clock]:
    """What is believed once it is known, too, that the next onset has not come."""
    diary, now = person.lived.diary, person.lived.now
    onsets = np.array([day.toordinal() for day in diary.onset_days()], dtype=np.float64)
    cells = cut(now, diary.zone, 2)
    clock = read_clock(diary, effects, float(onsets[0]), float(cells.edges[0]), prior.under)
    belief = believe(onsets, clock, prior)
    _, got_here = next_onset(belief, clock, prior.gap, float(onsets[-1]), cells)
    weight = belief.weight * got_here
    return replace(belief, weight=weight / weight.sum()), clock


def _rank_onset(said: Outlook, person: Person, found: Record, rng: np.random.Generator) -> None:
    lived = person.lived
    today = said.first_day.toordinal()
    day = math.floor(lived.next_onset) - today
    chances = np.append(said.onset, said.beyond)
    day = min(day, said.days)
    rank = _within(float(chances[:day].sum()), chances, day, rng)
    found.rank("onset day", rank)
    size = "0–2" if person.gaps <= 2 else "3–6" if person.gaps <= 6 else "7–15"
    found.rank(f"onset day, {size} gaps", rank)
    truth = person.truth
    for name, has in (
        ("a regimen", bool(truth.regimens)),
        ("doses", any(r.dose_share is not None for r in truth.regimens)),
        ("an exposure", bool(truth.exposures)),
        ("a sign", bool(truth.signs)),
    ):
        if has:
            found.rank(f"onset day, with {name}", rank)
    if not (truth.regimens or truth.exposures or truth.signs):
        found.rank("onset day, with nothing", rank)
    hour = math.floor((lived.next_onset - moment(lived.now, UTC)) * 24)
    within = float(said.hours.sum())
    found.odd("onset within 48 h", within, hour < said.hours.size)
    if hour < said.hours.size and within > 0:
        hours = said.hours / within
        found.rank("hour, if within 48 h", _within(float(hours[:hour].sum()), hours, hour, rng))


def rank_effects(person: Person, prior: Prior, effects: Effects, found: Record) -> Clock:
    """Where the true effects of regimens and exposures lie in what is believed of them."""
    belief, clock = learn(person, prior, effects)
    truth = {r.name: r for r in person.truth.regimens}
    for at, name in enumerate(clock.regimen_names):
        place = _below(belief.stretch[:, at], belief.weight, truth[name].log_stretch)
        found.rank("stretch of a regimen", place)
        found.rank(f"stretch of a regimen, {truth[name].effect}", place)
    advance = {e.name: e.advance_days for e in person.truth.exposures}
    for at, name in enumerate(clock.exposures):
        place = _below(belief.advance[:, at], belief.weight, advance[name])
        found.rank("advance of an exposure", place)
    return clock


def _ask_days(said: Outlook, person: Person, found: Record, rng: np.random.Generator) -> None:
    """Odds of an episode today, on random days, and within a random span."""
    today = said.first_day.toordinal()
    running = np.zeros(said.days, dtype=bool)
    for first, days in person.lived.episodes:
        running[max(first - today, 0) : max(first + days - today, 0)] = True
    found.odd("in an episode today", float(said.in_episode[0]), bool(running[0]))
    for day in rng.integers(1, said.days, _DAYS_ASKED):
        found.odd("in an episode on a day", float(said.in_episode[day]), bool(running[day]))
    start = int(rng.integers(0, said.days - _LONGEST_SPAN_DAYS))
    end = start + 1 + int(rng.integers(0, _LONGEST_SPAN_DAYS))
    span = DaySpan(said.first_day + timedelta(start), said.first_day + timedelta(end))
    found.odd("clash with a span", said.clash(span), bool(running[start:end].any()))


def _within(below: float, chances: Floats, at: int, rng: np.random.Generator) -> float:
    """Somewhere within the chance of what came: the randomised rank of a law of whole numbers.

    **Source** Czado, Gneiting & Held 2009, sec. 2.1 (the randomised form).
    """
    chance = float(chances[at]) if at < chances.size else 0.0
    return min(max(below + float(rng.random()) * chance, 0.0), 1.0)


def _below(values: Floats, weight: Floats, truth: float) -> float:
    """The share of weighted points below, half a point's weight where the truth lies among them."""
    order = np.argsort(values)
    middle = np.cumsum(weight[order]) - weight[order] / 2
    return float(np.interp(truth, values[order], middle, left=0.0, right=1.0))
