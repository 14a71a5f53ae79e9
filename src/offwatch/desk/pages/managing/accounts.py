"""Accounts: roles, invitations and their letters, new passwords; and the end of a team."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login as log_in
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from offwatch.desk.models import Deed, Person
from offwatch.desk.pages.views.access import administrator, done, now
from offwatch.desk.people.invitations import (
    BACKEND,
    LASTS,
    do_invite,
    do_invite_all,
    do_join,
    find_invited,
    suggested_login,
)
from offwatch.desk.people.record import write_record
from offwatch.desk.people.remove_team import do_remove_team
from offwatch.desk.people.roles import do_set_roles
from offwatch.desk.people.switch_account import do_reset_password
from offwatch.errors import OffwatchError
from offwatch.language import gettext as _
from offwatch.web.views import problem


@require_POST
@administrator
def person_roles(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    found = get_object_or_404(Person, pk=pk, team=me.team_id)
    roles = request.POST.getlist("role")
    return done(request, lambda: do_set_roles(me, found.key, roles, now()), "person", pk)


@require_POST
@administrator
def person_invite(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    """The letter of one person; its address is shown only now."""
    found = get_object_or_404(Person, pk=pk, team=me.team_id)
    try:
        letters = [do_invite(me, found.key, now())]
    except OffwatchError as error:
        messages.info(request, _(error.message))
        return redirect("person", pk)
    return _letters(request, letters)


@require_POST
@administrator
def people_invite(request: HttpRequest, me: Person) -> HttpResponse:
    """A letter for everybody who has no account, each on a page of its own."""
    return _letters(request, do_invite_all(me, now()))


@require_POST
@administrator
def person_password(request: HttpRequest, me: Person, pk: int) -> HttpResponse:
    """A new first password, shown only now; in the own team, and never of somebody else's."""
    found = get_object_or_404(Person.objects.select_related("user"), pk=pk, team=me.team_id)
    if found.user is None or found.pk == me.pk:
        return redirect("person", pk)
    _outcome, password = do_reset_password(found.user.username)
    write_record(me.team, me, Deed.PASSWORD, now(), found.name)
    context = {
        "person": found,
        "login": found.user.username,
        "password": password,
        "address": request.build_absolute_uri(reverse("account_login")),
    }
    return render(request, "desk/new_password.html", context)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever was invited chooses a login and a password, and is in."""
    login = request.POST.get("login", "")
    said = ""
    try:
        person = find_invited(token, now())
        if request.method == "POST":
            user = do_join(token, login, request.POST.get("password", ""), now())
            log_in(request, user, BACKEND)
            return redirect("home")
    except OffwatchError as error:
        if error.code == "people.invitation":
            return problem(
                request, 404, _("This invitation does not open any more"), _(error.message)
            )
        said = _(error.message)
    context = {
        "person": person,
        "login": login or suggested_login(person),
        "said": said,
    }
    return render(request, "desk/join.html", context)


@require_http_methods(["GET", "POST"])
@administrator
def team_remove(request: HttpRequest, me: Person) -> HttpResponse:
    """The whole team goes once its name is written; so does the account of whoever does it."""
    said = ""
    if request.method == "POST":
        try:
            do_remove_team(me.team, me, request.POST.get("name", ""), now())
        except OffwatchError as error:
            said = _(error.message)
        else:
            logout(request)
            return redirect("account_login")
    context = {"team": me.team, "count": me.team.people.count(), "said": said}
    return render(request, "desk/team_remove.html", context)


def _letters(request: HttpRequest, invited: list[tuple[Person, str]]) -> HttpResponse:
    letters = [
        (person, request.build_absolute_uri(reverse("join", args=[token])))
        for person, token in invited
    ]
    return render(request, "desk/letters.html", {"letters": letters, "days": LASTS.days})
