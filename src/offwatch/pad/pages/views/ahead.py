"""Pages about what comes: Today, Outlook, Duties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from offwatch.errors import BadInput
from offwatch.pad.diary.rows import setup
from offwatch.pad.link.slots import next_slot
from offwatch.pad.masking.clock import see_silence
from offwatch.pad.models import CalendarSource, DeskLink, DutyOdds, KnownDuty
from offwatch.pad.pages.backup_page import see_backups
from offwatch.pad.pages.days_ahead import DutyView, say_worth, see_ahead
from offwatch.pad.pages.diary.buttons import see_buttons
from offwatch.pad.pages.diary.calendar import see_last
from offwatch.pad.pages.how_good import see_how_good
from offwatch.pad.pages.known.linked import Link, see_links
from offwatch.pad.pages.meter_page import Before, see_before
from offwatch.pad.pages.pictures.soon import see_soon
from offwatch.pad.pages.pictures.strip import draw_soon, draw_strip, draw_year, has_duties
from offwatch.pad.pages.rhythm_days_page import see_asks
from offwatch.pad.pages.what_if import imagine, known_exposures, regimens_to_stop
from offwatch.pad.runtime import home

LOG_ROWS = 4
NEAR_DAYS = 14


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    ahead = see_ahead(datetime.now(UTC))
    strip_days, strip = draw_soon(ahead)
    kept = ahead.kept
    context = {
        "ahead": ahead,
        "silence": see_silence(ahead.now),
        "backup": see_backups(ahead.now),
        "strip_days": strip_days,
        "strip": strip,
        "strip_duties": has_duties(ahead, strip_days),
        "kept": kept,
        "buttons": see_buttons(ahead, kept),
        "yesterday": ahead.outlook.first_day - timedelta(days=1),
        "log": see_last(LOG_ROWS, ahead.zone, kept),
    }
    return render(request, "pad/today.html", context)


@require_safe
def outlook(request: HttpRequest) -> HttpResponse:
    ahead = see_ahead(datetime.now(UTC))
    chances = [one.outlook.in_episode for one in ahead.rhythms]
    if ahead.several:
        chances.append(ahead.outlooks.in_episode)
    first_day = ahead.outlook.first_day
    days = [(first_day + timedelta(days=i), [float(one[i]) for one in chances]) for i in range(28)]
    context = {
        "ahead": ahead,
        "near": draw_strip(ahead, NEAR_DAYS),
        "near_duties": has_duties(ahead, NEAR_DAYS),
        "far": draw_strip(ahead, 90),
        "hours": see_soon(ahead),
        "days": days,
        "together": ahead.outlooks.come_together(),
        "worth": say_worth(ahead),
        "year": draw_year(ahead),
        "regimens": regimens_to_stop(ahead),
        "exposures": known_exposures(ahead),
        "soon": ahead.now.astimezone(ahead.zone).strftime("%Y-%m-%dT%H:00"),
    }
    return render(request, "pad/outlook.html", context)


@require_safe
def how_good(request: HttpRequest) -> HttpResponse:
    """Past forecasts beside what came."""
    return render(request, "pad/how_good.html", {"records": see_how_good(datetime.now(UTC))})


@require_POST
def what_if(request: HttpRequest) -> HttpResponse:
    """Posted, so that no address holds what was asked; nothing is kept."""
    asked = (request.POST.get(name, "") for name in ("without", "exposure", "at"))
    try:
        found = imagine(datetime.now(UTC), *asked)
    except BadInput as error:
        messages.warning(request, error.message)
        return redirect("outlook")
    strips = draw_strip(found.ahead, 28), draw_strip(found.ahead, 28, found.outlooks)
    context = {"ahead": found.ahead, "found": found, "strips": strips}
    return render(request, "pad/what_if.html", context)


@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    now = datetime.now(UTC)
    ahead = see_ahead(now)
    worst = ahead.worst
    others = [view for view in ahead.duties if view is not worst]
    context = {
        "ahead": ahead,
        "worst": worst,
        "others": others,
        "asks": see_asks(now),
        "before": _before(worst, now),
        "links": _links(worst, now),
        "calendars": CalendarSource.objects.exists(),
        "awaited": DeskLink.objects.filter(told_at=None).exists(),
        "next_at": next_slot(now, home.tick_s(), setup().phase),
    }
    return render(request, "pad/duties.html", context)


@require_safe
def duty(request: HttpRequest, duty_id: str) -> HttpResponse:
    ahead = see_ahead(datetime.now(UTC))
    view = next((v for v in ahead.duties if v.duty.duty_id == duty_id), None)
    if view is None:
        raise Http404
    context = {
        "ahead": ahead,
        "view": view,
        "history": DutyOdds.objects.filter(duty_id=duty_id),
        "asks": see_asks(ahead.now),
        "before": _before(view, ahead.now),
        "links": _links(view, ahead.now),
    }
    return render(request, "pad/duty.html", context)


def _links(view: DutyView | None, now: datetime) -> list[Link]:
    """Whose days off lie on those of a duty that can be asked about."""
    if view is None or not view.may_ask or not isinstance(view.duty, KnownDuty):
        return []
    return see_links(view.duty, now)


def _before(view: DutyView | None, now: datetime) -> Before | None:
    """What an observer could make of a pass, where one can be asked for."""
    if view is None or not view.may_ask or not isinstance(view.duty, KnownDuty):
        return None
    return see_before(view.duty, now)
