"""The forms of the diary: what was typed becomes events, or a plain word beside the field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from offwatch.diary import Event, Kind
from offwatch.diary.diary import EFFECTS, effect_of, plan_of
from offwatch.diary.temperatures import DISTURBED
from offwatch.errors import OffwatchError
from offwatch.names import clean_name, name_key
from offwatch.pad.pages.diary.entry_words import EFFECTS as EFFECT_WORDS
from offwatch.spans import wall_instant

MOST_STRENGTH = 10
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
_STRENGTHS = [("", _("not said")), *((str(n), str(n)) for n in range(1, MOST_STRENGTH + 1))]
_EFFECTS = [(effect, _(EFFECT_WORDS[effect])) for effect in EFFECTS]


def at_of(day: date, at: time | None, zone: ZoneInfo) -> date | datetime:
    """The day, or the instant at which the clocks of the zone show a time on it."""
    if at is None:
        return day
    return wall_instant(day, 60 * at.hour + at.minute, zone).astimezone(zone)


class NameField(forms.CharField):
    """A name as people write them; what cannot be seen is no part of it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return clean_name(text)
        except OffwatchError as error:
            raise ValidationError(error.message, code=error.code) from None


def day_field(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(
        format="%Y-%m-%d",
        attrs={"type": "date", "min": EARLIEST.isoformat(), "max": LATEST.isoformat()},
    )
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


def time_field(**kwargs: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(widget=widget, required=False, **kwargs)


class DiaryForm(forms.Form):
    """A form whose refusals stand beside the field that they are about."""

    field_of: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refuse(self, error: OffwatchError) -> None:
        """Show a refusal of the diary's beside the field that it is about."""
        field = self.field_of.get(error.code)
        if field not in self.fields:
            field = None
        self.add_error(field, ValidationError(str(_(error.message)), code=error.code))


class EpisodeForm(DiaryForm):
    """An episode from its start to its end, with what went with it."""

    field_of: ClassVar[dict[str, str]] = {
        "diary.future": "start_time",
        "diary.started-already": "start_time",
        "diary.overlap": "start_time",
        "diary.written-already": "start_time",
        "diary.end-before-onset": "end_day",
    }

    name = forms.ChoiceField(label=_("What"), widget=forms.RadioSelect)
    start_time = time_field(label=_("Started at"), help_text=_("Leave it empty if you don’t know."))
    end_day = day_field(
        label=_("Last day"), required=False, help_text=_("Leave it empty if it goes on.")
    )
    end_time = time_field(label=_("Ended at"))
    strength = forms.ChoiceField(label=_("How strong, of 10"), choices=_STRENGTHS, required=False)
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"), widget=forms.CheckboxSelectMultiple, required=False
    )
    symptom = NameField(label=_("Another symptom"), required=False)
    medicine = NameField(label=_("Medicine taken for it"), required=False)
    amount = NameField(label=_("How much of it"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        names: Sequence[str],
        symptoms: Sequence[str],
        medicines: Sequence[str],
        day: date,
        zone: ZoneInfo,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix="episode", **kwargs)
        self.day, self.zone = day, zone
        chooser = self.fields["name"]
        chooser.choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        if len(names) == 1:
            chooser.initial = names[0]
        self.fields["symptoms"].choices = [(name, name) for name in symptoms]  # type: ignore[attr-defined]
        if not symptoms:
            del self.fields["symptoms"]
            self.fields["symptom"].label = _("Symptom")
        self.fields["medicine"].widget.attrs["list"] = "medicines"
        self.medicines = medicines

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("end_time") and not given.get("end_day"):
            given["end_day"] = self.day
        if given.get("amount") and not given.get("medicine"):
            self.add_error("medicine", ValidationError(_("Which medicine?"), code="required"))
        return given

    def events(self) -> list[Event]:
        """What the form tells of; it has been found valid."""
        given, name = self.cleaned_data, self.cleaned_data["name"]
        at = at_of(self.day, given["start_time"], self.zone)
        found = [Event(at, "onset", name)]
        if given["end_day"]:
            end = at_of(given["end_day"], given["end_time"], self.zone)
            found.append(Event(end, "end", name))
        if given["strength"]:
            found.append(Event(at, "severity", name, given["strength"]))
        symptoms = dict.fromkeys([*given.get("symptoms", ()), given["symptom"]])
        found += [Event(at, "symptom", symptom) for symptom in symptoms if symptom]
        if given["medicine"]:
            found.append(Event(at, "medicine", given["medicine"], given["amount"]))
        if given["note"].strip():
            found.append(Event(at, "note", "", given["note"].strip()))
        return found


_NAMELESS: frozenset[Kind] = frozenset(("note", "temperature"))
_MAY_HAVE_NO_NAME: frozenset[Kind] = frozenset(("onset", "end", "severity"))
_VALUE_LABELS: dict[Kind, Any] = {
    "medicine": _("How much"),
    "dose": _("How much"),
    "symptom": _("How strong, if you like"),
    "severity": _("How strong, from 0 to 10"),
    "temperature": _("Degrees, °C or °F"),
    "exposure": _("How much, if you like"),
    "precursor": _("What you measured or saw, if you like"),
    "regimen_start": _("What it does"),
    "life_start": _("What it pauses; empty for what is usual"),
    "note": _("Note"),
    "attribute": _("What is so | what is shown | rhythm, if it tells of one"),
    "told": _("About what | how | truth or cover"),
}


class EntryForm(DiaryForm):
    """One entry of a kind: which, how much, and at what time."""

    field_of: ClassVar[dict[str, str]] = {
        "diary.future": "day",
        "diary.started-already": "day",
        "diary.overlap": "day",
        "diary.end-before-onset": "day",
        "diary.end-without-onset": "day",
        "diary.written-already": "name",
        "diary.regimen-started-twice": "name",
        "diary.regimen-not-started": "name",
        "diary.life-started-twice": "day",
        "diary.life-not-started": "day",
        "pad.entry-needed": "day",
    }

    day = day_field(label=_("Day"))
    time = time_field(label=_("Time"), help_text=_("Leave it empty if you don’t know."))
    name = NameField(label=_("Which"), required=False)
    value = forms.CharField(label=_("How much"), required=False, max_length=2000)

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        zone: ZoneInfo,
        names: Iterable[str] = (),
        day: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.zone, self.on_day = kind, zone, day
        self.names = list(names)
        if day is not None:
            del self.fields["day"]
        if kind in _NAMELESS:
            del self.fields["name"]
        elif kind == "severity" and self.names:
            self.fields["name"] = _choice_of(self.names)
        elif self.names:
            self.fields["name"].widget.attrs["list"] = f"names-{kind}"
        if kind == "note":
            self.fields["value"].widget = forms.Textarea(attrs={"rows": 3})
            self.fields["value"].required = True
        if kind not in _VALUE_LABELS:
            del self.fields["value"]
        else:
            self.fields["value"].label = _VALUE_LABELS[kind]
        if kind == "regimen_start":
            self.fields["value"] = forms.ChoiceField(
                label=_VALUE_LABELS[kind], choices=_EFFECTS, initial="none"
            )
        if kind == "severity":
            self.fields["value"] = forms.DecimalField(
                label=_VALUE_LABELS[kind], min_value=0, max_value=MOST_STRENGTH, max_digits=4
            )
        if kind == "temperature":
            self.fields["value"] = forms.DecimalField(
                label=_VALUE_LABELS[kind], min_value=30, max_value=110, max_digits=5
            )
            self.fields["disturbed"] = forms.BooleanField(
                label=_("Disturbed: a short night, fever, alcohol"), required=False
            )
        if kind not in _NAMELESS | _MAY_HAVE_NO_NAME:
            self.fields["name"].required = True

    def clean_value(self) -> str:
        value = self.cleaned_data["value"]
        if isinstance(value, str):
            return value.strip()
        return f"{value.normalize():f}"

    def event(self, old: Event | None = None) -> Event:
        """What the form tells of; it has been found valid."""
        given = self.cleaned_data
        day = self.on_day or given["day"]
        at = at_of(day, given["time"], self.zone)
        if old is not None and _same_minute(at, old, self.zone):
            at = old.at
        value = given.get("value", "")
        if old is not None and self.kind == "regimen_start" and plan_of(old):
            value = f"{value}; {plan_of(old)}"
        name = DISTURBED if given.get("disturbed") else given.get("name", "")
        return Event(at, self.kind, name, value)


def _choice_of(names: Sequence[str]) -> forms.ChoiceField:
    choices = [(name, name) for name in names]
    first = names[0] if len(names) == 1 else None
    return forms.ChoiceField(
        label=_("Which"), choices=choices, initial=first, widget=forms.RadioSelect
    )


def filled(event: Event, zone: ZoneInfo) -> dict[str, Any]:
    """What a form about an entry begins with."""
    local = event.at.astimezone(zone) if isinstance(event.at, datetime) else None
    return {
        "day": event.day(zone),
        "time": local.time().replace(second=0, microsecond=0) if local else None,
        "name": event.name,
        "disturbed": event.kind == "temperature" and name_key(event.name) == DISTURBED,
        "value": effect_of(event) if event.kind == "regimen_start" else event.value,
    }


def _same_minute(at: date | datetime, old: Event, zone: ZoneInfo) -> bool:
    if not isinstance(old.at, datetime) or not isinstance(at, datetime):
        return at == old.at
    return at == old.at.astimezone(zone).replace(second=0, microsecond=0)
