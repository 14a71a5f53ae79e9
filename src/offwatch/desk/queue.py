"""The queue of searches: a worker is asked for by its task's name, so that none is imported.

A job in the queue says only that there is something to do; which search it takes up is decided when
it runs, so that each team gets a turn (`offwatch.desk.planning.turn`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from procrastinate.contrib.django import app

from offwatch.desk.models import DutyRequest, Search
from offwatch.desk.states import SearchState, go


def start_search(search: Search, now: datetime) -> None:
    """Send a search out, with one job; what it found before is thrown away."""
    queued = search.queued_at is not None and search.state == SearchState.WAITING
    if search.state != SearchState.WAITING:
        search.state = go("search", search.state, SearchState.WAITING)
    search.queued_at = search.queued_at if queued else now
    search.job = search.began_at = search.ended_at = None
    search.progress, search.stop = {}, False
    search.save()
    search.proposals.all().delete()
    if not queued:
        call_worker()


def call_worker() -> None:
    """Put one job in the queue; it takes up whatever is next in turn."""
    app.configure_task("desk.search").defer()


def drop_searches(requests: Iterable[DutyRequest]) -> None:
    """Whatever is looked for on behalf of answered requests is not needed any more."""
    for search in Search.objects.filter(
        request__in=requests, state__in=(SearchState.WAITING, SearchState.WORKING)
    ):
        search.state = go("search", search.state, SearchState.DROPPED)
        search.save(update_fields=["state"])
