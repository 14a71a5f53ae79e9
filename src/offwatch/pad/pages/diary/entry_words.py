"""Entries of the diary in words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as later

from offwatch.diary import Event
from offwatch.diary.diary import effect_of
from offwatch.diary.temperatures import DISTURBED, FAHRENHEIT_FROM
from offwatch.language import short_day
from offwatch.names import name_key
from offwatch.pad.diary.history import State, event_in

EFFECTS = {
    "suppressant": later("stops it while it is taken"),
    "lengthening": later("makes it rarer"),
    "shortening": later("makes it more frequent"),
    "none": later("does not change when it comes"),
}

SIGNS = {
    ("lh", "positive"): later("LH test positive"),
    ("lh", "negative"): later("LH test negative"),
    ("ovulation", ""): later("Ovulation"),
    ("temperature rise", "three over six"): later("Temperature rise, three over six"),
}
"""Signs that the pad writes by itself or at a tap."""
_COUNTED = frozenset(("exposure", "precursor", "symptom"))


def entry_words(event: Event) -> str:
    """What one entry says: “Migraine started”, “Medicine: sumatriptan, 50 mg”."""
    name, value = event.name or _("It"), event.value
    if event.kind == "onset":
        return _("%s started") % name
    if event.kind == "end":
        return _("%s ended") % name
    if event.kind == "note":
        return value or event.name
    if event.kind == "regimen_start":
        effect = EFFECTS.get(effect_of(event))
        return _("%s started") % name + (f" ({_(effect)})" if effect else "")
    if event.kind == "regimen_stop":
        return _("%s stopped") % name
    if event.kind == "life_start":
        return _("%s begins") % name
    if event.kind == "life_end":
        return _("%s: last day") % name
    if event.kind == "attribute":
        return _("Private: %s") % name
    if event.kind == "told":
        return _("%s was told something") % name
    if event.kind == "away":
        return _("%s has a day off") % name
    if event.kind == "dose":
        return _("%s taken") % name + (f", {value}" if value else "")
    if event.kind == "missed_dose":
        return _("%s missed") % name
    if event.kind == "severity":
        return _("How strong: %s") % number_words(value) + (
            f" ({event.name})" if event.name else ""
        )
    if event.kind == "precursor" and (sign := SIGNS.get((name_key(event.name), value))):
        return _(sign)
    if event.kind == "temperature":
        is_disturbed = name_key(event.name) == DISTURBED
        said = [degrees_words(value), _("disturbed") if is_disturbed else event.name]
        return f"{kind_words(event.kind)}: {', '.join(text for text in said if text)}"
    said = [text for text in (event.name, _amount_words(event)) if text]
    return f"{kind_words(event.kind)}: {', '.join(said)}"


def _amount_words(event: Event) -> str:
    """What else stands of it: “1” says no more than that it was there; a bare number is named."""
    value = event.value
    if event.kind not in _COUNTED or not _is_number(value):
        return value
    if float(value) == 1 and event.name:
        return ""
    said = _("amount %s") if event.kind == "exposure" else _("strength %s")
    return said % number_words(value)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def degrees_words(value: str) -> str:
    """A temperature as it was written, with its unit: ``36.74 °C``."""
    try:
        unit = "°F" if float(value) >= FAHRENHEIT_FROM else "°C"
    except ValueError:
        return value
    return f"{number_words(value)} {unit}"


def number_words(value: str) -> str:
    """A number with the decimal mark of the language; what is none stays as it is."""
    return number_format(value) if _is_number(value) else value


def kind_words(kind: str) -> str:
    """What a kind of entry is called."""
    return {
        "onset": _("Start"),
        "end": _("End"),
        "severity": _("How strong"),
        "symptom": _("Symptom"),
        "medicine": _("Medicine"),
        "temperature": _("Temperature"),
        "regimen_start": _("Regimen started"),
        "regimen_stop": _("Regimen stopped"),
        "life_start": _("Life event begins"),
        "life_end": _("Life event ends"),
        "dose": _("Dose taken"),
        "missed_dose": _("Dose missed"),
        "exposure": _("Possible trigger"),
        "precursor": _("Sign"),
        "note": _("Note"),
        "attribute": _("Private"),
        "told": _("Told"),
        "away": _("Somebody’s day off"),
    }[kind]


def at_words(event: Event, zone: ZoneInfo) -> str:
    """When it was, by the diary's clock: ``Mon 23 Nov 2026, 08:30``."""
    day = event.day(zone)
    said = f"{short_day(day)} {day.year}"
    if isinstance(event.at, datetime):
        return f"{said}, {event.at.astimezone(zone):%H:%M}"
    return said


def state_words(state: State | None, zone: ZoneInfo) -> str:
    """What an entry said at one time; empty where it was not there."""
    if state is None:
        return ""
    event = event_in(state)
    return f"{entry_words(event)} · {at_words(event, zone)}"
