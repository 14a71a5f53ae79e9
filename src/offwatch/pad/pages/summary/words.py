"""The summary in words and rows, the same for the page and the PDF."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import number_format

from offwatch.diary import Regimen
from offwatch.diary.summary import ConditionMonth, Numbers, Summary
from offwatch.language import gettext as _
from offwatch.language import long_date, ngettext
from offwatch.language import month as month_words
from offwatch.pad.diary.conditions import Kept
from offwatch.pad.pages.diary.life_words import when_words
from offwatch.pad.pages.diary.regimen_form import plan_words

Table = list[list[str]]


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """A heading, sentences, and a table whose first row names the columns."""

    title: str
    sentences: list[str]
    table: Table


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One month: its name, and a cell for each of its days."""

    title: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class SummaryWords:
    """All that the page and the PDF say."""

    title: str
    when: str
    legend: list[str]
    calendar: list[CalendarRow]
    parts: list[SummaryPart]

    def texts(self) -> list[str]:
        """Every text, for a font to be held against."""
        found = [self.title, self.when, *self.legend]
        for row in self.calendar:
            found += [row.title, *row.cells]
        for part in self.parts:
            found += [part.title, *part.sentences, *(cell for row in part.table for cell in row)]
        return found


def say_summary(summary: Summary, kept: Sequence[Kept], today: date) -> SummaryWords:
    """Put a summary into words; nothing stands in them that is not in the diary."""
    last = summary.span.end_day - timedelta(days=1)
    when = _("{first} to {last}, written by myself; printed on {today}.").format(
        first=long_date(summary.span.start_day, year=True),
        last=long_date(last, year=True),
        today=long_date(today, year=True),
    )
    marks = {each.name: each.mark.shape for each in kept}
    parts = [_condition(summary, place) for place in range(len(summary.conditions))]
    parts += [part for part in (_medicines(summary), _taken(summary), _lives(summary)) if part]
    if summary.symptoms:
        rows = [[name, day_count(days)] for name, days in summary.symptoms]
        parts.append(SummaryPart(_("Symptoms"), [], [[_("Symptom"), _("Written on")], *rows]))
    if summary.notes:
        rows = [[long_date(day, year=True), text] for day, text in summary.notes]
        parts.append(SummaryPart(_("Notes"), [], [[_("Day"), _("Note")], *rows]))
    return SummaryWords(
        title=_("Summary of my diary"),
        when=when,
        legend=[f"{marks.get(each.name, '•')} {each.name}" for each in summary.conditions],
        calendar=[_calendar_row(summary, first, marks) for first in summary.months],
        parts=parts,
    )


def day_count(days: int) -> str:
    return ngettext("{days} day", "{days} days", days).format(days=days)


def _calendar_row(summary: Summary, first: date, marks: dict[str, str]) -> CalendarRow:
    cells = []
    for number in range(calendar.monthrange(first.year, first.month)[1]):
        day = first + timedelta(days=number)
        there = [marks.get(c.name, "•") for c in summary.conditions if day in c.days]
        cells.append("".join(there))
    return CalendarRow(month_words(first), cells)


def _condition(summary: Summary, place: int) -> SummaryPart:
    one = summary.conditions[place]
    onsets, days = sum(m.onsets for m in one.months), len(one.days)
    said = [
        ngettext(
            "{onsets} episode, on {days} in all.",
            "{onsets} episodes, on {days} in all.",
            onsets,
        ).format(onsets=onsets, days=day_count(days))
    ]
    if one.lasting:
        said.append(_("Lasted, in days: {numbers}.").format(numbers=_numbers(one.lasting)))
    if one.gaps:
        said.append(
            _("From one start to the next, in days: {numbers}.").format(numbers=_numbers(one.gaps))
        )
    if one.severity:
        said.append(_("How strong, of 10: {numbers}.").format(numbers=_numbers(one.severity)))
    if one.without_end:
        said.append(
            ngettext(
                "The end of {n} is not written; only its first day counts.",
                "The ends of {n} are not written; only their first days count.",
                one.without_end,
            ).format(n=one.without_end)
        )
    head = [_("Month"), _("Began"), _("Days"), _("How strong, of 10")]
    return SummaryPart(
        one.name or _("Episodes"), said, [head, *(_month(each) for each in one.months)]
    )


def _month(month: ConditionMonth) -> list[str]:
    severity = _short(month.severity) if month.severity else "–"
    return [month_words(month.first), str(month.onsets), str(month.days), severity]


def _numbers(numbers: Numbers) -> str:
    """``3 to 6, the middle one 5 (7 written)``."""
    if numbers.low == numbers.high:
        return _("{value} ({count} written)").format(
            value=_figure(numbers.low), count=numbers.count
        )
    return _("{low} to {high}, the middle one {middle} ({count} written)").format(
        low=_figure(numbers.low),
        high=_figure(numbers.high),
        middle=_figure(numbers.middle),
        count=numbers.count,
    )


def _short(numbers: Numbers) -> str:
    """``3 to 6, middle 5``; how many were written stands above the table."""
    if numbers.low == numbers.high:
        return _figure(numbers.low)
    return _("{low} to {high}, middle {middle}").format(
        low=_figure(numbers.low), high=_figure(numbers.high), middle=_figure(numbers.middle)
    )


def _figure(number: float) -> str:
    """With the decimal mark of the language."""
    return number_format(f"{number:g}")


def _medicines(summary: Summary) -> SummaryPart | None:
    if not any(month.any_days for month in summary.medicines):
        return None
    rows = []
    for month in summary.medicines:
        names = sorted(month.by_name.items(), key=lambda each: (-each[1], each[0]))
        said = ", ".join(f"{name}: {day_count(days)}" for name, days in names)
        rows.append([month_words(month.first), day_count(month.any_days), said or "–"])
    head = [_("Month"), _("Days with any"), _("Each")]
    return SummaryPart(_("Medicine for attacks"), [], [head, *rows])


def _taken(summary: Summary) -> SummaryPart | None:
    if not summary.regimens:
        return None
    rows = [[each.name, _plan(each), _while(each)] for each in summary.regimens]
    return SummaryPart(_("Taken regularly"), [], [[_("What"), _("How"), _("When")], *rows])


def _plan(regimen: Regimen) -> str:
    when, _semicolon, amount = regimen.plan.partition(";")
    return ", ".join(filter(None, (plan_words(when.strip()), amount.strip()))) or "–"


def _while(regimen: Regimen) -> str:
    first = long_date(regimen.start_day, year=True)
    if regimen.stop_day is None:
        return _("since {first}").format(first=first)
    last = long_date(regimen.stop_day - timedelta(days=1), year=True)
    return _("{first} to {last}").format(first=first, last=last)


def _lives(summary: Summary) -> SummaryPart | None:
    if not summary.lives:
        return None
    rows = [[each.name, when_words(each)] for each in summary.lives]
    return SummaryPart(_("Life events"), [], [[_("What"), _("When")], *rows])
