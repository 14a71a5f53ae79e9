"""A forecast on a terminal: the band, the strip, a table of odds, and what they rest on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from offwatch.spans import DaySpan

if TYPE_CHECKING:
    from rich.table import Table

    from offwatch.forecast import Outlook

_SOON_HOURS = (6, 12, 24, 48)
_SPAN_DAYS = (7, 14, 30, 90, 365)
_OTHERS = {
    "menstrual": "other people's periods",
    "suppressed": "rhythms held down to about twice a year",
    "migraine": "other people's migraines",
}


def show(found: Outlook, plain: Outlook) -> None:
    """Print it; where it is a what-if, beside how it is."""
    from rich.console import Console
    from rich.text import Text

    from offwatch.forecast.picture import strip_text
    from offwatch.forecast.words import headline, odds

    console = Console(highlight=False)
    if found is not plain:
        console.print(Text(f"As it is   {headline(plain)}"))
        console.print(Text("What if    "), end="")
    console.print(Text(headline(found), style="bold"))
    shown = min(found.days, max(console.width - 8, 14))
    strip = strip_text(found, days=shown).lstrip("\n")
    console.print(Text(strip, style="yellow"), end="", soft_wrap=True)
    if shown < found.days:
        console.print(Text(f"{shown} of {found.days} days shown; a wider terminal shows more."))
    console.print(_odds_table(found, plain))
    if found.beyond > 0.005:
        console.print(Text(f"The next onset later than these {found.days} days: ", end=""))
        console.print(Text(odds(found.beyond)))
    for line in _learned(found):
        console.print(Text(line))
    console.print(Text(_ground(found)))


def _odds_table(found: Outlook, plain: Outlook) -> Table:
    from rich.table import Table

    from offwatch.forecast.words import odds

    both = found is not plain
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    if both:
        table.add_column("as it is", justify="right")
    table.add_column("what if" if both else "odds", justify="right")
    told = [plain, found] if both else [found]
    if any(one.hours.sum() >= 0.01 for one in told):
        for hours in _SOON_HOURS:
            table.add_row(
                f"an onset within {hours} hours", *(odds(one.hours[:hours].sum()) for one in told)
            )
    for days in _SPAN_DAYS:
        if days <= found.days:
            span = DaySpan(found.first_day, found.first_day + timedelta(days=days))
            table.add_row(
                f"an episode within {days} days", *(odds(one.clash(span)) for one in told)
            )
    return table


def _learned(found: Outlook) -> list[str]:
    """What each regimen and exposure seems to do, in words."""
    lines = []
    for effect in found.effects:
        name = effect.name or "unnamed"
        if effect.kind == "regimen":
            lines.append(
                f"{name}: gaps {effect.middle:.2g} times as long "
                f"(most likely {effect.low:.2g} to {effect.high:.2g})"
            )
        else:
            lines.append(
                f"{name}: an onset {_time(effect.middle)} sooner "
                f"(most likely {_time(effect.low)} to {_time(effect.high)})"
            )
    return lines


def _time(days: float) -> str:
    if days < 1.5:
        return f"{max(round(24 * days), 1)} h"
    return f"{days:.1f} days"


def _ground(found: Outlook) -> str:
    """What the odds rest on."""
    others = _OTHERS.get(found.preset, "rhythms of any kind")
    return f"From {found.gaps_used} gaps of your own, and from what is assumed of {others}."
