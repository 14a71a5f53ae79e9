"""What every page of the desk knows: who is looking, and how much waits for them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from offwatch.desk.models import DutyRequest, Person, Swap
from offwatch.desk.pages.views.access import now, person_of
from offwatch.desk.people.managing import may_manage
from offwatch.desk.requests.stand_in import questions_for
from offwatch.desk.states import PENDING, SwapState


def desk(request: HttpRequest) -> dict[str, Any]:
    if not hasattr(request, "user"):
        return {}
    me = person_of(request)
    if me is None or me.has_left(now()):
        return {"me": None, "waiting": 0}
    return {"me": me, "waiting": waiting_count(me), "manages": may_manage(me)}


def waiting_count(me: Person) -> int:
    """How much waits for this person's answer: requests, swaps, and whether they stand in."""
    swaps = Q(colleague=me, state=SwapState.OFFERED) | Q(waits_with=me, state=SwapState.ACCEPTED)
    asked = len(questions_for(me, now()))
    return int(waiting_for(me).count()) + Swap.objects.filter(swaps).count() + asked


def waiting_for(me: Person) -> QuerySet[DutyRequest]:
    """Requests that wait for this person, oldest duty first; the planner's rule comes before them.

    While stand-ins are asked there is nothing to decide.
    """
    return _with(me).filter(chosen__isnull=True)


def asking_for(me: Person) -> QuerySet[DutyRequest]:
    """Those of this person's for which stand-ins are asked."""
    return _with(me).filter(chosen__isnull=False)


def _with(me: Person) -> QuerySet[DutyRequest]:
    return (
        DutyRequest.objects.filter(waits_with=me, state__in=PENDING, by_rule=False)
        .select_related("owner", "person", "version", "team")
        .order_by("starts_at", "pk")
    )
