"""My duties: what I have, what changed, my pad and my calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from offwatch.desk.exchange.duty_pages import wire_state
from offwatch.desk.models import DutyRequest, Notice, Person
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.pages.views.access import done, member, now
from offwatch.desk.pages.views.context import waiting_count
from offwatch.desk.pages.views.swaps import swap_line
from offwatch.desk.pages.wording import notice_words
from offwatch.desk.people.acknowledge import do_acknowledge
from offwatch.desk.people.calendar_address import (
    calendar_token,
    do_renew_calendar,
    do_revoke_calendar,
)
from offwatch.desk.people.pair_device import CODE_LASTS, new_pairing_code
from offwatch.desk.people.revoke_device import do_revoke_device
from offwatch.desk.requests.holdings import holdings_of
from offwatch.desk.requests.pass_duty import do_pass_duty
from offwatch.desk.requests.pass_time import do_pass_time
from offwatch.desk.rosters.current import DutyInForce, duties_in_force, roster_of
from offwatch.desk.rosters.duties import HeldDuty, find_duty, when
from offwatch.desk.states import RequestState
from offwatch.desk.swaps.answer import swaps_of
from offwatch.errors import BadInput
from offwatch.language import gettext, gettext_noop, short_day
from offwatch.plan.objective import crews

STATES = {
    "asked": (gettext_noop("asked to move"), "chip you"),
    "moved": (gettext_noop("moved, as you asked"), "chip you"),
    "refused": (gettext_noop("stays, was answered no"), "chip quiet"),
    "lapsed": (gettext_noop("stays, nobody answered in time"), "chip quiet"),
    "kept": (gettext_noop("stays with you"), "chip you"),
    "planned": ("", ""),
}
MOST_NAMES = 12
UNANSWERED_DAYS = 14  # how long My duties says that a request went unanswered


@require_GET
@member
def home(request: HttpRequest, me: Person) -> HttpResponse:
    """What waits for me, if anything does; else my duties."""
    return redirect("requests" if waiting_count(me) else "mine")


@require_GET
@member
def mine(request: HttpRequest, me: Person) -> HttpResponse:
    at = now()
    holdings = holdings_of(me)
    duties = []
    for each in duties_in_force(me):
        held = each.held
        if held.ends_at <= at:
            continue
        state = wire_state(holdings, held.duty_id)
        asked = holdings.request(held.duty_id)
        lapsed = asked is not None and asked.state == RequestState.LAPSED
        words, chip = STATES["lapsed" if lapsed else state]
        duties.append(
            {
                "held": held,
                "when": when(held, me.team.tz),
                "starts": _hours(held, me) if held.kind == "mission" else "",
                "crew": _beside(each, me),
                "words": gettext(words) if words else "",
                "chip": chip,
                "movable": state in ("planned", "moved") and held.starts_at > at,
                "ahead": held.starts_at > at,
            }
        )
    token = calendar_token(me)
    notices = Notice.objects.filter(person=me, acknowledged_at__isnull=True).order_by("pk")
    context = {
        "duties": duties,
        "next": duties[0] if duties else None,
        "unanswered": _unanswered(me, at),
        "swaps": [swap_line(swap, me) for swap in swaps_of(me)],
        "notices": [(each.pk, notice_words(each.lines, me.team.tz)) for each in notices],
        "devices": me.devices.filter(revoked_at__isnull=True).order_by("paired_at"),
        "feed": request.build_absolute_uri(reverse("feed", args=[token])) if token else "",
        "feed_elsewhere": me.feed_digest is not None and not token,
    }
    return render(request, "desk/mine.html", context)


def _hours(held: HeldDuty, me: Person) -> str:
    """From when to when a mission goes, beside its days."""
    start, end = held.starts_at.astimezone(me.team.tz), held.ends_at.astimezone(me.team.tz)
    return f"{short_day(start)} {start:%H:%M} – {short_day(end)} {end:%H:%M}"


def _beside(duty: DutyInForce, me: Person) -> list[str]:
    """Who else is on a duty of mine."""
    roster, held = roster_of(duty.version), duty.held
    day = roster.index_of(held.days[0])
    what = roster.duties[me.key][day]
    key = what if held.kind == "mission" else (day, what)
    crew = [roster.person[p].name for p in crews(roster).get(key, ()) if p != me.key]
    more = len(crew) - MOST_NAMES
    return crew[:MOST_NAMES] + ([f"+{more}"] if more > 0 else [])


def _unanswered(me: Person, at: datetime) -> list[str]:
    """The duties of late whose request ended by itself, because they began before an answer."""
    lapsed = DutyRequest.objects.filter(
        person=me, state=RequestState.LAPSED, decided_at__gt=at - timedelta(days=UNANSWERED_DAYS)
    )
    found = []
    for each in lapsed.select_related("version").order_by("starts_at"):
        held = find_duty(roster_of(each.version), me.key, each.duty_id)
        if held is not None:
            found.append(f"{held.name}, {when(held, me.team.tz)}")
    return found


@require_POST
@member
def notice_acknowledge(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    return done(request, lambda: do_acknowledge(me, pk, now()), "mine")


@require_POST
@member
def duty_pass(request: HttpRequest, me: Person, duty_id: str) -> HttpResponse:
    def send() -> DeskOutcome:
        do_pass_duty(me, duty_id, now())
        return DeskOutcome("asked", "Asked. You will see the answer here and in a notice.")

    return done(request, send, "mine")


@require_POST
@member
def time_pass(request: HttpRequest, me: Person) -> HttpResponse:
    """Every duty that overlaps a stretch of time, by the clocks of the team."""
    said = request.POST

    def send() -> DeskOutcome:
        try:
            begins, ends = (
                datetime.fromisoformat(said.get(name, "")).replace(tzinfo=me.team.tz)
                for name in ("begins", "ends")
            )
        except ValueError:
            raise BadInput(
                "pass.time", "Choose when it begins and ends, in this order; up to 62 days."
            ) from None
        return do_pass_time(me, begins, ends, now())

    return done(request, send, "mine")


@require_POST
@member
def calendar_renew(request: HttpRequest, me: Person) -> HttpResponse:
    return done(request, lambda: do_renew_calendar(me), "mine")


@require_POST
@member
def calendar_revoke(request: HttpRequest, me: Person) -> HttpResponse:
    return done(request, lambda: do_revoke_calendar(me), "mine")


@require_POST
@member
def pairing_code(request: HttpRequest, me: Person) -> HttpResponse:
    """Shown once; only its digest is kept."""
    code = new_pairing_code(me, now() + CODE_LASTS)
    return render(request, "desk/pairing.html", {"code": code})


@require_POST
@member
def device_revoke(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    return done(request, lambda: do_revoke_device(me, pk, now()), "mine")
