"""The exposure meter: what an observer could make of one person's history, now and after a pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offwatch.errors import BadInput
from offwatch.mask.attacks.models.renewal import filter_histories
from offwatch.mask.attacks.observations.observations import Floats, Observations
from offwatch.mask.attacks.when.next_onset import guess_onset
from offwatch.mask.meter.calibration import Calibration, filter_under_norm, plain_grid
from offwatch.mask.meter.co_absence import draw_members, draw_moved, p_of_links
from offwatch.mask.meter.history import TeamHistory
from offwatch.mask.meter.over_budget import find_over_budget, log_ratio_of
from offwatch.mask.meter.p_value import p_by_permutation, p_under_norm
from offwatch.mask.meter.reference import (
    PERIOD_DAYS,
    PERIODS,
    Reference,
    density_of,
    fits_days,
    reference_for,
)
from offwatch.norm import Norm

OUTSIDE_SHARE = 0.1
"""Assumed: of those who have something to hide, one in ten has a rhythm outside the law."""
SEED = 2


@dataclass(frozen=True, slots=True)
class LinkedColleague:
    """One colleague and how likely chance alone would share as many days."""

    person: str
    p: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the meter shows; every number but ``days`` is a chance from 0 to 1.

    ``guess_day`` is the observer's best guess, in days after the last; ``days`` how many were
    looked at, ``keeps_norm`` whether they are beside people who keep the norm.
    """

    stands_out_p: float
    observer_from: float
    observer_to: float
    guess_right: float
    guess_chance: float
    linked: tuple[LinkedColleague, ...]
    guess_day: int
    keeps_norm: bool
    days: int

    def as_dict(self) -> dict[str, object]:
        """The form that the command prints."""
        return {
            "stands_out_p": round(self.stands_out_p, 4),
            "observer_from": round(self.observer_from, 4),
            "observer_to": round(self.observer_to, 4),
            "guess_right": round(self.guess_right, 4),
            "guess_chance": round(self.guess_chance, 4),
            "linked": [{"person": link.person, "p": round(link.p, 4)} for link in self.linked],
        }


@dataclass(frozen=True, slots=True)
class _Found:
    p: float
    log_ratio: float
    guess_day: int
    right: float


def measure(team: TeamHistory, name: str, norm: Norm, start: float) -> Exposure:
    """Everything that the meter shows of one person, from what has been published alone.

    Looks at the last 13 periods. The same history gives the same numbers: what is drawn is drawn
    from a fixed seed, so that now and after differ by the pass alone.

    Parameters
    ----------
    team : TeamHistory
    name : str
        Whose exposure is measured.
    norm : Norm
    start : float
        What an observer began with, above 0 and below 1.

    Returns
    -------
    Exposure

    Raises
    ------
    BadInput
        ``meter.person``, ``meter.start``.
    """
    if not 0.0 < start < 1.0:
        raise BadInput("meter.start", "--start takes a chance above 0 and below 1.")
    row = team.find(name)
    me, others, rows = _window(team, row, norm)
    rng = np.random.default_rng(SEED)
    keeps = keeps_norm(me, norm)
    reference = reference_for(norm, density_of(me))
    if keeps:
        found = _under_norm(me, norm, reference, rng)
    else:
        found = _without_norm(me, reference.plain, rng)
    draws = draw_members(reference.spoken, find_over_budget(me, norm), rng) if keeps else None
    links = p_of_links(me, others, draws or draw_moved(me, rng))
    order = np.argsort(links, kind="stable")
    before = np.log(start / (1 - start))
    return Exposure(
        found.p,
        start,
        float(1 / (1 + np.exp(-(before + found.log_ratio)))),
        found.right,
        (reference.law if keeps else reference.plain).chance,
        tuple(LinkedColleague(team.names[rows[i]], float(links[i])) for i in order),
        found.guess_day,
        keeps,
        me.days,
    )


def p_of_colleagues(team: TeamHistory, row: int, norm: Norm) -> Floats:
    """How likely strangers share as many days with one person as each colleague does.

    Parameters
    ----------
    team : TeamHistory
    row : int
        Whose days are held against the others'.
    norm : Norm

    Returns
    -------
    array, shape (n - 1,)
        One for each of the others, in their order.
    """
    me, others, _ = _window(team, row, norm)
    rng = np.random.default_rng(SEED)
    if not keeps_norm(me, norm):
        return p_of_links(me, others, draw_moved(me, rng))
    reference = reference_for(norm, density_of(me))
    draws = draw_members(reference.spoken, find_over_budget(me, norm), rng)
    return p_of_links(me, others, draws)


def keeps_norm(me: Observations, norm: Norm) -> bool:
    """Whether a history is one of the norm's: in most whole periods exactly its rhythm days.

    Parameters
    ----------
    me : Observations
        Of one person.
    norm : Norm
    """
    whole = me.days // norm.period_days
    if not whole:
        return bool(me.asked.sum() <= norm.days)
    counts = me.asked[0, : whole * norm.period_days].reshape(whole, norm.period_days).sum(axis=1)
    return bool((counts == norm.days).sum() * 2 > whole)


def _window(
    team: TeamHistory, row: int, norm: Norm
) -> tuple[Observations, Observations, list[int]]:
    """My own days, at most the last 13 periods from a period's first day on; all the others'."""
    first, last = int(team.first[row]), int(team.last[row])
    begin = max(first, (-(-last // norm.period_days) - PERIODS) * norm.period_days)
    begin = -(-begin // norm.period_days) * norm.period_days
    begin = begin if begin < last else first
    rows = [i for i in range(len(team.names)) if i != row]

    def cut(which: list[int]) -> Observations:
        return Observations(
            asked=team.asked[which, begin:last],
            duty=team.duty[which, begin:last],
            passed=team.passed[which, begin:last],
            period_days=norm.period_days,
            first_weekday=(norm.first_day.weekday() + begin) % 7,
        )

    return cut([row]), cut(rows), rows


def _under_norm(
    me: Observations, norm: Norm, reference: Reference, rng: np.random.Generator
) -> _Found:
    law = reference.law
    whole = min(me.days // norm.period_days, law.without.shape[1])
    ends = sorted({whole * norm.period_days, me.days} - {0})
    filtered = filter_under_norm(me, norm, ends)
    evidence = filtered.evidence[0]
    over_budget = find_over_budget(me, norm)
    ratios, outside = None, 0.0
    if whole:
        ratios = (float(np.float16(evidence[0])), fits_days(law.without, whole))
        outside = law.ratio_at(whole).log_at(float(evidence[0]))
    length = min(me.days, reference.asked.shape[1])
    regular = reference.regularity(length)
    p = p_under_norm(me.first(length), regular, ratios, over_budget, rng)
    log_odds = float(np.logaddexp(np.log1p(-OUTSIDE_SHARE), np.log(OUTSIDE_SHARE) + outside))
    if over_budget.count:
        log_odds += log_ratio_of(over_budget, reference.near_ratio)
    guess = guess_onset(filtered, len(ends) - 1)
    return _Found(p, log_odds, int(guess.day[0]), _right(float(guess.odds[0]), law, whole))


def _without_norm(me: Observations, plain: Calibration, rng: np.random.Generator) -> _Found:
    whole = max(1, min(round(me.days / PERIOD_DAYS), plain.without.shape[1]))
    filtered = filter_histories(me, [me.days], plain_grid())
    evidence = float(filtered.evidence[0, 0])
    log_odds = plain.ratio_at(whole).log_at(evidence)
    guess = guess_onset(filtered, 0)
    right = _right(float(guess.odds[0]), plain, whole)
    return _Found(p_by_permutation(me, rng), log_odds, int(guess.day[0]), right)


def _right(claimed: float, law: Calibration, whole: int) -> float:
    """How often guesses that claimed as much came true, after about as many periods."""
    return float(1 / (1 + np.exp(-law.rightness_at(whole).log_odds(claimed))))
