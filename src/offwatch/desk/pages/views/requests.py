"""Requests that wait for me, and the page on which one is answered in three taps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.models import DutyRequest, Person, Search, StandIn
from offwatch.desk.pages.views.access import done, member, now
from offwatch.desk.pages.views.context import asking_for, waiting_for
from offwatch.desk.pages.views.swaps import swap_line
from offwatch.desk.pages.wording import Card, read_card, ways_words
from offwatch.desk.requests.decide import do_approve, do_decline
from offwatch.desk.requests.pass_on import do_pass_on
from offwatch.desk.requests.proposals import current_for, fitting, look_again
from offwatch.desk.requests.routing import may_decide, next_in_line
from offwatch.desk.requests.stand_in import do_answer_stand_in, questions_for
from offwatch.desk.rosters.current import roster_of
from offwatch.desk.rosters.duties import duties_of, duty_changes, find_duty, when
from offwatch.desk.rosters.plans import after_plan
from offwatch.desk.states import PENDING, SearchState
from offwatch.desk.swaps.answer import swaps_for


@require_GET
@member
def waiting_requests(request: HttpRequest, me: Person) -> HttpResponse:
    """What waits for me, and what I answered lately."""
    waiting = [_line(duty_request, me) for duty_request in waiting_for(me)]
    answered = DutyRequest.objects.filter(decided_by=me, by_rule=False).exclude(state__in=PENDING)
    lately = [_line(duty_request, me) for duty_request in answered.order_by("-decided_at")[:5]]
    swaps = [swap_line(swap, me) for swap in swaps_for(me)]
    questions = [_question(each, me) for each in questions_for(me, now())]
    context = {
        "questions": [each for each in questions if each["lines"]],
        "asking": [_asking(duty_request, me) for duty_request in asking_for(me)],
        "requests": waiting,
        "swaps": swaps,
        "count": len(waiting) + len(swaps) + len(questions),
        "lately": lately,
    }
    return render(request, "desk/requests.html", context)


@require_GET
@member
def show_request(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    """The headline is what cannot stay; then the ways out, the picture, the sentences."""
    found = _mine(me, pk)
    if may_decide(found, me):
        look_again(found, now())
    return render(request, "desk/proposal.html", _proposal(found, me))


@require_GET
@member
def request_progress(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    """Asked for every second while the planner works; the whole page once it is done."""
    context = _proposal(_mine(me, pk), me)
    if context["working"]:
        return render(request, "desk/parts/working.html", context)
    reply = HttpResponse(status=200)
    reply["HX-Refresh"] = "true"
    return reply


@require_POST
@member
def request_pass_on(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    return done(request, lambda: do_pass_on(me, pk, now()), "requests")


@require_POST
@member
def request_apply(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    chosen = request.POST.get("proposal", "")
    if not (chosen.isdecimal() and len(chosen) < 20):
        raise Http404
    return done(request, lambda: do_approve(me, pk, int(chosen), now()), "requests")


@require_POST
@member
def request_refuse(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    return done(request, lambda: do_decline(me, pk, now()), "requests")


@require_POST
@member
def stand_in_answer(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    """Yes or no, in one tap."""
    answer = request.POST.get("answer")
    if answer not in ("yes", "no"):
        raise Http404
    return done(request, lambda: do_answer_stand_in(me, pk, answer == "yes", now()), "requests")


def _question(stand_in: StandIn, me: Person) -> dict[str, Any]:
    """What would change for whoever is asked; nothing of whose request it is."""
    duty_request = stand_in.request
    roster = roster_of(current_for(duty_request))
    chosen = duty_request.chosen
    after = after_plan(chosen.plan, roster) if chosen is not None else roster
    changes = duty_changes(duties_of(roster, me.key), duties_of(after, me.key))
    return {"pk": duty_request.pk, "lines": [change.words(me.team.tz) for change in changes]}


def _asking(duty_request: DutyRequest, me: Person) -> dict[str, Any]:
    asked = duty_request.stand_ins.select_related("person").filter(agrees__isnull=True)
    return {**_line(duty_request, me), "asked": [each.person.name for each in asked]}


def _mine(me: Person, pk: int) -> DutyRequest:
    """Only whoever is asked sees a request; to all others it does not exist."""
    return get_object_or_404(
        DutyRequest.objects.select_related("owner", "version", "team", "person", "search"),
        pk=pk,
        team=me.team_id,
        waits_with=me,
        by_rule=False,
    )


def _line(duty_request: DutyRequest, me: Person) -> dict[str, Any]:
    held = find_duty(roster_of(duty_request.version), duty_request.person.key, duty_request.duty_id)
    deciding = may_decide(duty_request, me)
    return {
        "duty_request": duty_request,
        "name": held.name if held else duty_request.duty_id,
        "when": when(held, duty_request.team.tz) if held else "",
        "decides": deciding,
        "to": next_in_line(duty_request, me),
        # who asked is shown to nobody but whoever must decide
        "by": duty_request.person.name if deciding else "",
    }


def _proposal(duty_request: DutyRequest, me: Person) -> dict[str, Any]:
    line = _line(duty_request, me)
    search: Search = duty_request.search
    cards = _cards(duty_request) if line["decides"] else []
    seconds = (search.ended_at - duty_request.made_at).total_seconds() if search.ended_at else None
    return {
        **line,
        "open": duty_request.state in PENDING,
        "asks_first": duty_request.team.asks_stand_ins,
        "asked": [
            each.person.name
            for each in duty_request.stand_ins.select_related("person")
            if each.agrees is None and duty_request.chosen_id is not None
        ],
        "said_no": [
            each.person.name
            for each in duty_request.stand_ins.select_related("person")
            if each.agrees is False
        ],
        "cards": cards,
        "ways": ways_words(len(cards)) if cards else "",
        "working": line["decides"]
        and search.state in (SearchState.WAITING, SearchState.WORKING)
        and duty_request.state in PENDING,
        "failed": search.state == SearchState.FAILED,
        "since": int((now() - duty_request.made_at).total_seconds()),
        "seconds": seconds if seconds is None or seconds >= 0 else None,
    }


def _cards(duty_request: DutyRequest) -> list[Card]:
    """The plans that still fit; once answered, all that were found."""
    roster = roster_of(duty_request.search.base)
    found = (
        fitting(duty_request, now())
        if duty_request.state in PENDING
        else duty_request.search.proposals.all()
    )
    return [
        replace(
            read_card(each.pk, each.rank, each.title, each.plan, roster),
            # drawn by our own planner, which escapes every name
            picture=mark_safe(each.picture),  # noqa: S308
        )
        for each in found
    ]
