"""A form that came while the pad was locked waits for its owner, who finds it filled again.

It is held in the session of the browser that sent it, in memory, for as long as an idle pad stays
open; whoever unlocks the pad in that browser decides what becomes of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypedDict

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware

_STEPS = ("log", "day", "entry", "delete-entry", "undo")
_PAGES = ("conditions", "life", "regimens", "temperatures", "names", "known")
KEPT = frozenset((*_STEPS, *_PAGES))
"""Names of the addresses whose forms are kept: those that write in the diary."""
_KEY = "waiting"
_MOST_CHARACTERS = 20_000


class Waiting(TypedDict):
    """Where a form was sent, what it said, and when it came."""

    name: str
    path: str
    fields: dict[str, list[str]]
    at: str


def keep(request: HttpRequest, name: str | None) -> None:
    """Keep a form of this browser's own pages, unless it is too large."""
    if request.method != "POST" or name not in KEPT or not _is_own_form(request):
        return
    fields = {key: request.POST.getlist(key) for key in request.POST}
    fields.pop("csrfmiddlewaretoken", None)
    size = sum(len(key) + sum(map(len, values)) for key, values in fields.items())
    if size <= _MOST_CHARACTERS:
        at = datetime.now(UTC).isoformat()
        request.session[_KEY] = Waiting(name=name, path=request.path, fields=fields, at=at)


def has_waiting(request: HttpRequest) -> bool:
    return _KEY in request.session


def take(request: HttpRequest) -> Waiting | None:
    """What waits, once."""
    found: Waiting | None = request.session.pop(_KEY, None)
    return found


def _is_own_form(request: HttpRequest) -> bool:
    """Whether it bears the token of a page of this pad: nobody else leaves forms for its owner."""

    def nothing(_: HttpRequest) -> HttpResponse:
        return HttpResponse()

    return CsrfViewMiddleware(nothing).process_view(request, nothing, (), {}) is None
