"""The form of a life event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from offwatch.diary.life import LIVES
from offwatch.pad.pages.diary.forms import DiaryForm, NameField, day_field

LIFE_WORDS = {
    "pregnancy": _("Pregnancy"),
    "breast-feeding": _("Breast-feeding"),
    "surgery": _("Surgery"),
    "pause": _("Pause"),
}
_OWN = "own"


class LifeForm(DiaryForm):
    """What it is, from when to when, and what stands still meanwhile."""

    field_of: ClassVar[dict[str, str]] = {
        "diary.life-started-twice": "first",
        "diary.end-before-onset": "last",
    }

    what = forms.ChoiceField(
        label=_("What"),
        widget=forms.RadioSelect,
        choices=[*((life, LIFE_WORDS[life]) for life in LIVES), (_OWN, _("Something else"))],
    )
    name = NameField(
        label=_("In your own words"), required=False, help_text=_("Only for something else.")
    )
    first = day_field(label=_("First day"))
    last = day_field(
        label=_("Last day"), required=False, help_text=_("Leave it empty if it goes on.")
    )
    usual = forms.ChoiceField(
        label=_("What is not forecast meanwhile?"),
        widget=forms.RadioSelect,
        choices=[
            (
                "usual",
                _("What is usual: a pregnancy or breast-feeding the period, a pause everything"),
            ),
            ("chosen", _("Only what I choose here")),
        ],
        initial="usual",
    )
    suspends = forms.MultipleChoiceField(
        label=_("Not forecast"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, names: Sequence[str], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = day
        self.fields["suspends"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        if not names:
            del self.fields["suspends"], self.fields["usual"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("what") == _OWN and not given.get("name"):
            self.add_error("name", ValidationError(_("What do you call it?"), code="required"))
        return given

    @property
    def called(self) -> str:
        """The name that it is written under."""
        what: str = self.cleaned_data["what"]
        return self.cleaned_data["name"] if what == _OWN else str(LIFE_WORDS[what])

    @property
    def chosen(self) -> list[str] | None:
        """The conditions that it suspends; none for what is usual."""
        if self.cleaned_data.get("usual") != "chosen":
            return None
        return list(self.cleaned_data["suspends"])
