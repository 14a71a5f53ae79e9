"""Which duties are worth a pass? Rules tried beside the shipped one: ``python -m ...mask.rules``.

Each rule sees the same people, rosters and odds. ``avoided`` and ``passes`` are those of
``python -m benchmarks.mask``; ``right`` is the share of passes that met an episode day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click
import numpy as np

from offwatch.crews.crew import SimulatedCrew, draw_lives
from offwatch.crews.rosters import draw_team_duties
from offwatch.mask.attacks.observations.observations import Bools, Floats, Ints
from offwatch.mask.odds.under_reporting import Logging
from offwatch.mask.policy.many_pads import PUBLISHED_AHEAD_DAYS, Pads
from offwatch.mask.policy.select import EARLY_ODDS, PASS_AHEAD_DAYS, PASS_ODDS, draw_ties, pick_days
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, draw_duties, parse_condition, truth_by_day

NEAREST = 3  # days ahead of the last batch before a freeze of 72 h
LOOKED_FROM = PUBLISHED_AHEAD_DAYS - 2
EVERYTHING_LOGGED = Logging(never=0.0, late=0.0, late_days_mean=1.0)
Rule = Callable[[Floats, Ints], Bools]
"""Odds of the duties that can be passed, 0 elsewhere, and how many days ahead: which to pass."""


@dataclass(frozen=True, slots=True)
class Lived:
    """People under the default norm up to the passes. ``odds[today, person, days ahead]``."""

    norm: Norm
    odds: Floats
    asked: Bools
    duty: Bools
    truth: Bools


def lead_lives(people: int, seed: int, team: int | None, logging: Logging | None) -> Lived:
    """Ask, and make rosters, for 13 periods."""
    norm = Norm(first_day=DAY_ZERO, zone="UTC")
    crew = SimulatedCrew(
        people=people,
        condition=parse_condition("population"),
        policy="mask",
        seed=seed,
        team_size=team,
        norm=norm,
    )
    lives, first = draw_lives(crew), DAY_ZERO.toordinal()
    pads = Pads(norm, lives, [int(s) for s in crew.seeds("books")], first + crew.days, logging)
    asked, duty = (np.zeros((people, crew.days), dtype=np.bool_) for _ in range(2))
    odds = np.zeros((crew.days, people, PASS_AHEAD_DAYS + 1))
    ahead, length, rng = norm.ask_ahead_days, norm.period_days, crew.rng("duties")
    for today in range(-ahead, crew.days):
        number, rest = divmod(today + ahead, length)
        if rest == 0 and number < crew.periods:
            pads.apply_changes(first + today)
            found = pads.odds(first + today, ahead + length)[:, ahead:]
            ties = np.array([draw_ties(s, norm.period(number)) for s in pads.seeds])
            span = slice(number * length, (number + 1) * length)
            asked[:, span] = pick_days(found, norm.days, ties)
            if team is None:
                duty[:, span] = draw_duties(rng, asked[:, span], 0.5, keep_load=False)
            else:
                duty[:, span] = draw_team_duties(rng, asked[:, span], 0.5, team)[0]
        if today >= 0:
            odds[today] = pads.odds(first + today, PASS_AHEAD_DAYS + 1)
    return Lived(norm, odds, asked, duty, truth_by_day(lives, crew.first_day, crew.days)[0])


def pass_by(rule: Rule, lived: Lived) -> Bools:
    """At most one pass a person and period, the likeliest of those the rule wants."""
    passed, length = np.zeros_like(lived.duty), lived.norm.period_days
    people, days = passed.shape
    left = np.ones((people, days // length), dtype=np.bool_)
    for today in range(days - NEAREST):
        near, far = today + NEAREST, min(days, today + PASS_AHEAD_DAYS + 1)
        far = min(far, ((today + LOOKED_FROM) // length + 1) * length)
        which = np.arange(near, far)
        can = lived.duty[:, near:far] & left[:, which // length]
        odds = np.where(can, lived.odds[today][:, near - today : far - today], 0.0)
        wanted = np.where(rule(odds, which - today), odds, 0.0)
        rows = np.flatnonzero(wanted.any(axis=1))
        taken = near + wanted[rows].argmax(axis=1)
        passed[rows, taken] = True
        left[rows, taken // length] = False
    return passed


def threshold(late: float, early: float = EARLY_ODDS) -> Rule:
    """Pass from fixed odds on, at the last call and before it."""
    return lambda odds, ahead: (odds > 0) & (odds >= np.where(ahead == NEAREST, late, early))


def wait_for_better(late: float) -> Rule:
    """Pass at the last call only, and only where no likelier duty is in view."""

    def rule(odds: Floats, ahead: Ints) -> Bools:
        out = np.zeros(odds.shape, dtype=np.bool_)
        if ahead.size and ahead[0] == NEAREST:
            out[:, 0] = (odds[:, 0] >= late) & (odds[:, 0] >= odds.max(axis=1))
        return out

    return rule


RULES: dict[str, Rule] = {
    "shipped": threshold(PASS_ODDS),
    **{f"from {late}": threshold(late) for late in (0.45, 0.5, 0.55, 0.6)},
    "never before the last call": threshold(PASS_ODDS, 2.0),
    **{f"wait for better, from {late}": wait_for_better(late) for late in (0.48, 0.5, 0.52)},
}


def judge(lived: Lived, passed: Bools) -> tuple[float, float, float]:
    """What was avoided, passes a person and period, and how many of them were right."""
    expected = 0.5 * lived.truth.sum()
    worked = (lived.truth & lived.duty & ~passed).sum()
    periods = passed.size / lived.norm.period_days
    right = (passed & lived.truth).sum() / max(1, int(passed.sum()))
    return float(1 - worked / expected), float(passed.sum() / periods), float(right)


def compare(people: int, seed: int, team: int | None) -> Iterator[tuple[str, str, Floats]]:
    """Every rule on the odds as shipped; the shipped one and 0.55 on odds that know no gaps."""
    shipped = lead_lives(people, seed, team, None)
    for name, rule in RULES.items():
        yield "as shipped", name, np.array(judge(shipped, pass_by(rule, shipped)))
    plain = lead_lives(people, seed, team, EVERYTHING_LOGGED)
    for name in ("shipped", "from 0.55"):
        yield "all logged", name, np.array(judge(plain, pass_by(RULES[name], plain)))


def hold_odds(lived: Lived) -> Iterator[tuple[float, float]]:
    """On duties three days ahead: the middle of each tenth of odds, and how often it came true."""
    days = np.arange(NEAREST, lived.duty.shape[1])
    said = lived.odds[days - NEAREST, :, NEAREST].T
    duty, truth = lived.duty[:, days], lived.truth[:, days]
    for low in (0.5, 0.6, 0.7, 0.8, 0.9):
        here = duty & (said >= low) & (said < low + 0.1)
        yield low + 0.05, float(truth[here].mean())


@click.command()
@click.option("--people", type=click.IntRange(2), default=1000, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=101, show_default=True)
def main(people: int, seed: int) -> None:
    """Compare rules on PEOPLE whose rosters are their own, then in teams of 30."""
    for team in (None, 30):
        click.echo("each for herself" if team is None else f"teams of {team}, load kept")
        for odds, name, found in compare(people, seed, team):
            avoided, passes, right = found
            click.echo(
                f"  {odds:<11} {name:<30} avoided {avoided:.3f}  passes {passes:.3f}  "
                f"right {right:.3f}"
            )
    for name, logging in (("as shipped", None), ("all logged", EVERYTHING_LOGGED)):
        held = hold_odds(lead_lives(people, seed, None, logging))
        came = "  ".join(f"{said:.2f} {true:.2f}" for said, true in held)
        click.echo(f"odds three days ahead and how often they came true, {name}: {came}")


if __name__ == "__main__":
    main()
