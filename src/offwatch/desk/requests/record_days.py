"""The days one person asks to keep free in one period: exactly as many as the norm says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from offwatch.desk.models import Person, RhythmDays, RosterVersion
from offwatch.desk.people.outcome import Outcome, lock_team
from offwatch.desk.states import VersionState
from offwatch.errors import BadInput, Refused
from offwatch.spans import DaySpan


@dataclass(frozen=True, slots=True)
class RecordDays:
    period: int
    days: tuple[date, ...]


@transaction.atomic
def do_record_days(actor: Person, command: RecordDays, now: datetime) -> Outcome:
    """Take the days, or take them anew, until the period's roster is published."""
    team = lock_team(actor.team_id)
    days = sorted(set(command.days))
    if len(days) != len(command.days) or len(days) != team.days:
        raise BadInput("days.count", f"The norm asks for exactly {team.days} different days.")
    try:
        span = team.period(command.period).span
    except OverflowError:
        raise BadInput("days.outside", "There is no such period.") from None
    if not all(day in span for day in days):
        raise BadInput("days.outside", "The days must lie in the period they are asked for.")
    published = RosterVersion.objects.filter(team=team, state=VersionState.PUBLISHED)
    if any(_horizon(version).overlaps(span) for version in published):
        raise Refused("days.late", "The roster of this period is out; ask for its duties to move.")
    RhythmDays.objects.update_or_create(
        person=actor, period=command.period, defaults={"days": days}
    )
    return Outcome("noted")


def _horizon(version: RosterVersion) -> DaySpan:
    end = version.first_day + timedelta(days=int(version.form["days"]))
    return DaySpan(version.first_day, end)
