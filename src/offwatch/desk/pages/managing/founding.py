"""How a team begins: the first account of an empty desk, and a sample to look at."""

from __future__ import annotations

import zoneinfo

from django.contrib.auth import login as log_in
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from offwatch.desk.models import Person
from offwatch.desk.pages.views.access import administrator, done, now
from offwatch.desk.people.invitations import BACKEND
from offwatch.desk.teams.sample import do_drop_sample, do_make_sample
from offwatch.desk.teams.setup import check_token, do_set_up
from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.web.views import problem

FIELDS = ("team", "zone", "name", "login")


@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever started the desk makes the first account; once there is one, it is closed."""
    said = ""
    given = {field: request.POST.get(field, "") for field in FIELDS}
    try:
        check_token(token)
        if request.method == "POST":
            user = do_set_up(token, **given, password=request.POST.get("password", ""), now=now())
            log_in(request, user, BACKEND)
            return redirect("roster")
    except OffwatchError as error:
        if error.code == "setup.closed":
            return problem(request, 404, _("This page is closed"), _(error.message))
        said = _(error.message)
    if request.method == "GET" and get_language() == "de":
        given["zone"] = "Europe/Berlin"
    zones = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
    return render(request, "desk/setup.html", {"given": given, "zones": zones, "said": said})


@require_POST
@administrator
def team_sample(request: HttpRequest, me: Person) -> HttpResponse:
    """Fill the empty team with a sample, or throw it away."""
    act = do_drop_sample if request.POST.get("act") == "drop" else do_make_sample
    return done(request, lambda: act(me, now()), "roster")
