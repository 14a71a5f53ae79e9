"""One person's duties as a calendar, by secret address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from offwatch.calendars.write import write_calendar
from offwatch.desk.pages.feeds import entries_for
from offwatch.desk.people.calendar_address import find_by_token


@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    person = find_by_token(token)
    if person is None:
        raise Http404
    body = write_calendar(f"{person.team.name}: my duties", entries_for(person))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
