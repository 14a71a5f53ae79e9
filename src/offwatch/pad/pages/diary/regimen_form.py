"""The form that begins or changes a regimen, and its plan in words."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from offwatch.diary.diary import EFFECTS
from offwatch.pad.diary.records.regimens import AS_NEEDED, DAILY
from offwatch.pad.pages.diary.entry_words import EFFECTS as EFFECT_WORDS
from offwatch.pad.pages.diary.forms import DiaryForm, NameField, day_field

_CYCLIC = "cyclic"
MOST_DAYS = 366


class RegimenForm(DiaryForm):
    """What is taken, what it does, when and how much."""

    field_of: ClassVar[dict[str, str]] = {
        "diary.regimen-started-twice": "day",
        "diary.regimen-not-started": "day",
        "diary.written-already": "day",
    }

    name = NameField(label=_("What"))
    effect = forms.ChoiceField(
        label=_("What it does to when episodes come"),
        choices=[(effect, _(EFFECT_WORDS[effect])) for effect in EFFECTS],
        initial="none",
    )
    when = forms.ChoiceField(
        label=_("How it is taken"),
        widget=forms.RadioSelect,
        choices=[
            (DAILY, _("Daily")),
            (_CYCLIC, _("Some days on, some days off")),
            (AS_NEEDED, _("As needed")),
        ],
        initial=DAILY,
    )
    on_days = forms.IntegerField(
        label=_("Days on"), min_value=1, max_value=MOST_DAYS, required=False
    )
    off_days = forms.IntegerField(
        label=_("Days off"), min_value=1, max_value=MOST_DAYS, required=False
    )
    amount = NameField(label=_("How much each time, if you like"), required=False)
    day = day_field(label=_("From"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = today
        self.fields["name"].widget.attrs["list"] = "regimens"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("when") == _CYCLIC:
            for field in ("on_days", "off_days"):
                if not given.get(field) and field not in self.errors:
                    self.add_error(field, ValidationError(_("How many days?"), code="required"))
        if given.get("when") == AS_NEEDED and given.get("effect", "none") != "none":
            said = _("What is taken as needed cannot be told to change when episodes come.")
            self.add_error("effect", ValidationError(said, code="invalid"))
        return given

    @property
    def plan(self) -> str:
        """When it is taken, as it is written down."""
        given = self.cleaned_data
        if given["when"] != _CYCLIC:
            return str(given["when"])
        on, off = given["on_days"], given["off_days"]
        return f"{on} of {on + off}"


def plan_words(when: str) -> str:
    """When a regimen is taken: what a file says in other words stays as it is."""
    on, of, whole = when.partition(" of ")
    if of and on.isdecimal() and whole.isdecimal():
        return gettext("{on} of {whole} days").format(on=on, whole=whole)
    known = {DAILY: gettext("daily"), AS_NEEDED: gettext("as needed")}
    return known.get(when, when)
