"""The next period is a draft after the last roster, with what the last had and nobody on duty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from offwatch.desk.grids.next_period import do_begin_next, next_period
from offwatch.desk.models import Team
from offwatch.desk.people.leave import do_leave
from offwatch.desk.rosters.current import drafts_of, in_force, roster_of
from offwatch.errors import Refused
from tests.desk.sample import NOW, who


def test_it_follows_the_last_roster(team: Team) -> None:
    """As long, with its people but for whoever has left by then, and its need by weekday."""
    planner, last = who(team, "planner"), in_force(team)[-1]
    end = last.first_day + timedelta(days=int(last.form["days"]))
    do_leave(planner, "t4", end - timedelta(days=1), NOW)
    for open_draft in drafts_of(team):
        open_draft.delete()
    client = Client()
    client.force_login(User.objects.get(username="planner"))
    assert "Begin the next period" in client.get("/roster").content.decode()
    page = client.post("/roster/next", follow=True).content.decode()
    assert "Fill the open seats" in page
    draft = roster_of(drafts_of(team)[0])
    assert (draft.first_day, draft.days) == (end, last.form["days"])
    assert "t4" not in draft.person
    assert draft.person.keys() >= {"knight", "leader", "t1"}
    assert not any(draft.duties.values())
    assert len(draft.demand) >= 20
    with pytest.raises(Refused) as refused:
        do_begin_next(planner, NOW)
    assert refused.value.code == "period.none"


@pytest.mark.parametrize(
    ("first", "days", "now", "follows"),
    [
        ("2026-11-01", 30, "2026-11-27", ("2026-12-01", 31)),
        ("2026-12-01", 31, "2026-12-27", ("2027-01-01", 31)),
        ("2026-11-02", 28, "2026-11-20", ("2026-11-30", 28)),
        ("2026-09-01", 30, "2026-11-27", ("2026-11-01", 30)),  # ended long ago
    ],
)
def test_a_month_is_followed_by_the_next(
    team: Team, first: str, days: int, now: str, follows: tuple[str, int]
) -> None:
    """Whole months by month, other lengths by themselves, and never a period that is over."""
    version = in_force(team)[-1]
    form = {**version.form, "first_day": first, "days": days}
    team.versions.filter(pk=version.pk)._raw_delete(team.versions.db)
    version.form, version.first_day = form, date.fromisoformat(first)
    version.save(force_insert=True)
    found = next_period(team, datetime.fromisoformat(f"{now}T12:00").replace(tzinfo=UTC))
    assert found is not None
    assert (found.first_day.isoformat(), found.days) == follows
