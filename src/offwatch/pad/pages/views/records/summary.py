"""The summary for a doctor. What is asked for is posted, so that no address holds it."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from offwatch.diary.summary import months_until, summarise
from offwatch.pad.diary.conditions import kept_conditions
from offwatch.pad.diary.rows import read_diary, setup
from offwatch.pad.pages.summary.words import say_summary

MONTHS = ("3", "6", "12")


class SummaryForm(forms.Form):
    """What is in it."""

    months = forms.ChoiceField(
        label=_("How many months"),
        choices=[("3", _("3 months")), ("6", _("6 months")), ("12", _("12 months"))],
        widget=forms.RadioSelect,
    )
    conditions = forms.MultipleChoiceField(
        label=_("What"), widget=forms.CheckboxSelectMultiple, required=False
    )
    notes = forms.BooleanField(label=_("With my notes"), required=False)

    def __init__(self, data: object, names: list[str]) -> None:
        initial = {"months": "6", "conditions": names}
        super().__init__(data, initial=initial, label_suffix="")  # type: ignore[arg-type]
        self.fields["conditions"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def summary(request: HttpRequest) -> HttpResponse:
    """Choose what is in it; posted, the summary itself, or a PDF of it."""
    kept = kept_conditions()
    form = SummaryForm(request.POST if request.method == "POST" else None, [k.name for k in kept])
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "pad/summary/choose.html", {"form": form}, status=status)
    from offwatch.pad.pages.summary.pdf import make_pdf, unshown  # fpdf2 takes a while to load

    zone = setup().tz
    today = datetime.now(UTC).astimezone(zone).date()
    told = form.cleaned_data
    span = months_until(today, int(told["months"]))
    found = summarise(read_diary(zone), told["conditions"], span, notes=told["notes"])
    words = say_summary(found, kept, today)
    if "pdf" in request.POST:
        answer = HttpResponse(make_pdf(words), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="summary.pdf"'
        answer["Cache-Control"] = "no-store"
        return answer
    context = {
        "words": words,
        "days": range(1, 32),
        "fields": [(name, value) for name, values in request.POST.lists() for value in values],
        "unshown": unshown(words),
    }
    return render(request, "pad/summary/summary.html", context)
