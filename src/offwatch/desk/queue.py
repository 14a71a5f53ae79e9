"""The queue of searches: a search is sent out by its task's name, so that no worker is imported."""

from __future__ import annotations

from procrastinate.contrib.django import app

from offwatch.desk.models import RosterVersion, Search
from offwatch.desk.states import SearchState, go


def start_search(search: Search, base: RosterVersion | None = None) -> None:
    """Send a search out, on ``base`` if one is given; what it found before is thrown away."""
    if search.state != SearchState.WAITING:
        search.state = go("search", search.state, SearchState.WAITING)
    search.base = base or search.base
    search.began_at = search.ended_at = None
    search.save()
    search.proposals.all().delete()
    app.configure_task("desk.search").defer(search_id=search.pk)
