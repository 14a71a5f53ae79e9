"""The made-up crews, and missions that must move."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.plan.missions import RARE, Lost, draw_absences, force_move, make_crew
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.plan import dump_roster, read_roster, standing
from offwatch.plan.objective import lost_seats

SIZES = st.integers(6, 40)


@settings(max_examples=some(12), deadline=None)
@given(people=SIZES, weeks=st.integers(1, 4), seed=st.integers(0, 2**32 - 1))
def test_a_crew_keeps_every_rule_it_sets(people: int, weeks: int, seed: int) -> None:
    """The roster in force breaks nothing, and the form takes it whole."""
    crew = make_crew(people, weeks, seed)
    assert standing(crew) == ()
    assert read_roster(dump_roster(crew)) == crew


def test_the_same_seed_makes_the_same_crew() -> None:
    """Two runs of the benchmark measure the same cases."""
    assert make_crew(30, 4, 7) == make_crew(30, 4, 7)
    assert make_crew(30, 4, 7) != make_crew(30, 4, 8)


@settings(max_examples=some(12), deadline=None)
@given(away=st.integers(1, 6), seed=st.integers(0, 1000))
def test_whoever_is_away_had_a_duty(away: int, seed: int) -> None:
    """No case asks for nothing: each absence takes somebody off something."""
    crew = make_crew(30, 4, 1)
    absent = draw_absences(crew, away, np.random.default_rng(seed))
    assert len(absent) == away
    for person, days in absent.items():
        assert len(days) == 3
        assert any(d in crew.duties[person] for d in days)


@pytest.mark.parametrize(("lost", "gone"), [("skill", 1), ("both", 2)])
def test_nobody_left_can_fill_a_mission_that_must_move(lost: Lost, gone: int) -> None:
    """Those away alone have its skill, and are away on all its days and on no day it could have."""
    crew, absent = force_move(make_crew(40, 8, 3), lost, np.random.default_rng(3))
    assert len(absent) == gone
    assert {p.id for p in crew.people if RARE in p.skills} == absent.keys()
    (mission,) = (m for m in crew.missions if RARE in m.skills)
    assert all(days == frozenset(mission.span()) for days in absent.values())
    assert any(not set(mission.span(s)) & set(mission.span()) for s in mission.starts[1:])
    assert lost_seats(crew, absent) >= 1


def test_a_crew_without_such_a_mission_is_refused() -> None:
    """Too small a crew is said to be so."""
    with pytest.raises(LookupError, match="make a larger one"):
        force_move(replace(make_crew(6, 1, 0), missions=()), "both", np.random.default_rng(0))
