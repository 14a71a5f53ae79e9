"""Who may open what: logged in, in a team, and in the right role; everything else is not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from offwatch.desk.models import Person, Role
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.people.managing import may_administer, may_manage
from offwatch.desk.team_scope import team_scope
from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.web.views import problem

View = Callable[Concatenate[HttpRequest, Person, ...], HttpResponse]


def member(view: View) -> Callable[..., HttpResponse]:
    """The view gets the person behind the account; an account without a team gets no page."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        me = person_of(request)
        if me is None:
            return problem(
                request,
                403,
                "You are in no team here",
                "Ask your team's administrator to add you, then log in again.",
            )
        if me.has_left(now()):
            return problem(
                request,
                403,
                _("You are no longer in this team"),
                _("Your last day in it is over. Whoever plans it can enter that you stay."),
            )
        if me.first_password:
            return redirect("account_change_password")
        # every time on the page is the team's, and so is every row that the database shows it
        with timezone.override(me.team.tz), team_scope(me.team_id):
            return view(request, me, *args, **kwargs)

    return login_required(checked)


def planner(view: View) -> Callable[..., HttpResponse]:
    """For whoever plans; to everybody else the page does not exist."""

    @wraps(view)
    def checked(request: HttpRequest, me: Person, *args: Any, **kwargs: Any) -> HttpResponse:
        if not me.has(Role.PLANNER):
            raise Http404
        return view(request, me, *args, **kwargs)

    return member(checked)


def manager(view: View) -> Callable[..., HttpResponse]:
    """For planners and administrators; to everybody else the page does not exist."""

    @wraps(view)
    def checked(request: HttpRequest, me: Person, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_manage(me):
            raise Http404
        return view(request, me, *args, **kwargs)

    return member(checked)


def administrator(view: View) -> Callable[..., HttpResponse]:
    """For whoever gives roles, passwords and invitations; to others the page does not exist."""

    @wraps(view)
    def checked(request: HttpRequest, me: Person, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_administer(me):
            raise Http404
        return view(request, me, *args, **kwargs)

    return member(checked)


def person_of(request: HttpRequest) -> Person | None:
    if not request.user.is_authenticated:
        return None
    return Person.objects.select_related("team").filter(user=request.user).first()


def now() -> datetime:
    return datetime.now(UTC)


def done(request: HttpRequest, act: Callable[[], DeskOutcome], to: str, *args: Any) -> HttpResponse:
    """Do it, say what came of it, and go on to the page that shows it."""
    try:
        said = act().said
    except OffwatchError as error:
        said = error.message
    if said:
        messages.info(request, _(said))
    return redirect(to, *args)
