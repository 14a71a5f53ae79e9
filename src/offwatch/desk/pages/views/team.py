"""The team: its people, the norm all keep, and for planners the roster to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.editing.catch_up import do_catch_up, others_changes
from offwatch.desk.exchange.duty_pages import norm_of, paired_of
from offwatch.desk.models import (
    FirstAsked,
    Notice,
    Person,
    Proposal,
    RhythmDays,
    Role,
    RosterVersion,
    Search,
)
from offwatch.desk.pages.views.access import done, member, now, planner
from offwatch.desk.pages.wording import days_words
from offwatch.desk.requests.stand_in import do_ask_stand_ins
from offwatch.desk.rosters.current import current_version, drafts_of, ended_day, roster_of, today_of
from offwatch.desk.rosters.drafts import do_arrange_draft, do_drop_draft, do_publish_draft, state_of
from offwatch.desk.rosters.plans import after_plan
from offwatch.desk.states import SearchState
from offwatch.language import gettext as _
from offwatch.plan.objective import open_seats

_FIRST_ASKED = {
    FirstAsked.OWNER: lambda: _("the owner of the duty"),
    FirstAsked.LEADER: lambda: _("the leader of the person"),
}


@require_GET
@member
def team(request: HttpRequest, me: Person) -> HttpResponse:
    paired, accounts = paired_of(me.team)
    people = me.team.people.select_related("leader", "deputy").order_by("pk")
    context: dict[str, Any] = {
        "team": me.team,
        "people": [
            {"person": p, "roles": [_(str(Role(r).label)) for r in p.roles if r != Role.MEMBER]}
            for p in people
        ],
        "norm": norm_of(me.team),
        "first_asked": _FIRST_ASKED[FirstAsked(me.team.first_asked)](),
        "paired": paired,
        "accounts": accounts,
        "plans": me.has(Role.PLANNER),
    }
    if me.has(Role.PLANNER):
        context |= _planning(me, request.GET.get("draft", ""))
    return render(request, "desk/team.html", context)


@require_POST
@planner
def draft_arrange(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    _of_mine(me, pk)
    return done(request, lambda: do_arrange_draft(me, pk, now()), "team")


@require_POST
@planner
def draft_publish(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    _of_mine(me, pk)
    said = request.POST.get("despite", "0")
    despite = int(said) if said.isdecimal() and len(said) < 9 else 0
    return done(request, lambda: do_publish_draft(me, pk, now(), despite=despite), "team")


@require_POST
@planner
def draft_catch_up(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    _of_mine(me, pk)
    return done(request, lambda: do_catch_up(me, pk), "team")


@require_POST
@planner
def draft_drop(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    _of_mine(me, pk)
    return done(request, lambda: do_drop_draft(me, pk), "team")


@require_GET
@planner
def draft_progress(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    """Asked for every second while the planner works; the whole page once it is done."""
    draft = _of_mine(me, pk)
    context = _planning(me, draft.first_day.isoformat())
    if context["working"]:
        return render(request, "desk/parts/arranging.html", context)
    reply = HttpResponse(status=200)
    reply["HX-Refresh"] = "true"
    return reply


@require_POST
@planner
def stand_ins_ask(request: HttpRequest, me: Person) -> HttpResponse:
    """Whether whoever would get a duty by an approved request is asked first."""
    asks = request.POST.get("asks") == "1"
    return done(request, lambda: do_ask_stand_ins(me, asks, now()), "team")


def _of_mine(me: Person, pk: int) -> RosterVersion:
    """Another team's roster is not there."""
    return get_object_or_404(RosterVersion, pk=pk, team=me.team_id)


def _planning(me: Person, first: str = "") -> dict[str, Any]:
    """Counts only: who has answered what is nobody's to see.

    ``first``: the first day of the draft to show, where there are several.
    """
    drafts = drafts_of(me.team)
    last = drafts[-1] if drafts else None
    draft = next((d for d in drafts if d.first_day.isoformat() == first), last)
    search = Search.objects.filter(base=draft, request=None, fills=False).first() if draft else None
    best = search.proposals.first() if search and draft and draft.base_id is None else None
    version = current_version(me.team, today_of(me.team, now()))
    told = Notice.objects.filter(version=version) if version else Notice.objects.none()
    return {
        "draft": draft,
        "other_drafts": [(d.first_day, days_words(*_span(d))) for d in drafts if d != draft],
        "state": state_of(draft) if draft else None,
        "others": others_changes(draft) if draft else (),
        "ended": ended_day(me.team, today_of(me.team, now())),
        "draft_span": days_words(*_span(draft)) if draft else "",
        "answered": _answered(me, draft),
        "members": me.team.people.filter(user__isnull=False).count(),
        "arranged": best,
        "seats": _open_in(draft, best) if draft and best else 0,
        "demanded": draft is not None and bool(draft.form["demand"] or draft.form.get("missions")),
        "working": search is not None
        and search.state in (SearchState.WAITING, SearchState.WORKING),
        "failed": search is not None and search.state == SearchState.FAILED,
        "told": told.count(),
        "unconfirmed": told.filter(acknowledged_at__isnull=True).count(),
    }


def _open_in(draft: RosterVersion, best: Proposal) -> int:
    """How many seats that the draft demands are open in it as arranged."""
    roster = roster_of(draft)
    after = after_plan(best.plan, roster)
    return sum(n for _, _, n in open_seats(roster, after, whole=True))


def _answered(me: Person, draft: RosterVersion | None) -> int:
    if draft is None:
        return 0
    number = me.team.period_at(draft.first_day).number
    return RhythmDays.objects.filter(person__team=me.team, period=number).count()


def _span(draft: RosterVersion) -> tuple[date, date]:
    return draft.first_day, draft.span.end_day - timedelta(days=1)
