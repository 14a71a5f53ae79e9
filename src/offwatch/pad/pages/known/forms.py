"""The forms of the ledger: an attribute, somebody who was told, somebody's days off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from offwatch.pad.diary.records.known import CHANNELS, COVER, MOST_DAYS, TRUTH
from offwatch.pad.pages.diary.forms import DiaryForm, NameField, day_field

CHANNEL_WORDS = {
    "aloud": _("in person"),
    "message": _("by message"),
    "call": _("on the phone"),
    "letter": _("by letter"),
    "seen": _("saw it themselves"),
    "other": _("in another way"),
}
_DAYS = re.compile(r"\d{4}-\d{2}-\d{2}")


class AttributeForm(DiaryForm):
    """What is so, and what is shown in its place."""

    name = NameField(
        label=_("What it is about"), help_text=_("Such as a diagnosis, a medicine, a plan.")
    )
    value = NameField(label=_("The truth"))
    cover = NameField(label=_("What is shown instead"), required=False)
    rhythm = forms.BooleanField(
        label=_("Whoever is told the truth also learns that something comes back regularly"),
        required=False,
    )


class ToldForm(DiaryForm):
    """Who was told what, when and how."""

    field_of: ClassVar[dict[str, str]] = {"diary.future": "day", "diary.written-already": "person"}

    person = NameField(label=_("Who"))
    attribute = forms.ChoiceField(label=_("What it was about"))
    what = forms.ChoiceField(
        label=_("They were told"),
        widget=forms.RadioSelect,
        choices=[(TRUTH, _("the truth")), (COVER, _("what is shown instead"))],
        initial=TRUTH,
    )
    channel = forms.ChoiceField(
        label=_("How"), choices=[(each, CHANNEL_WORDS[each]) for each in CHANNELS]
    )
    day = day_field(label=_("When"))

    def __init__(self, *args: Any, names: Sequence[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attribute"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.fields["day"].initial = today


class AwayForm(DiaryForm):
    """Somebody's days off, as everybody can see them."""

    person = NameField(label=_("Who"))
    first = day_field(label=_("First day off"))
    last = day_field(
        label=_("Last day off"), required=False, help_text=_("Leave it empty for a single day.")
    )
    more = forms.CharField(
        label=_("Further days, such as 2026-11-28 2026-12-05"),
        required=False,
        max_length=2000,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and not 0 <= (last - first).days < MOST_DAYS:
            said = _("It ends before it begins, or is too long to be days off.")
            self.add_error("last", ValidationError(said, code="invalid"))
        try:
            given["others"] = [date.fromisoformat(d) for d in _DAYS.findall(given.get("more", ""))]
        except ValueError:
            self.add_error(
                "more", ValidationError(_("Write days like 2026-11-28."), code="invalid")
            )
        return given

    @property
    def days(self) -> list[date]:
        """All of them."""
        given = self.cleaned_data
        last = given["last"] or given["first"]
        count = (last - given["first"]).days + 1
        return [*(given["first"] + timedelta(days=n) for n in range(count)), *given["others"]]
