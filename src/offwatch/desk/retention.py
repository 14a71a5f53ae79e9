"""What the desk forgets: requests, days and acknowledgements of long ago, and of whoever left.

A request, the days somebody asked for, what was kept, when a notice was acknowledged and when
somebody logged in last are kept for this period and the three before it. The roster itself, and who
was on it, is the team's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q

from offwatch.desk.exchange.memory import forget_old
from offwatch.desk.lock import lock_team
from offwatch.desk.models import (
    Booking,
    Device,
    DutyRequest,
    Keep,
    Notice,
    PairingCode,
    Person,
    RhythmDays,
    StandIn,
    Swap,
    Team,
    Wish,
)
from offwatch.desk.queue import drop_searches
from offwatch.desk.states import PENDING, SWAPS_PENDING, RequestState, go

KEPT_PERIODS = 3


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows went."""

    requests: int = 0
    days: int = 0
    keeps: int = 0
    notices: int = 0
    messages: int = 0
    logins: int = 0
    leavers: int = 0


def erase_old(now: datetime) -> Erased:
    """Erase what has outlived its use, team by team, and all that is left of whoever left."""
    requests = days = keeps = notices = logins = leavers = 0
    for team in Team.objects.all():
        with transaction.atomic():
            lock_team(team.pk)
            first = team.period_at(now.astimezone(team.tz).date()).number - KEPT_PERIODS
            cut = datetime.combine(team.period(first).span.start_day, time(), team.tz)
            requests += _count(
                DutyRequest.objects.filter(team=team, ends_at__lt=cut).exclude(state__in=PENDING)
            )
            ended = Swap.objects.filter(team=team, starts_at__lt=cut)
            requests += _count(ended.exclude(state__in=SWAPS_PENDING))
            days += _count(RhythmDays.objects.filter(person__team=team, period__lt=first))
            days += _count(Wish.objects.filter(person__team=team, day__lt=cut.date()))
            keeps += _count(Keep.objects.filter(person__team=team, starts_at__lt=cut))
            notices += _count(Notice.objects.filter(person__team=team, made_at__lt=cut))
            logins += User.objects.filter(person__team=team, last_login__lt=cut).update(
                last_login=None
            )
            for person in _left(team, now):
                leavers += erase_member(person)
    PairingCode.objects.filter(expires_at__lt=now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    return Erased(requests, days, keeps, notices, forget_old(now.date()), logins, leavers)


def erase_member(person: Person) -> bool:
    """Erase what is kept about one person, but for the roster; says whether there was anything.

    The caller holds the team's lock and a transaction.
    """
    rows = (
        DutyRequest.objects.filter(person=person),
        StandIn.objects.filter(person=person),
        Swap.objects.filter(Q(holder=person) | Q(colleague=person)),
        RhythmDays.objects.filter(person=person),
        Wish.objects.filter(person=person),
        Keep.objects.filter(person=person),
        Notice.objects.filter(person=person),
        Device.objects.filter(person=person),
        PairingCode.objects.filter(person=person),
    )
    return sum(_count(each) for each in rows) > 0


def lapse_requests(now: datetime) -> int:
    """End the requests whose duty began before anybody answered; whoever asked sees it stays."""
    lapsed = 0
    begun = DutyRequest.objects.filter(state__in=PENDING, starts_at__lte=now)
    for team_id in set(begun.values_list("team", flat=True)):
        with transaction.atomic():
            lock_team(team_id)
            requests = list(begun.filter(team=team_id))
            for request in requests:
                request.state = go("request", request.state, RequestState.LAPSED)
                request.decided_at = now
                request.save(update_fields=["state", "decided_at"])
                Person.objects.filter(pk=request.person_id).update(changes=F("changes") + 1)
            drop_searches(requests)
            lapsed += len(requests)
    return lapsed


def _left(team: Team, now: datetime) -> list[Person]:
    """Whoever can log in no more and has no duty ahead."""
    ahead = Booking.objects.in_force().filter(person__team=team, ends_at__gt=now)
    gone = Person.objects.filter(team=team).exclude(user__is_active=True)
    return list(gone.exclude(pk__in=ahead.values("person")))


def _count(rows: object) -> int:
    """Delete these rows; how many there were, without those that went along."""
    number: int = rows.count()  # type: ignore[attr-defined]
    rows.delete()  # type: ignore[attr-defined]
    return number
