"""The page of private attributes and who knows them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from offwatch.errors import OffwatchError
from offwatch.language import long_date
from offwatch.pad.diary.records.known import (
    COVER,
    days_away,
    do_write_attribute,
    do_write_away,
    do_write_told,
    see_known,
)
from offwatch.pad.diary.rows import setup
from offwatch.pad.outcome import PadOutcome
from offwatch.pad.pages.known.cost import see_cost
from offwatch.pad.pages.known.forms import CHANNEL_WORDS, AttributeForm, AwayForm, ToldForm
from offwatch.pad.pages.views.saying import done

Form = AttributeForm | ToldForm | AwayForm


@require_http_methods(["GET", "HEAD", "POST"])
def known(request: HttpRequest) -> HttpResponse:
    """The ledger; posted, an attribute, somebody who was told, or somebody's days off."""
    now = datetime.now(UTC)
    today = now.astimezone(setup().tz).date()
    ledger = see_known()
    which = request.POST.get("form", "")

    def given(name: str) -> object:
        return request.POST if which == name else None

    names = [each.name for each in ledger.attributes]
    forms: dict[str, Form] = {
        "attribute": AttributeForm(given("attribute"), prefix="attribute"),
        "told": ToldForm(given("told"), names=names, today=today, prefix="told"),
        "away": AwayForm(given("away"), prefix="away"),
    }
    form = forms.get(which)
    if form is not None and form.is_valid():
        try:
            return done(request, _write(form, now), "known")
        except OffwatchError as error:
            form.refuse(error)
    context = {
        "attributes": [(each, ledger.knowers(each)) for each in ledger.attributes],
        "told": [
            (each, CHANNEL_WORDS.get(each.channel, each.channel), long_date(each.day, year=True))
            for each in ledger.told
        ],
        "cover": COVER,
        "cost": see_cost(ledger, now) if ledger.attributes else None,
        "away": [
            (name, len(days), max(days)) for name, days in sorted(days_away().items()) if days
        ],
        "forms": forms,
    }
    wrong = form is not None and form.errors
    return render(request, "pad/known/known.html", context, status=422 if wrong else 200)


def _write(form: Form, now: datetime) -> PadOutcome:
    told = form.cleaned_data
    if isinstance(form, AttributeForm):
        return do_write_attribute(
            now, told["name"], told["value"], told["cover"], tells_of_rhythm=told["rhythm"]
        )
    if isinstance(form, ToldForm):
        return do_write_told(
            now, told["person"], told["attribute"], told["what"], told["channel"], told["day"]
        )
    return do_write_away(now, told["person"], form.days)
