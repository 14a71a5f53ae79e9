"""How good it was: past forecasts beside what came, in words and as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from offwatch.forecast.evaluate.own_record import own_record
from offwatch.forecast.evaluate.past_bands import LEAST, BandRecord, in_days, past_bands
from offwatch.forecast.inference.rhythm import one_rhythm
from offwatch.forecast.model.prior import load_prior
from offwatch.forecast.present.marks import Mark
from offwatch.forecast.present.sentences import worth
from offwatch.language import gettext as _
from offwatch.language import ngettext, short_date
from offwatch.pad.pages.days_ahead import RhythmView, see_ahead

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP, _BELOW = 360, 56, 10, 16, 6, 22


@dataclass(frozen=True, slots=True)
class HowGood:
    """One rhythm's record."""

    name: str
    mark: Mark
    headline: str
    sentences: list[str]
    picture: SafeString | None


def see_how_good(now: datetime) -> list[HowGood]:
    """The record of each rhythm that is forecast."""
    ahead = see_ahead(now)
    diary = ahead.diary.until(now)
    today = ahead.outlook.first_day
    found = []
    for view in (*ahead.rhythms, *ahead.suspended):
        if not view.logged:
            continue
        prior = load_prior(view.outlook.preset)
        own = one_rhythm(diary, view.name or None)[0]
        bands = past_bands(diary, prior, today, rhythm=view.name or None)
        record = own_record(own, prior, today)
        said = [worth(record)] if record is not None else []
        found.append(_view(view, bands, said, poor=record is not None and record.is_worth_little))
    return found


def _view(view: RhythmView, record: BandRecord, said: list[str], *, poor: bool) -> HowGood:
    bands = record.bands
    if len(bands) < LEAST:
        few = _("Too little is written to say yet: {n} forecasts could be compared with what came.")
        head = few.format(n=len(bands))
    elif poor:
        head = _("Not worth much for you")
    elif record.is_too_narrow:
        head = _("Surer than it should have been")
    else:
        head = _("{held} of {n} came on the days forecast").format(held=record.held, n=len(bands))
    if bands:
        said = [*_band_sentences(record), *said]
    picture = mark_safe(draw_record(record)) if bands else None  # noqa: S308 - of days
    return HowGood(view.name, view.mark, head, said, picture)


def _band_sentences(record: BandRecord) -> list[str]:
    n = len(record.bands)
    said = [
        ngettext(
            "{held} of the last {n} start came on the days named the day after the start before; "
            "8 in 10 should.",
            "{held} of the last {n} starts came on the days named the day after the start before; "
            "8 in 10 should.",
            n,
        ).format(held=record.held, n=n)
    ]
    if record.is_too_narrow:
        said.append(_("That is too few to be chance: it names fewer days than it should."))
    off, average = record.off_days, record.average_off_days
    compared = (
        _("nearer than")
        if off < 0.95 * average
        else _("no nearer than")
        if off > 1.05 * average
        else _("about as near as")
    )
    said.append(
        _(
            "Its middle day was {off} days off, {compared} your own average so far, "
            "which was {average} days off."
        ).format(off=number_format(off, 1), compared=compared, average=number_format(average, 1))
    )
    return said


def draw_record(record: BandRecord) -> str:
    """A row a forecast: the days it named as a bar, a mark where it came; hollow where outside."""
    rows = in_days(record.bands)
    longest = max(max(last, came) for _first, last, came in rows)
    longest = min(longest, 3 * max(came for _first, _last, came in rows))
    bottom = _TOP + _ROW * len(rows)

    def x(day: float) -> float:
        return _LEFT + min(day, longest + 1) / (longest + 1) * (_WIDTH - _LEFT - _RIGHT)

    title = _("{held} of {n} past forecasts were right.").format(held=record.held, n=len(rows))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {bottom + _BELOW}" '
        'role="img" class="picture record">',
        f"<title>{escape(title)}</title>",
    ]
    for place, (one, (first, last, came)) in enumerate(zip(record.bands, rows, strict=True)):
        y = _TOP + _ROW * place
        css = "came" if one.held else "came outside"
        named = escape(short_date(one.onset_day))
        parts.append(
            f'<text x="{_LEFT - 6}" y="{y + 11}" font-size="9" text-anchor="end">{named}</text>'
            f'<rect class="bar" x="{x(first):.1f}" y="{y + 3}" height="{_ROW - 6}" rx="2" '
            f'width="{max(x(last + 1) - x(first), 2):.1f}"/>'
            f'<circle class="{css}" cx="{x(came + 0.5):.1f}" cy="{y + _ROW / 2}" r="4"/>'
        )
    step = next((s for s in (1, 7, 14, 28, 91, 182) if longest / s <= 8), 365)
    for day in range(0, longest + 1, step):
        parts.append(
            f'<text x="{x(day):.1f}" y="{bottom + 13}" font-size="9" text-anchor="middle">'
            f"{day}</text>"
        )
    return "\n".join([*parts, "</svg>"])
