"""What views of the diary share: the day in an address, and what came of a step."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from offwatch.diary.reading import parse_iso
from offwatch.pad.outcome import PadOutcome
from offwatch.pad.pages.diary.forms import EARLIEST, LATEST


def read_day(text: str) -> date:
    """A day as it stands in an address."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if not EARLIEST <= day <= LATEST:
        raise Http404
    return day


def read_moment(text: str) -> datetime:
    """An instant as it stands in a form of ours."""
    at = parse_iso(text)
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise Http404
    return at


def done(request: HttpRequest, outcome: PadOutcome, *where: str) -> HttpResponse:
    """Say what came of a step, with its undo beside it, and go on."""
    messages.success(request, outcome.said)
    if outcome.step is not None:
        request.session["undo"] = {"step": outcome.step, "entry": outcome.entry}
    return redirect(*where)
