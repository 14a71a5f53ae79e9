"""``offwatch forecast``: from a diary file to odds by day, no vault needed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offwatch.errors import BadInput
from offwatch.spans import DaySpan

if TYPE_CHECKING:
    from offwatch.forecast import Outlook


@click.command("forecast")
@click.argument("diary", type=click.Path(path_type=Path))
@click.option("--now", default=None, metavar="ISO", help="Forecast as of this instant.")
@click.option("--days", type=int, default=90, show_default=True)
@click.option("--without", default=None, metavar="REGIMEN", help="What if this were stopped?")
@click.option("--with-exposure", default=None, metavar="NAME@ISO", help="What if this happened?")
@click.option("--zone", default=None, help="Count days here, e.g. Europe/Berlin.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option("--plot", type=click.Path(path_type=Path), metavar="OUT.svg", help="Draw the strip.")
def command(
    diary: Path,
    now: str | None,
    days: int,
    without: str | None,
    with_exposure: str | None,
    zone: str | None,
    as_json: bool,
    plot: Path | None,
) -> None:
    """Forecast the next episode from the diary file DIARY: at,kind,name,value."""
    from offwatch.diary.readers.generic import read_generic
    from offwatch.forecast import outlook

    if without is not None:
        raise BadInput("forecast.no-what-if", "What-if is not to be had yet; leave --without out.")
    if with_exposure is not None:
        raise BadInput(
            "forecast.no-what-if", "What-if is not to be had yet; leave --with-exposure out."
        )
    now_at, home = _clock(now, zone)
    found = outlook(read_generic(diary, home, now_at), now=now_at, days=days)
    if plot is not None:
        _draw(found, plot)
    if as_json:
        click.echo(json.dumps(_as_dict(found, now_at)))
    else:
        _show(found)


def _clock(now: str | None, zone: str | None) -> tuple[datetime, tzinfo]:
    """Now, and where days are counted: the zone asked for, else now's own, else this machine's."""
    home = _zone(zone) if zone else None
    if now is None:
        here = datetime.now(UTC).astimezone(home)
        return here, home or here.tzinfo or UTC
    try:
        text = now.strip()
        at = (
            datetime.combine(date.fromisoformat(text), time.min)
            if len(text) <= 10
            else datetime.fromisoformat(text)
        )
        if at.tzinfo is None:
            at = at.replace(tzinfo=home) if home else at.astimezone()
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(
            "forecast.bad-now", "Write --now like 2026-03-01T08:00+01:00 or 2026-03-01."
        ) from None
    if not 1900 <= at.year < 2200:
        raise BadInput("forecast.bad-now", "Choose --now between the years 1900 and 2199.")
    return at, home or at.tzinfo or UTC


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise BadInput("forecast.bad-zone", "Name a zone like Europe/Berlin or UTC.") from None


def _as_dict(found: Outlook, now: datetime) -> dict[str, Any]:
    return {
        "made_at": now.isoformat(),
        "first_day": found.first_day.isoformat(),
        "level": found.level,
        "preset": found.preset,
        "gaps_used": found.gaps_used,
        "likely": {
            "start_day": found.likely.start_day.isoformat(),
            "end_day": found.likely.end_day.isoformat(),
        },
        "median_day": found.quantile_day(0.5).isoformat(),
        "beyond": found.beyond,
        "onset": found.onset.tolist(),
        "in_episode": found.in_episode.tolist(),
    }


def _show(found: Outlook) -> None:
    from rich.console import Console
    from rich.text import Text

    from offwatch.forecast.picture import strip_text
    from offwatch.forecast.words import headline, odds

    console = Console(highlight=False)
    shown = min(found.days, max(console.width - 8, 14))
    console.print(Text(headline(found), style="bold"))
    strip = strip_text(found, days=shown).lstrip("\n")
    console.print(Text(strip, style="yellow"), end="", soft_wrap=True)
    if shown < found.days:
        console.print(Text(f"{shown} of {found.days} days shown; a wider terminal shows more."))
    for days in (7, 14, 30):
        if days <= found.days:
            span = DaySpan(found.first_day, found.first_day + timedelta(days=days))
            console.print(f"within {days:>2} days  {odds(found.clash(span)):>14}")
    if found.beyond > 0.005:
        console.print(Text(f"Later than these {found.days} days: {odds(found.beyond)}"))
    console.print(Text(_ground(found)))


def _ground(found: Outlook) -> str:
    """What the odds rest on."""
    others = {
        "menstrual": "other people's periods",
        "suppressed": "rhythms held down to about twice a year",
        "migraine": "other people's migraines",
    }.get(found.preset, "rhythms of any kind")
    return f"From {found.gaps_used} gaps of your own, and from what is assumed of {others}."


def _draw(found: Outlook, path: Path) -> None:
    from offwatch.cli.whole import write_whole
    from offwatch.forecast.picture import strip_svg

    try:
        write_whole(path, strip_svg(found))
    except OSError as error:
        raise BadInput("forecast.cannot-write", "The --plot file cannot be written.") from error
