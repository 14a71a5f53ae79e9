"""What holds of the meter for every history, norm and start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.errors import BadInput
from offwatch.mask.meter import TeamHistory, measure, read_team
from offwatch.norm import Norm

quick = settings(max_examples=some(6), deadline=None, suppress_health_check=[HealthCheck.too_slow])
NORM = Norm(first_day=date(2026, 1, 5), zone="UTC")


@st.composite
def teams(draw: st.DrawFn) -> TeamHistory:
    """One to five people over a day to 500, from silent to shouting, beginning when they like."""
    n, days = draw(st.integers(1, 5)), draw(st.integers(1, 500))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    rates = [draw(st.sampled_from([0.0, 0.02, 0.2, 1.0])) for _ in range(3)]
    asked, duty, passed = (rng.random((n, days)) < rate for rate in rates)
    if draw(st.booleans()):  # one that keeps the norm
        asked[0] = np.arange(days) % 28 < 6
    duty &= ~asked
    first = np.array([draw(st.integers(0, days - 1)) for _ in range(n)])
    inside = np.arange(days) >= first[:, None]
    asked, duty = asked & inside, duty & inside
    return TeamHistory(
        tuple("abcde"[:n]), asked, duty, passed & duty, first, np.full(n, days, dtype=np.int64)
    )


@quick
@given(teams(), st.floats(0.001, 0.999))
def test_every_number_is_a_chance(team: TeamHistory, start: float) -> None:
    """Whatever the history, all numbers lie between 0 and 1 and every colleague is listed once."""
    found = measure(team, "a", NORM, start)
    numbers = [found.stands_out_p, found.observer_to, found.guess_right, found.guess_chance]
    assert all(0.0 <= value <= 1.0 for value in numbers)
    assert found.stands_out_p > 0
    assert sorted(link.person for link in found.linked) == sorted(team.names[1:])
    assert all(0.0 < link.p <= 1.0 for link in found.linked)


@quick
@given(teams(), st.data())
def test_a_pass_changes_one_day_of_one_person(team: TeamHistory, data: st.DataObject) -> None:
    """What is shown for afterwards is the same history with that pass; others cannot be given."""
    day = data.draw(st.integers(-1, team.asked.shape[1]))
    inside = 0 <= day < team.asked.shape[1]
    if not inside or not team.duty[0, day] or team.passed[0, day]:
        with pytest.raises(BadInput, match="still yours"):
            team.with_pass(0, day)
        return
    after = team.with_pass(0, day)
    assert np.argwhere(after.passed != team.passed).tolist() == [[0, day]]


@quick
@given(teams())
def test_who_else_is_on_the_team_changes_no_number_of_ones_own(team: TeamHistory) -> None:
    """Only linked absences look at colleagues."""
    alone = TeamHistory(
        ("a",), team.asked[:1], team.duty[:1], team.passed[:1], team.first[:1], team.last[:1]
    )
    one, other = measure(team, "a", NORM, 0.1), measure(alone, "a", NORM, 0.1)
    assert replace(one, linked=()) == replace(other, linked=())


cells = st.sampled_from(["", "0", "1", "2", "-1", "a", "b", "7", "8", "9" * 30, '"', "é", "1e3"])


@settings(max_examples=some(40), deadline=None)
@given(st.lists(st.lists(cells, min_size=4, max_size=6).map(",".join), max_size=8))
def test_a_table_is_read_or_refused(rows: list[str]) -> None:
    """Any table gives a team or a refusal of the meter's own that quotes none of it."""
    team, refusal = read_or_refuse(rows)
    if team is not None:
        assert not (team.passed & ~team.duty).any()
        assert (team.last > team.first).all()
        assert int((team.last - team.first).sum()) == len(rows)
    else:
        assert refusal.code.startswith("meter.")
        assert "9999" not in refusal.message
        assert "é" not in refusal.message


def read_or_refuse(rows: list[str]) -> tuple[TeamHistory | None, BadInput]:
    try:
        return read_team(["person,day,asked,duty,passed", *rows]), BadInput("", "")
    except BadInput as refusal:
        return None, refusal
