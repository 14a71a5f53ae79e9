"""Names of the owner's own, and entries found by their words."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from offwatch.diary import KINDS
from offwatch.errors import OffwatchError
from offwatch.pad.diary.conditions import kept_conditions
from offwatch.pad.diary.records.naming import HIDEABLE, do_hide_name, do_rename, written_names
from offwatch.pad.diary.records.search import find_entries
from offwatch.pad.diary.rows import setup
from offwatch.pad.pages.diary.calendar import by_key, line_of
from offwatch.pad.pages.diary.entry_words import kind_words
from offwatch.pad.pages.diary.forms import day_field
from offwatch.pad.pages.views.saying import done

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest) -> HttpResponse:
    """Every name by its group; posted, one is renamed, put together, hidden or offered again."""
    if request.method == "POST":
        group, name = request.POST.get("group", ""), request.POST.get("name", "")
        try:
            if "new" in request.POST:
                outcome = do_rename(datetime.now(UTC), group, name, request.POST["new"])
            else:
                outcome = do_hide_name(group, name, hide="hide" in request.POST)
            return done(request, outcome, "names")
        except OffwatchError as error:
            messages.warning(request, error.message)
            return redirect("names")
    titles = {
        "condition": _("What you track"),
        "symptom": _("Symptoms"),
        "medicine": _("Medicine"),
        "regimen": _("Taken regularly"),
        "exposure": _("Possible triggers"),
        "precursor": _("Early signs and tests"),
        "life": _("Life events"),
    }
    groups = [
        (group, titles[group], each, group in HIDEABLE) for group, each in written_names().items()
    ]
    return render(request, "pad/diary/names.html", {"groups": groups})


class SearchForm(forms.Form):
    """What to look for; left empty, everything."""

    words = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Of what kind"), required=False)
    first = day_field(label=gettext_lazy("From"), required=False)
    last = day_field(label=gettext_lazy("To"), required=False)
    page = forms.IntegerField(min_value=0, max_value=100_000, required=False)

    def __init__(self, data: object = None) -> None:
        super().__init__(data, label_suffix="")  # type: ignore[arg-type]
        choices = [("", _("any")), *((kind, kind_words(kind)) for kind in KINDS)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]
        self.fields["words"].widget.attrs["autocomplete"] = "off"


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Entries by words, kind and days; posted, so that no address holds the words."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    zone = setup().tz
    told = form.cleaned_data if form.is_valid() else {}
    page = told.get("page") or 0
    found = find_entries(
        zone,
        told.get("words", ""),
        kinds=[told["kind"]] if told.get("kind") else (),
        first=told.get("first"),
        last=told.get("last"),
        limit=PAGE,
        offset=page * PAGE,
    )
    known = by_key(kept_conditions())
    context = {
        "form": form,
        "lines": [line_of(row, zone, known) for row in found.rows],
        "total": found.total,
        "asked": form.is_bound,
        "before": page - 1 if page else None,
        "after": page + 1 if (page + 1) * PAGE < found.total else None,
    }
    return render(request, "pad/diary/search.html", context, status=422 if form.errors else 200)
