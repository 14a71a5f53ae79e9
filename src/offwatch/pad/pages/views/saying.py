"""What views of the diary share: the day in an address, and what came of a step."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from offwatch.diary.reading import parse_iso
from offwatch.pad.diary.rows import setup
from offwatch.pad.outcome import PadOutcome
from offwatch.pad.pages.diary.forms import EARLIEST, LATEST
from offwatch.pad.pages.words import date_words


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
    said = outcome.said
    if outcome.joined_since is not None:
        said = f"{said} {_joined_words(outcome.joined_since)}"
    messages.success(request, said)
    if outcome.step is not None:
        undo: dict[str, object] = {"step": outcome.step, "entry": outcome.entry}
        if outcome.apart is not None:
            undo["apart"] = {"day": str(outcome.apart.at), "rhythm": outcome.apart.name}
        request.session["undo"] = undo
    return redirect(*where)


def _joined_words(since: date) -> str:
    today = datetime.now(UTC).astimezone(setup().tz).date()
    if (today - since).days == 1:
        return _("It is joined to the one that began yesterday: its days count as one episode.")
    said = _("It is joined to the one that began on {day}: its days count as one episode.")
    return said.format(day=date_words(since, today))
