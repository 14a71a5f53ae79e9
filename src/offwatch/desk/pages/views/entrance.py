"""Logging in, and what somebody is told whose account is switched off."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from offwatch.desk.people.accounts import is_page_of_ours
from offwatch.desk.teams.setup import is_empty
from offwatch.web.views import problem


class LogIn(LoginView):  # type: ignore[misc]
    """The library's page; an address to go on to that is no page of ours is dropped."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if not is_page_of_ours(context["redirect_field_value"] or ""):
            context |= {"redirect_field": "", "redirect_field_value": None}
        return context | {"nobody_yet": is_empty()}


log_in = LogIn.as_view()


@require_GET
def inactive(request: HttpRequest) -> HttpResponse:
    return problem(
        request,
        403,
        _("This account is switched off"),
        _("Your duties stay as they are. Ask your team's administrator to switch it on again."),
    )
