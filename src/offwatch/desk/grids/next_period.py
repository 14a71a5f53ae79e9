"""The period after the last one, begun as a draft with nobody on duty yet."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from offwatch.desk.grids.frame import next_form
from offwatch.desk.grids.load_grid import members_of
from offwatch.desk.lock import lock_for_planner
from offwatch.desk.models import Person, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.current import drafts_of, in_force, today_of
from offwatch.desk.rosters.load_roster import do_load_roster
from offwatch.errors import Refused


class NextPeriod(NamedTuple):
    first_day: date
    days: int
    like: RosterVersion

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=self.days - 1)


def next_period(team: Team, now: datetime) -> NextPeriod | None:
    """The days after the team's last roster, as many as it has; after a whole month the next month.

    None while there is no roster, or the last one is a draft still. Of rosters that ended long ago
    so many lengths are passed over that the new one has today, or lies ahead.
    """
    published, drafts = in_force(team), drafts_of(team)
    if not published or (drafts and drafts[-1].first_day > published[-1].first_day):
        return None
    last = published[-1]
    span = last.span
    by_month = span.start_day.day == 1 and span.end_day.day == 1
    first = span.end_day
    days = _length(first, (span.end_day - span.start_day).days, by_month)
    while first + timedelta(days=days) <= today_of(team, now):
        first += timedelta(days=days)
        days = _length(first, days, by_month)
    return NextPeriod(first, days, last)


@transaction.atomic
def do_begin_next(actor: Person, now: datetime) -> DeskOutcome:
    """Make a draft of the next period: people, shifts, rules and need as in the last.

    **Raises**: `Refused` ``period.none`` if there is no roster to follow, or a draft of it already.
    """
    team = lock_for_planner(actor)
    found = next_period(team, now)
    if found is None:
        raise Refused(
            "period.none",
            "There is no roster to follow, or the next period is a draft already; look at the page"
            " again.",
        )
    form = next_form(found.like.form, found.first_day, found.days, members_of(team))
    return do_load_roster(actor, form, now)


def _length(first: date, days: int, by_month: bool) -> int:
    return calendar.monthrange(first.year, first.month)[1] if by_month else days
