"""A request frees the days of its own duty, and takes nothing else away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from offwatch.desk.models import DutyRequest
from offwatch.desk.requests.proposals import times_away
from offwatch.desk.rosters.current import roster_of
from offwatch.desk.rosters.plans import planned_form
from tests.desk.sample import add_team, day, request_for, roster_form

pytestmark = pytest.mark.django_db

LATE = 17


def two_nights() -> tuple[dict[str, Any], str]:
    """The sample roster with one person on watch two nights running, and who that is."""
    form = roster_form()
    line = form["roster"]
    (who,) = [p for p, held in line.items() if held.get(day(LATE - 1)) == "watch"]
    for held in line.values():
        for index in (LATE, LATE + 1):
            if held is not line[who] and index == LATE:
                held.pop(day(index), None)
    line[who][day(LATE)] = "watch"
    return form, who


def test_the_night_before_a_passed_duty_is_kept() -> None:
    """A night that lasts into the day of the passed duty is not handed on with it."""
    form, person = two_nights()
    team = add_team(roster=form)
    request = DutyRequest.objects.get(pk=request_for(team, person, f"{day(LATE)}.watch"))
    search = request.search
    plans = [planned_form(search.base.form, p.plan)["roster"] for p in search.proposals.all()]
    assert plans
    for plan in plans:
        assert plan[person].get(day(LATE - 1)) == "watch"
        assert plan[person].get(day(LATE)) is None


def test_the_whole_day_and_the_end_of_the_duty_are_free() -> None:
    """Nothing else is put on the day of a passed duty, nor on the hours that it lasts beyond."""
    form, person = two_nights()
    team = add_team(roster=form)
    request = DutyRequest.objects.get(
        pk=request_for(team, person, f"{day(LATE)}.watch", solve=False)
    )
    (away,) = times_away(request, roster_of(request.version))[person]
    start = datetime.fromisoformat(day(LATE))
    assert datetime.fromisoformat(away["from"]) == start + timedelta(hours=4)  # the night before
    assert datetime.fromisoformat(away["to"]) == start + timedelta(hours=28)
