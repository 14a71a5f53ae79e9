"""Whose turn it is: each team gets one search at a time, the team served longest ago first."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django.models import ProcrastinateJob

from offwatch.desk.lock import lock_team
from offwatch.desk.models import Search, Team
from offwatch.desk.queue import call_worker, start_search
from offwatch.desk.requests.proposals import current_for
from offwatch.desk.states import PENDING, SearchState, go

GRACE = timedelta(minutes=2)


def take_turn(job: int | None, now: datetime) -> Search | None:
    """Take up a search for this job: the one it has in hand already, else the next in turn."""
    while (found := _in_hand(job) or _next()) is not None:
        search = _begin(found, job, now)
        if search is not None:
            return search
    return None


def _in_hand(job: int | None) -> Search | None:
    """A worker died over it; its job runs again."""
    if job is None:
        return None
    return Search.objects.filter(state=SearchState.WORKING, job=job).first()


def _next() -> Search | None:
    return (
        Search.objects.filter(state=SearchState.WAITING)
        .order_by(F("team__turn_at").asc(nulls_first=True), "team", "queued_at", "pk")
        .first()
    )


@transaction.atomic
def _begin(found: Search, job: int | None, now: datetime) -> Search | None:
    """Mark it as taken, on the roster in force; None if another worker was first."""
    lock_team(found.team_id)
    search = (
        Search.objects.select_related("request", "base", "base__team").filter(pk=found.pk).first()
    )
    if search is None or (search.state, search.job) != (found.state, found.job):
        return None
    if search.request is not None:
        if search.request.state not in PENDING:
            search.state = go("search", search.state, SearchState.DROPPED)
            search.save(update_fields=["state"])
            return None
        search.base = current_for(search.request)
    search.state = go("search", search.state, SearchState.WORKING)
    search.job = job
    search.began_at = now
    search.save(update_fields=["state", "job", "began_at", "base"])
    Team.objects.filter(pk=search.team_id).update(turn_at=now)
    return search


@transaction.atomic
def wake(now: datetime) -> int:
    """Send out again what waits, or was in a worker's hands, and has no job left; how many."""
    alive = ProcrastinateJob.objects.filter(task_name="desk.search", status__in=("todo", "doing"))
    jobs = set(alive.values_list("pk", flat=True))
    lost = Search.objects.filter(state=SearchState.WORKING).exclude(job__in=jobs)
    for search in lost.filter(began_at__lt=now - GRACE):
        start_search(search, now)
    waiting = Search.objects.filter(state=SearchState.WAITING)
    asleep = waiting.count() - alive.filter(status="todo").count()
    if asleep > 0 and waiting.filter(queued_at__lt=now - GRACE).exists():
        for _ in range(asleep):
            call_worker()
        return asleep
    return 0
