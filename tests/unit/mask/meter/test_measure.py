"""The exposure meter on simulated teams: it is quiet under the norm and loud without it."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from offwatch.crews.crew import CrewHistory, Policy, SimulatedCrew, simulate_crew
from offwatch.errors import BadInput
from offwatch.mask.meter import Exposure, TeamHistory, keeps_norm, measure
from offwatch.mask.meter.over_budget import find_over_budget
from offwatch.mask.meter.reference import SEED as REFERENCE_SEED
from offwatch.mask.meter.reference import load_shipped, reference_for
from offwatch.mask.meter.rhythms import SimulatedRhythms, make_rhythms
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, parse_condition

NORM = Norm(first_day=DAY_ZERO, zone="UTC")
PEOPLE = 10
PERIODS = 8
DAYS = 28 * PERIODS


@cache
def history(condition: str, policy: Policy, wishes: bool = False) -> CrewHistory:
    plan = SimulatedCrew(
        people=PEOPLE,
        condition=parse_condition(condition),
        policy=policy,
        seed=11,
        periods=PERIODS,
        wishes=wishes,
    )
    return simulate_crew(plan)


def team(of: CrewHistory) -> TeamHistory:
    n, days = of.asked.shape
    spans = (np.zeros(n, dtype=np.int64), np.full(n, days))
    return TeamHistory(tuple(f"p{i}" for i in range(n)), of.asked, of.duty, of.passed, *spans)


@cache
def everybody(condition: str, policy: Policy, wishes: bool = False) -> list[Exposure]:
    of = team(history(condition, policy, wishes))
    return [measure(of, f"p{i}", NORM, 0.1) for i in range(PEOPLE)]


@pytest.mark.parametrize("wishes", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_under_the_norm_an_observer_learns_next_to_nothing(wishes: bool) -> None:
    """Whoever began at 10 % is near 10 % still, with a condition and without, wishes or not."""
    for condition in ("population", "none"):
        seen = everybody(condition, "mask", wishes)
        moved = [abs(one.observer_to - 0.1) for one in seen]
        assert np.mean(moved) < 0.03
        assert all(one.keeps_norm for one in seen)
        assert np.mean([one.stands_out_p <= 0.05 for one in seen]) < 0.2


@pytest.mark.parametrize("policy", ["late", pytest.param("naive", marks=pytest.mark.slow)])
def test_without_the_norm_honest_passes_show(policy: Policy) -> None:
    """Most of those who pass honestly stand out, and an observer becomes sure of them."""
    seen = everybody("population", policy)
    assert np.mean([one.stands_out_p <= 0.05 for one in seen]) > 0.6
    assert np.median([one.observer_to for one in seen]) > 0.5
    assert not any(one.keeps_norm for one in seen)


def test_without_the_norm_ordinary_wishes_do_not_show() -> None:
    """People who only have wishes seldom stand out, and an observer learns that they have none."""
    seen = everybody("none", "none")
    assert np.mean([one.stands_out_p <= 0.05 for one in seen]) < 0.2
    assert np.mean([one.observer_to for one in seen]) < 0.1


def test_a_guess_beats_chance_only_where_it_can() -> None:
    """Guesses are stated beside those of somebody who has seen nothing."""
    masked, honest = everybody("population", "mask")[0], everybody("population", "late")
    assert masked.guess_chance == pytest.approx(0.17, abs=0.03)
    assert np.mean([one.guess_right for one in honest]) > 0.4


@pytest.mark.slow
def test_more_tracks_make_the_guess_worse() -> None:
    """With two tracks the observer's guess of the next episode is worse than with one."""
    of = history("population", "mask")
    one = measure(team(of), "p1", NORM, 0.1)
    norm = replace(NORM, tracks=2, days=8, passes=2)
    plan = SimulatedCrew(
        people=3, condition=parse_condition("population"), policy="mask", seed=5, norm=norm
    )
    two = [measure(team(simulate_crew(plan)), f"p{i}", norm, 0.1).guess_right for i in range(3)]
    assert np.mean(two) < one.guess_right


def test_passes_by_hand_beside_the_days_asked_raise_the_observers_odds() -> None:
    """Beyond the budget a pass next to rhythm days counts, one far from them does not."""
    of = history("population", "mask")
    near_days, far_days = of.passed.copy(), of.passed.copy()
    duty = of.duty.copy()
    for first in range(0, DAYS, 28):
        block = of.asked[0, first : first + 28]
        distance = np.abs(np.arange(28)[:, None] - np.flatnonzero(block)[None, :]).min(axis=1)
        for days, order in ((near_days, distance), (far_days, -distance)):
            for offset in np.argsort(np.where(block, 99, order), kind="stable")[:2]:
                duty[0, first + offset] = True
                days[0, first + offset] = True
    base = measure(team(replace(of, duty=duty)), "p0", NORM, 0.1)
    near = measure(team(replace(of, duty=duty, passed=near_days)), "p0", NORM, 0.1)
    far = measure(team(replace(of, duty=duty, passed=far_days)), "p0", NORM, 0.1)
    assert near.observer_to > base.observer_to + 0.1
    assert near.stands_out_p <= 0.05
    assert far.observer_to <= base.observer_to + 0.01


def test_a_pass_within_the_budget_is_no_news() -> None:
    """One pass in a period that has none left unused is what any pad might do."""
    of = history("none", "mask")
    seen = of.observed().take(slice(0, 1))
    assert find_over_budget(seen, NORM).count == 0
    empty = next(
        first for first in range(0, DAYS, 28) if not of.passed[0, first : first + 28].any()
    )
    day = empty + int(of.duty[0, empty : empty + 28].argmax())
    now = measure(team(of), "p0", NORM, 0.1)
    after = measure(team(of).with_pass(0, day), "p0", NORM, 0.1)
    assert after.observer_to == now.observer_to
    assert after.stands_out_p == now.stands_out_p


def test_two_people_away_together_are_linked() -> None:
    """A colleague who passes on the same days is at the head of the list, with a small p."""
    of = history("none", "none")
    passed, duty = of.passed.copy(), of.duty.copy()
    me, friend = (int(row) for row in np.argsort(-passed.sum(axis=1))[:2])
    duty[friend] |= passed[me]
    passed[friend] = passed[me]
    found = measure(team(replace(of, passed=passed, duty=duty)), f"p{me}", NORM, 0.1).linked
    assert found[0].person == f"p{friend}"
    assert found[0].p <= 0.01
    assert len(found) == PEOPLE - 1


@pytest.mark.parametrize("policy", ["mask", "none"])
def test_strangers_are_linked_no_more_often_than_chance(policy: Policy) -> None:
    """Of many pairs of strangers about one in twenty has p ≤ 0.05."""
    seen = everybody("none", policy)
    share = np.mean([link.p <= 0.05 for one in seen for link in one.linked])
    assert share < 0.075


def test_the_same_history_gives_the_same_numbers() -> None:
    """What is drawn is drawn from a fixed seed."""
    of = team(history("population", "mask"))
    assert measure(of, "p3", NORM, 0.2) == measure(of, "p3", NORM, 0.2)


def test_more_certainty_before_is_more_after() -> None:
    """The odds an observer ends with rise with those they began with."""
    of = team(history("population", "late"))
    ends = [measure(of, "p2", NORM, start).observer_to for start in (0.01, 0.1, 0.5, 0.9)]
    assert ends == sorted(ends)


@pytest.mark.parametrize("start", [0.0, 1.0, -1.0, float("nan")])
def test_certainty_is_nothing_to_begin_with(start: float) -> None:
    """An observer who is sure already cannot learn."""
    with pytest.raises(BadInput) as refusal:
        measure(team(history("none", "none")), "p0", NORM, start)
    assert refusal.value.code == "meter.start"


def test_most_periods_decide_whether_the_norm_is_kept() -> None:
    """One odd period does not undo a year under the norm, nor one lucky period make it."""
    of = history("none", "mask").observed().take(slice(0, 1))
    asked = of.asked.copy()
    asked[0, :28] = False
    assert keeps_norm(replace(of, asked=asked), NORM)
    asked[0, : 5 * 28] = False
    assert not keeps_norm(replace(of, asked=asked), NORM)


def test_a_call_takes_less_than_a_second() -> None:
    """With the reference that ships, on a team of forty."""
    of = team(history("population", "mask"))
    load_shipped()
    begun = time.process_time()
    measure(of, "p5", NORM, 0.1)
    assert time.process_time() - begun < 1.0


def test_the_shipped_rhythms_ask_like_a_real_crew() -> None:
    """What the reference says under the default norm has the moments of a simulated crew."""
    spoken = reference_for(NORM, 0.5).spoken
    crew = history("none", "mask").observed()
    assert (spoken.asked.sum(axis=1) == 78).all()
    assert spoken.passed.mean() == pytest.approx(crew.passed.mean(), rel=0.25)
    assert not (spoken.passed & ~spoken.duty).any()
    assert not (spoken.asked & spoken.duty).any()


def test_the_shipped_reference_is_of_this_mask() -> None:
    """People lived through again say what the file says; else make it anew, see docs/meter.md."""
    shipped = load_shipped()
    made = make_rhythms(12, 4, NORM, seed=REFERENCE_SEED, misfit=False, tracks=2)
    for kept, again in zip((shipped.rhythms, shipped.like[0]), made, strict=True):
        asked = kept.ask[:12, : again.ask.shape[1]].astype(np.int64)
        assert np.abs(asked - again.ask).mean() < 3
        assert (kept.onset[:12, : again.onset.shape[1]] == again.onset).all()


def test_further_tracks_are_like_the_leading_one() -> None:
    """Under two tracks the reference joins rhythms of one kind, as pads do, not strangers."""
    shipped = load_shipped()
    lead, like = shipped.rhythms, shipped.like[0]

    def length(of: SimulatedRhythms, row: int) -> float:
        return float(np.median(np.diff(np.flatnonzero(of.onset[row]))))

    apart = [abs(length(lead, i) - length(like, i)) for i in range(like.people)]
    strangers = [abs(length(lead, i) - length(like, i - 1)) for i in range(like.people)]
    assert np.mean(apart) < 0.8 * np.mean(strangers)
    assert len(shipped.like) == len(shipped.like_misfit) == 3


@pytest.mark.parametrize(
    "norm",
    [
        replace(NORM, days=14, passes=0),
        pytest.param(replace(NORM, days=0, passes=2), marks=pytest.mark.slow),
        pytest.param(replace(NORM, tracks=4, days=10, passes=3), marks=pytest.mark.slow),
        pytest.param(
            replace(NORM, freeze_h=0, period_days=14, ask_ahead_days=7, days=3),
            marks=pytest.mark.slow,
        ),
    ],
    ids=["days only", "passes only", "four tracks", "other timing"],
)
def test_any_norm_has_a_reference_of_its_own(norm: Norm) -> None:
    """Under each norm its members without a condition seldom stand out and teach nobody much."""
    plan = SimulatedCrew(
        people=3, condition=parse_condition("none"), policy="mask", seed=6, periods=6, norm=norm
    )
    seen = [measure(team(simulate_crew(plan)), f"p{i}", norm, 0.1) for i in range(3)]
    assert all(one.keeps_norm for one in seen)
    assert max(one.stands_out_p for one in seen) > 0.05
    assert np.mean([abs(one.observer_to - 0.1) for one in seen]) < 0.05


def test_somebody_seldom_on_duty_is_measured_all_the_same() -> None:
    """Three duties a year, all of them passed, are compared with people who have some."""
    of = history("none", "mask")
    duty = np.zeros_like(of.duty)
    duty[0, np.flatnonzero(~of.asked[0])[[1, 2, 3]]] = True
    found = measure(team(replace(of, duty=duty, passed=duty)), "p0", NORM, 0.1)
    assert 0 < found.observer_to < 1
    assert found.stands_out_p > 0
