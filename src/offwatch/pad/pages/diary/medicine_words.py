"""Medicine taken for attacks, in days a month, and what a classification says of many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from offwatch.diary.medicines import OVERUSE_DAYS, MedicineClass, MedicineMonth, medicine_months
from offwatch.language import month as month_words
from offwatch.language import ngettext
from offwatch.pad.diary.rows import held_events, setup

SHOWN_MONTHS = 6


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month: on how many days anything was taken, and what."""

    title: str
    days: str
    each: str
    lines: list[str]


def see_months(today: date) -> list[MonthView]:
    """The last months, newest first; a month without medicine is shown as such."""
    zone = setup().tz
    found = medicine_months((held.event for held in held_events(kinds=("medicine",))), zone)
    if not found:
        return []
    months, first = [], today.replace(day=1)
    for _n in range(SHOWN_MONTHS):
        months.append(_view(first, found.get(first, MedicineMonth(first, 0, {}, {}))))
        first = (first - timedelta(days=1)).replace(day=1)
    return months


def _view(first: date, month: MedicineMonth) -> MonthView:
    names = sorted(month.by_name.items(), key=lambda each: (-each[1], each[0]))
    return MonthView(
        title=month_words(first),
        days=day_count(month.any_days),
        each=", ".join(f"{name}: {count}" for name, count in names),
        lines=[over_words(of, month.by_class[of]) for of in month.over],
    )


def day_count(days: int) -> str:
    return ngettext("{days} day", "{days} days", days).format(days=days)


def over_words(of: MedicineClass, days: int) -> str:
    """Information, and no diagnosis: the number that a classification names."""
    called = {
        "triptan": _("Triptans"),
        "opioid": _("Opioids"),
        "ergot": _("Ergotamine"),
        "combination": _("Combined painkillers"),
        "simple": _("Simple painkillers"),
    }[of]
    return _(
        "{called} on {days}. The headache classification ICHD-3 (8.2) names {line} days a month, "
        "for more than three months, as the line from which they can themselves bring on headache. "
        "This is information, not a diagnosis."
    ).format(called=called, days=day_count(days), line=OVERUSE_DAYS[of])
