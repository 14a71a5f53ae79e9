"""The pages of reminders, and of the calendar that the pad gives to other programs."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from offwatch.errors import BadInput, OffwatchError
from offwatch.language import gettext as _
from offwatch.pad.calendars.feed import (
    do_end_feed,
    do_make_feed,
    do_renew_feed,
    own_feed,
    read_feed,
    write_feed,
)
from offwatch.pad.models import ReminderRules
from offwatch.pad.pages.reminders_page import see_reminders
from offwatch.pad.reminders.channels import (
    do_add_browser,
    do_add_channel,
    do_remove_channel,
    do_send_code,
    do_test,
    do_verify,
)
from offwatch.pad.reminders.sealing import do_set_reminders, rules_row

_NUMBERS = ("hour", "quiet_from", "quiet_to", "days_sure", "days_unsure", "days_onset")
_ICS = "text/calendar; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """When reminders are sent, by which channels, what they say; posted, what was chosen."""
    now = datetime.now(UTC)
    row, wrong = rules_row(), ""
    if request.method == "POST":
        try:
            _read_rules(request, row)
            messages.success(request, do_set_reminders(now, row).said)
            return redirect("reminders")
        except OffwatchError as error:
            wrong = _(error.message)
    context = {"seen": see_reminders(now, row), "wrong": wrong}
    return render(request, "pad/reminders/all.html", context, status=422 if wrong else 200)


@sensitive_post_parameters()
@require_POST
def change_channel(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Add a channel, send its code again, check the code, try it, or forget it."""
    now, asked = datetime.now(UTC), request.POST
    try:
        if not pk and "browser" in asked:
            do_add_browser(now)
            return redirect("reminders")
        if not pk:
            said = do_add_channel(now, asked.get("address", ""), asked.get("name", ""))[0].said
        elif "code" in asked:
            said = do_verify(now, pk, asked["code"]).said
        elif "again" in asked:
            said = do_send_code(now, pk).said
        elif "remove" in asked:
            said = do_remove_channel(now, pk).said
        else:
            said = do_test(pk).said
        messages.success(request, said)
    except OffwatchError as error:
        messages.warning(request, error.message)
    return redirect("reminders")


@require_http_methods(["GET", "HEAD", "POST"])
def feed_page(request: HttpRequest) -> HttpResponse:
    """The pad's own calendar for other programs: off, or with its address."""
    now, wrong = datetime.now(UTC), ""
    if request.method == "POST":
        asked = request.POST
        try:
            if "end" in asked:
                said = do_end_feed().said
            elif "renew" in asked:
                said = do_renew_feed(now).said
            else:
                said = do_make_feed(now, asked.get("text", ""), asked.get("odds", "")).said
            messages.success(request, said)
            return redirect("feed-page")
        except OffwatchError as error:
            wrong = _(error.message)
    row = own_feed()
    site = urlsplit(request.build_absolute_uri("/"))
    context = {
        "feed": row,
        "wrong": wrong,
        "address": f"{site.scheme}://{site.netloc}/feed/{row.token}.ics" if row else "",
        "zone": see_reminders(now, rules_row()).zone,
        "now": now,
    }
    return render(request, "pad/calendars/feed.html", context, status=422 if wrong else 200)


@require_safe
def feed_file(request: HttpRequest) -> HttpResponse:
    """The same calendar as a file, once."""
    row = own_feed()
    if row is None:
        raise Http404
    answer = HttpResponse(write_feed(row, datetime.now(UTC)), content_type=_ICS)
    answer["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return answer


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program that has the address."""
    found = read_feed(token, datetime.now(UTC))
    if found is None:
        raise Http404
    return HttpResponse(found, content_type=_ICS)


def _read_rules(request: HttpRequest, row: ReminderRules) -> None:
    asked = request.POST
    for name in _NUMBERS:
        text = asked.get(name, "")
        if not (text.isdecimal() and len(text) < 4):
            raise BadInput("reminder.numbers", "Hours are 0 to 23, and days ahead 0 to 14.")
        setattr(row, name, int(text))
    row.on = "on" in asked
    row.always = asked.get("always") == "1"
    row.weekdays = sorted({int(day) for day in asked.getlist("weekday") if day in "0123456"})
    row.text = asked.get("text", "")
