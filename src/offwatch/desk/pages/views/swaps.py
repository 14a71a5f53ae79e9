"""Swaps: a duty offered to a colleague, and the answers of the two and of whoever decides."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.models import Person, Swap
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.pages.views.access import done, member, now
from offwatch.desk.rosters.current import find_in_force, roster_of
from offwatch.desk.rosters.duties import find_duty, when
from offwatch.desk.states import SwapState
from offwatch.desk.swaps.answer import (
    do_accept_swap,
    do_approve_swap,
    do_decline_swap,
    do_refuse_swap,
    do_withdraw_swap,
)
from offwatch.desk.swaps.offer import colleagues_of, do_offer, wanted_from
from offwatch.errors import BadInput

ANSWERS = {
    "accept": do_accept_swap,
    "decline": do_decline_swap,
    "approve": do_approve_swap,
    "refuse": do_refuse_swap,
    "withdraw": do_withdraw_swap,
}


@require_GET
@member
def swap_offer(request: HttpRequest, me: Person, duty_id: str) -> HttpResponse:
    """Whom to offer a duty to; then what of theirs to take for it."""
    found = find_in_force(me, duty_id)
    if found is None or found.held.starts_at <= now():
        raise Http404
    colleagues = colleagues_of(me, duty_id)
    with_id = request.GET.get("with", "")
    chosen = next((each for each in colleagues if str(each.pk) == with_id), None)
    may_give, theirs = wanted_from(me, chosen, duty_id, now()) if chosen else (False, [])
    context = {
        "held": found.held,
        "when": when(found.held, me.team.tz),
        "colleagues": colleagues,
        "chosen": chosen,
        "may_give": may_give,
        "theirs": [(held, when(held, me.team.tz)) for held in theirs],
    }
    return render(request, "desk/swap_offer.html", context)


@require_POST
@member
def swap_send(request: HttpRequest, me: Person) -> HttpResponse:
    said = request.POST

    def send() -> DeskOutcome:
        number = said.get("with", "")
        if not (number.isdecimal() and len(number) < 18):
            raise BadInput("swap.nobody", "Choose whom to ask.")
        return do_offer(me, int(number), said.get("duty", ""), said.get("wanted", ""), now())

    return done(request, send, "mine")


@require_POST
@member
def swap_answer(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    act = request.POST.get("act", "")
    answer = ANSWERS.get(act)
    if answer is None:
        raise Http404
    return done(request, lambda: answer(me, pk, now()), "mine" if act == "withdraw" else "requests")


def swap_line(swap: Swap, me: Person) -> dict[str, Any]:
    """One swap as its card says it, to whoever looks."""
    roster = roster_of(swap.version)
    tz = me.team.tz
    given = find_duty(roster, swap.holder.key, swap.duty_id)
    wanted = find_duty(roster, swap.colleague.key, swap.wanted_id) if swap.wanted_id else None
    return {
        "swap": swap,
        "given": f"{given.name}, {when(given, tz)}" if given else "",
        "wanted": f"{wanted.name}, {when(wanted, tz)}" if wanted else "",
        "decides": swap.state == SwapState.ACCEPTED and swap.waits_with_id == me.pk,
        "mine": swap.holder_id == me.pk,
    }
