"""The next roster: arranged around the days people asked to keep free, then published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from offwatch.desk.models import Booking, Notice, Team
from offwatch.desk.requests.record_days import do_record_days
from offwatch.desk.rosters.current import in_force
from offwatch.desk.rosters.drafts import do_arrange_draft, do_publish_draft
from offwatch.errors import Refused
from tests.desk.sample import FIRST, NOW, add_team, roster_form, solve_all, who

NEXT = FIRST + timedelta(days=28)


@pytest.fixture
def draft_team(db: None) -> Team:
    """A team whose second period is still a draft."""
    return add_team(draft=True, roster=roster_form(NEXT))


def days_of_t3() -> tuple[date, ...]:
    """The first six days on which the draft has t3 on watch."""
    held = sorted(roster_form(NEXT)["roster"]["t3"])
    days = [date.fromisoformat(d) for d in held][:6]
    spare = (NEXT + timedelta(days=i) for i in range(27, 0, -1))
    while len(days) < 6:
        days.append(next(d for d in spare if d not in days))
    return tuple(sorted(days))


def test_a_draft_is_arranged_around_the_days_asked_for(draft_team: Team) -> None:
    """Where the cover allows it, nobody is on duty on a day they asked to keep free."""
    days = days_of_t3()
    do_record_days(who(draft_team, "t3"), 1, days, NOW)
    planner = who(draft_team, "planner")
    draft = draft_team.versions.get()
    do_arrange_draft(planner, draft.pk, NOW)
    solve_all(draft_team)
    do_publish_draft(planner, draft.pk, NOW)
    busy = {b.starts_at.date() for b in Booking.objects.filter(person=who(draft_team, "t3"))}
    assert not busy & set(days)
    assert Booking.objects.filter(duty_id__endswith=".watch").count() == 20


def test_everybody_on_it_is_told_once(draft_team: Team) -> None:
    """One notice a person with duties, with their own count."""
    draft = draft_team.versions.get()
    do_publish_draft(who(draft_team, "planner"), draft.pk, NOW)
    told = Notice.objects.filter(version=draft)
    on_it = Booking.objects.values_list("person_id", flat=True).distinct()
    assert {n.person_id for n in told} == set(on_it)
    assert in_force(draft_team) == [draft]


def test_only_a_planner_arranges_and_publishes(draft_team: Team) -> None:
    """Anybody else is refused, and the draft stays a draft."""
    draft = draft_team.versions.get()
    for key in ("knight", "general", "admin"):
        with pytest.raises(Refused):
            do_arrange_draft(who(draft_team, key), draft.pk, NOW)
        with pytest.raises(Refused):
            do_publish_draft(who(draft_team, key), draft.pk, NOW)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_draft_is_published_once(draft_team: Team) -> None:
    """The second publication finds no draft."""
    draft = draft_team.versions.get()
    planner = who(draft_team, "planner")
    do_publish_draft(planner, draft.pk, NOW)
    with pytest.raises(Refused) as refused:
        do_publish_draft(planner, draft.pk, NOW)
    assert refused.value.code == "draft.none"
