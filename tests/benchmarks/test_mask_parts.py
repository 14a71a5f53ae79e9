"""The parts of ``benchmarks.mask`` that have no test in the product."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.mask.cells import ALL, DEFAULT, Cell
from benchmarks.mask.crews import draw_pair, hand_over, true_law
from benchmarks.mask.known import know_onset
from benchmarks.mask.measure import measure_use
from benchmarks.mask.oriented import Oriented
from benchmarks.mask.rare import enumerate_exact
from benchmarks.mask.rotated import RotatedPeriods

from offwatch.crews.crew import CrewHistory, SimulatedCrew, simulate_crew
from offwatch.errors import BadInput
from offwatch.mask.attacks import Observations, Rayleigh, try_attack
from offwatch.mask.rare.privacy_accounting import bound_period
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, parse_condition
from offwatch.simulate.law import FixedLaw, population_law


def waves(people: int, rng: np.random.Generator, periods: int = 13) -> np.ndarray:
    """Six days asked for around every onset of an even 28-day rhythm, a phase a person."""
    days = np.arange(28 * periods)
    return np.asarray((days[None, :] + rng.integers(28, size=people)[:, None]) % 28 < 6)


def sight(asked: np.ndarray) -> Observations:
    return Observations(asked=asked, duty=~asked, passed=np.zeros_like(asked))


def test_every_cell_has_a_name_of_its_own() -> None:
    """A row of the report can be told from every other."""
    assert len({(cell.group, cell.name) for cell in ALL}) == len(ALL)


def test_a_sign_is_learned() -> None:
    """Where a condition makes a history less regular, the small numbers are looked for."""
    rng = np.random.default_rng(1)
    even, random = waves(30, rng), rng.random((30, 28 * 13)) < 6 / 28
    attack = Oriented(Rayleigh())
    assert try_attack(attack, sight(random), sight(even), rng).value > 0.95
    assert try_attack(attack, sight(even), sight(random), rng).value > 0.95


def test_a_turned_period_is_found() -> None:
    """In an even rhythm the one period whose days lie elsewhere is named, and its owner too."""
    rng = np.random.default_rng(2)
    turned, plain = waves(40, rng), waves(40, rng)
    number = rng.integers(13, size=40)
    for person, period in enumerate(number):
        span = slice(28 * period, 28 * period + 28)
        turned[person, span] = np.roll(turned[person, span], 14)
    attack = RotatedPeriods()
    assert (attack.name_period(sight(turned)) == number).mean() > 0.95
    assert attack.score(sight(turned)).min() > attack.score(sight(plain)).max()


@pytest.mark.parametrize("strength", [0.5, 4.0])
def test_going_through_all_forecasts_reaches_the_bound(strength: float) -> None:
    """The stated bound is the worst case of the shipped chances."""
    assert enumerate_exact(strength) == pytest.approx(bound_period(strength, 6), abs=1e-9)


def test_histories_go_over_where_the_days_meet() -> None:
    """The first period from the sixth on with enough equal days; who never meets stays."""
    asked = np.zeros((2, 28 * 8), dtype=np.bool_)
    other = asked.copy()
    asked[:, ::7] = True
    other[0, 28 * 7 :: 7] = True
    before, after = (CrewHistory(a, a, a, a, a) for a in (asked, other))
    joined, number = hand_over(before, after, 6)
    assert number.tolist() == [7, 8]
    assert (joined.asked[1] == asked[1]).all()


def test_the_exponential_mechanism_passes_as_many_for_everyone() -> None:
    """With a condition or without, the count of passes besides wishes says nothing."""
    cell = Cell(group="policy", name="exponential", policy="exponential", passes=4, looks=(2,))
    pair = draw_pair(cell, 20, 1)
    plain = draw_pair(Cell(group="policy", name="none", policy="none", looks=(2,)), 20, 1)
    for drawn, wished in zip(pair, plain, strict=True):
        assert not (drawn.passed & ~drawn.duty).any()
        count = drawn.passed.reshape(20, 2, 28).sum(axis=2)
        assert (count >= 4).all()
        assert (drawn.passed | wished.passed == drawn.passed).all()


def test_what_is_avoided_is_counted_against_a_roster_that_knows_nothing() -> None:
    """Half of four episode days would be worked; one of them still is."""
    truth = np.zeros((3, 28), dtype=np.bool_)
    truth[:, :4] = True
    duty = np.zeros_like(truth)
    duty[:, 0] = True
    history = CrewHistory(~truth, duty, np.zeros_like(duty), truth, truth)
    use = measure_use(history, 0.5, np.random.default_rng(1))
    assert use["avoided"]["value"] == 0.5
    assert use["passes"]["value"] == 0.0


def test_a_law_of_one_s_own_is_the_true_one() -> None:
    """Where a crew is given a law, its true rhythms follow it and nothing else changes."""
    law = FixedLaw(35.0, 0.0, 3.0, population_law())
    crew = SimulatedCrew(
        people=4, condition=parse_condition("population"), policy="none", seed=1, law=law
    )
    onset = simulate_crew(crew).onset
    gaps = np.concatenate([np.diff(np.flatnonzero(row)) for row in onset])
    assert (gaps == 35).all()


@pytest.mark.parametrize("size", [0, 1, 1001])
def test_a_team_has_bounds(size: int) -> None:
    """A roster for a whole team needs two people or more."""
    norm = Norm(first_day=DAY_ZERO, zone="UTC")
    with pytest.raises(BadInput) as caught:
        SimulatedCrew(
            people=4,
            condition=parse_condition("none"),
            policy="none",
            seed=1,
            team_size=size,
            norm=norm,
        )
    assert caught.value.code == "simulate.team-size"


def test_the_default_cell_is_the_default_norm() -> None:
    """What is printed as the default is what a new team gets."""
    norm = Norm(first_day=DAY_ZERO, zone="UTC")
    assert (DEFAULT.tracks, DEFAULT.days, DEFAULT.passes) == (norm.tracks, norm.days, norm.passes)


@pytest.mark.parametrize("people", [16, pytest.param(40, marks=pytest.mark.slow)])
def test_members_who_join_have_no_past(people: int) -> None:
    """Nobody is seen before she joins, and joining is as common among both."""
    cell = Cell(group="members", name="joining", twist="churn", amount=0.3, looks=(4,))
    crews = draw_pair(cell, people, 4)
    shares = []
    for crew in crews:
        there = (crew.asked | crew.duty).reshape(people, 4, 28).any(axis=2)
        assert (np.diff(there.astype(int), axis=1) >= 0).all()
        assert there[:, -1].all()
        assert not (crew.in_episode.reshape(people, 4, 28).any(axis=2) & ~there).any()
        shares.append(there[:, 0].mean())
    assert shares == pytest.approx([0.7**3] * 2, abs=0.25)
    assert measure_use(crews[0], 0.5, np.random.default_rng(1))["passes"]["value"] > 0.1


def test_everybody_of_a_marker_cell_notes_markers() -> None:
    """Nobody with the condition is without, and as many gaps have one as the cell says."""
    for amount in (0.8, 1.0):
        law = true_law(Cell(group="marker", name="all", twist="markers", amount=amount))
        assert law is not None
        drawn = [law.draw_traits(np.random.default_rng(seed)) for seed in range(200)]
        shares = [traits.habits.marker_share for traits in drawn]
        assert min(shares) > 0
        assert np.mean(shares) == pytest.approx(amount, abs=0.03)


def test_the_ceiling_lies_above_what_is_avoided() -> None:
    """Right passes only could not avoid less than the passes there were."""
    use = measure_use(
        draw_pair(replace(DEFAULT, looks=(3,)), 12, 4)[0], 0.5, np.random.default_rng(1)
    )
    assert use["avoided"]["value"] < use["ceiling"]["value"] <= 1.0


def test_one_known_onset_says_much() -> None:
    """Who asked around the known day is told from who asked on other days."""
    rng = np.random.default_rng(3)
    having, without = draw_pair(replace(DEFAULT, looks=(4,)), 24, 4)
    assert know_onset(having, without, rng).value > 0.7
    assert (
        know_onset(replace(having, asked=without.asked, passed=without.passed), without, rng).value
        < 0.65
    )
