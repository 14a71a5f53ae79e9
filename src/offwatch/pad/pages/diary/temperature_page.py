"""The page of temperatures: the picture, the taps around the last one, and what the rule found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from offwatch.diary.temperatures import Rise, Temperature
from offwatch.language import gettext as _
from offwatch.language import long_date, short_date
from offwatch.pad.diary.records.markers import Measured, see_measured

SHOWN_DAYS = 42
_SPREAD = 4  # taps to either side of the last temperature, in steps
_STEP = 0.05
_USUAL = 36.5
_WIDTH, _HEIGHT, _LEFT, _TOP, _BELOW = 360, 150, 34, 8, 20


@dataclass(frozen=True, slots=True)
class RiseView:
    """A rise in words, and whether its marker is written."""

    first_day: date
    words: str
    is_written: bool


@dataclass(frozen=True, slots=True)
class TemperaturePage:
    """All that the page shows."""

    picture: SafeString | None
    taps: list[str]
    has_today: bool
    rises: list[RiseView]


def see_temperatures(today: date) -> TemperaturePage:
    """The last six weeks; of today's temperature, whether it is written."""
    measured = see_measured(today - timedelta(days=120))
    shown = [one for one in measured.temperatures if one.day > today - timedelta(days=SHOWN_DAYS)]
    last = next((one.celsius for one in reversed(shown) if not one.is_disturbed), _USUAL)
    middle = round(last / _STEP) * _STEP
    taps = [f"{middle + _STEP * step:.2f}" for step in range(-_SPREAD, _SPREAD + 1)]
    return TemperaturePage(
        picture=mark_safe(draw(shown, measured, today)) if shown else None,  # noqa: S308 - of numbers
        taps=taps,
        has_today=any(one.day == today for one in shown),
        rises=[
            RiseView(rise.first_day, rise_words(rise), measured.is_written(rise))
            for rise in reversed(measured.rises)
        ],
    )


def rise_words(rise: Rise) -> str:
    """What the rule found, in a sentence."""
    return _(
        "Higher since {first}, confirmed on {sure}: three readings above the six before"
        " (highest {cover} °C). Ovulation was most likely about {day}."
    ).format(
        first=long_date(rise.first_day),
        sure=long_date(rise.sure_day),
        cover=number_format(rise.cover, 2),
        day=long_date(rise.ovulation_day),
    )


def draw(shown: Sequence[Temperature], measured: Measured, today: date) -> str:
    """The temperatures as points on days; disturbed ones hollow, the cover line dashed."""
    first = today - timedelta(days=SHOWN_DAYS - 1)
    low = min(one.celsius for one in shown) - 0.1
    high = max(max(one.celsius for one in shown) + 0.1, low + 0.6)
    step = (_WIDTH - _LEFT - 6) / SHOWN_DAYS

    def x(day: date) -> float:
        return _LEFT + ((day - first).days + 0.5) * step

    def y(celsius: float) -> float:
        return _TOP + (high - celsius) / (high - low) * _HEIGHT

    bottom = _TOP + _HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {bottom + _BELOW}" '
        'role="img" class="picture temperatures">',
        f"<title>{escape(_title(shown, measured))}</title>",
    ]
    lines = (low + 0.1, (low + high) / 2, high - 0.1)
    for value in lines:
        parts.append(
            f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - 6}" '
            f'y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
            f'<text x="{_LEFT - 4}" y="{y(value) + 3:.1f}" font-size="9" text-anchor="end">'
            f"{number_format(value, 1)}</text>"
        )
    for number in range(0, SHOWN_DAYS, 7):
        day = first + timedelta(days=number)
        parts.append(
            f'<text x="{x(day):.1f}" y="{bottom + 14}" font-size="9" text-anchor="middle">'
            f"{escape(short_date(day))}</text>"
        )
    for onset in measured.onsets:
        if onset >= first:
            parts.append(
                f'<line class="onset" x1="{x(onset):.1f}" x2="{x(onset):.1f}" '
                f'y1="{_TOP}" y2="{bottom}"/>'
            )
    for rise in measured.rises:
        if rise.sure_day >= first:
            begin = max(rise.first_day - timedelta(days=8), first)
            parts.append(
                f'<line class="cover" x1="{x(begin):.1f}" x2="{x(rise.sure_day):.1f}" '
                f'y1="{y(rise.cover):.1f}" y2="{y(rise.cover):.1f}"/>'
            )
    kept = [one for one in shown if not one.is_disturbed]
    path = " ".join(f"{x(one.day):.1f},{y(one.celsius):.1f}" for one in kept)
    parts.append(f'<polyline class="course" points="{path}"/>')
    for one in shown:
        said = f"{short_date(one.day)}: {number_format(one.celsius, 2)} °C"
        css = "point disturbed" if one.is_disturbed else "point"
        parts.append(
            f'<circle class="{css}" cx="{x(one.day):.1f}" cy="{y(one.celsius):.1f}" r="3">'
            f"<title>{escape(said)}</title></circle>"
        )
    return "\n".join([*parts, "</svg>"])


def _title(shown: Sequence[Temperature], measured: Measured) -> str:
    said = _("Temperatures of {first} to {last}, {low} to {high} °C.").format(
        first=long_date(shown[0].day),
        last=long_date(shown[-1].day),
        low=number_format(min(one.celsius for one in shown), 2),
        high=number_format(max(one.celsius for one in shown), 2),
    )
    return " ".join([said, *(rise_words(rise) for rise in measured.rises[-1:])])
