"""The days one person asks to keep free in one period: exactly as many as the norm says."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Person, RhythmDays, RosterVersion
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.states import VersionState
from offwatch.errors import BadInput, Refused
from offwatch.language import gettext as _

AHEAD_PERIODS = 3


@transaction.atomic
def do_record_days(
    actor: Person, period: int, days: tuple[date, ...], now: datetime
) -> DeskOutcome:
    """Take the days, or take them anew, until the period's roster is published."""
    team = lock_team(actor.team_id)
    distinct = sorted(set(days))
    if len(distinct) != len(days) or len(distinct) != team.days:
        raise BadInput(
            "days.count", _("The norm asks for exactly {n} different days.").format(n=team.days)
        )
    try:
        span = team.period(period).span
    except OverflowError:
        raise BadInput("days.outside", "There is no such period.") from None
    present = team.period_at(now.astimezone(team.tz).date()).number
    if not present <= period <= present + AHEAD_PERIODS:
        raise BadInput("days.outside", "Days are asked for in this period and the three to come.")
    if not all(day in span for day in distinct):
        raise BadInput("days.outside", "The days must lie in the period they are asked for.")
    published = RosterVersion.objects.filter(team=team, state=VersionState.PUBLISHED)
    if any(version.span.overlaps(span) for version in published):
        raise Refused("days.late", "The roster of this period is out; ask for its duties to move.")
    RhythmDays.objects.update_or_create(person=actor, period=period, defaults={"days": distinct})
    return DeskOutcome("noted")
