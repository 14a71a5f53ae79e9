"""One person's duties as a calendar, by secret address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from offwatch.calendars.write import write_calendar
from offwatch.desk.models import Person
from offwatch.desk.pages.feeds import entries_for


@never_cache
@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.select_related("team"), feed_token=token)
    body = write_calendar(f"{person.team.name}: my duties", entries_for(person))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")
