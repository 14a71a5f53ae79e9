"""What a button does: one service, then back to the page it was on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.pad.diary.record import do_log, do_undo
from offwatch.pad.link.by_hand import do_hand_pass, do_keep
from offwatch.pad.link.norms import do_agree
from offwatch.pad.link.notices import do_dismiss
from offwatch.pad.link.pairing import do_give_up_pairing, do_pair, do_try_pairing
from offwatch.pad.masking.clock import do_set_clock_right
from offwatch.pad.pages.views.saying import done, read_day, read_moment
from offwatch.pad.runtime import scheduler


@require_POST
def log(request: HttpRequest, kind: str) -> HttpResponse:
    """One tap: it is of now, or of the day whose page it is on."""
    if kind not in ("onset", "end"):
        raise Http404
    day = read_day(request.POST["day"]) if "day" in request.POST else None
    at = read_moment(request.POST["at"]) if "at" in request.POST else None
    step: Literal["onset", "end"] = "onset" if kind == "onset" else "end"
    stays = day is not None and request.POST.get("next") != "today"
    where = ("day", day.isoformat()) if day is not None and stays else ("today",)
    try:
        outcome = do_log(datetime.now(UTC), step, request.POST.get("rhythm"), day or at)
    except OffwatchError as error:
        messages.warning(request, error.message)
        return redirect(*where)
    return done(request, outcome, *where)


@require_POST
def undo(request: HttpRequest, step: int) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, None) or _is_of_entry(back):
        back = "/"
    try:
        outcome = do_undo(datetime.now(UTC), step)
    except OffwatchError as error:
        messages.warning(request, error.message)
        return redirect(back)
    return done(request, outcome, back)


def _is_of_entry(path: str) -> bool:
    """Whether a page is of an entry, which an undo may have taken away."""
    return path.startswith(reverse("diary") + "/entry/")


@require_POST
def hand_pass(request: HttpRequest, duty_id: str) -> HttpResponse:
    messages.success(request, do_hand_pass(datetime.now(UTC), duty_id).said)
    return redirect("duty", duty_id)


@require_POST
def keep(request: HttpRequest, duty_id: str) -> HttpResponse:
    messages.success(request, do_keep(datetime.now(UTC), duty_id).said)
    return redirect("duty", duty_id)


@require_POST
def set_clock(request: HttpRequest) -> HttpResponse:
    try:
        messages.success(request, do_set_clock_right(datetime.now(UTC)).said)
    except OffwatchError as error:
        messages.warning(request, error.message)
    return redirect("mask")


@require_POST
def pair(request: HttpRequest) -> HttpResponse:
    url, code = request.POST.get("url", ""), request.POST.get("code", "")
    try:
        outcome = do_pair(datetime.now(UTC), url, code)
    except OffwatchError as error:
        context = {"url": url, "wrong": _(error.message)}
        return render(request, "pad/pair.html", context, status=409)
    scheduler.prepare_now()
    messages.success(request, outcome.said)
    return redirect("settings")


@require_POST
def pair_again(request: HttpRequest) -> HttpResponse:
    """Send the introduction that waits for its answer once more, or give it up."""
    now = datetime.now(UTC)
    try:
        outcome = do_give_up_pairing(now) if "stop" in request.POST else do_try_pairing(now)
    except OffwatchError as error:
        messages.warning(request, error.message)
    else:
        scheduler.prepare_now()
        messages.success(request, outcome.said)
    return redirect("settings")


@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Use the norm that was on the page."""
    try:
        messages.success(request, do_agree(datetime.now(UTC), request.POST.get("offer", "")).said)
    except OffwatchError as error:
        messages.warning(request, error.message)
    return redirect("settings")


@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """The notices have been read."""
    do_dismiss()
    return redirect("settings")
