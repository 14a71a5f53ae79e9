"""A forecast on a terminal: the band, the strip, a table of odds, and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from offwatch.cli.terminal.diary_file import note_lines
from offwatch.diary.notes import short
from offwatch.spans import DaySpan

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from offwatch.diary.notes import Note
    from offwatch.forecast import Outlook, Outlooks
    from offwatch.forecast.evaluate.own_record import OwnRecord
    from offwatch.forecast.present.marks import Mark

_SOON_HOURS = (6, 12, 24, 48)
_SPAN_DAYS = (7, 14, 30, 90, 365)
_SURE = 0.985  # from there on, longer spans say nothing more
_OTHERS = {
    "menstrual": "other people's periods",
    "suppressed": "rhythms held down to about twice a year",
    "migraine": "other people's migraines",
    "headache": "other people's headaches",
    "cluster": "other people's cluster headaches",
    "seizure": "other people's seizures",
    "flare": "other people's flares",
}


def show(
    found: Outlooks,
    plain: Outlooks,
    notes: Sequence[Note],
    records: Sequence[OwnRecord | None],
) -> None:
    """Print each rhythm; where it is a what-if, beside how it is. Then what is to be said."""
    from rich.console import Console
    from rich.text import Text

    from offwatch.forecast.present.marks import mark_of
    from offwatch.forecast.present.sentences import worth

    console = Console(highlight=False)
    told = zip(found.each, plain.each, records, strict=True)
    for place, (one, as_it_is, record) in enumerate(told):
        if place:
            console.print()
        mark = mark_of(place) if len(found.each) > 1 else None
        _show_one(console, one, one if found is plain else as_it_is, mark)
        if record is not None:
            console.print(Text(worth(record)))
    if len(found.each) > 1:
        console.print()
        for line in _together(found):
            console.print(Text(line))
    if found.left_out:
        names = ", ".join(short(name) for name in found.left_out)
        console.print(Text(f"Not forecast, for there are too many rhythms: {names}"))
    for line in note_lines(notes):
        console.print(Text(line))


def _show_one(console: Console, found: Outlook, plain: Outlook, mark: Mark | None) -> None:
    """The answer, the strip, the odds and what they rest on."""
    from rich.text import Text

    from offwatch.forecast.present.picture import strip_text
    from offwatch.forecast.present.sentences import doubt, headline, odds

    colour = mark.terminal if mark else "yellow"
    if mark is not None:
        console.print(Text(f"{mark.shape} ", style=colour), end="")
    if found is not plain:
        console.print(Text(f"As it is   {headline(plain)}"))
        console.print(Text("What if    "), end="")
    console.print(Text(headline(found), style="bold"))
    if found.is_suspended:
        return
    if found.in_episode[0] >= 0.01:
        console.print(Text(f"In an episode today: {odds(found.in_episode[0])}"))
    shown = min(found.days, max(console.width - 8, 14))
    strip = strip_text(found, days=shown).lstrip("\n")
    console.print(Text(strip, style=colour), end="", soft_wrap=True)
    of_all = f"{shown} of {found.days} days shown; a wider terminal shows more. "
    console.print(
        Text((of_all if shown < found.days else "") + "A full column: surely in an episode.")
    )
    console.print(_odds_table(found, plain))
    for line in filter(None, [*_learned(found), *_unheard(found), doubt(found)]):
        console.print(Text(line))
    console.print(Text(_ground(found)))


def _together(found: Outlooks) -> list[str]:
    """The odds of any of several rhythms, and which come together."""
    from offwatch.forecast.present.sentences import odds

    if found.is_silent:
        return []
    spans = {
        days: odds(found.clash(_first(found, days))) for days in (1, 7, 30) if days <= found.days
    }
    said = [
        f"{'today' if days == 1 else f'within {days} days'} {chance}"
        for days, chance in spans.items()
    ]
    lines = [f"In an episode of any of them: {', '.join(said)}"]
    for one, other in found.come_together():
        lines.append(
            f"{short(one)} and {short(other)} come together more often than by chance; "
            "the odds of any allow for it."
        )
    return lines


def _first(found: Outlooks, days: int) -> DaySpan:
    return DaySpan(found.first_day, found.first_day + timedelta(days=days))


def show_nothing(notes: Sequence[Note]) -> None:
    """Print what stands in place of a forecast where no onset is written."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    console.print(Text("Nothing written yet", style="bold"))
    for line in note_lines(notes):
        console.print(Text(line))


def _odds_table(found: Outlook, plain: Outlook) -> Table:
    """How likely the next onset is to have come within hours and days."""
    from rich.table import Table

    from offwatch.forecast.present.sentences import odds

    both = found is not plain
    table = Table(box=None, pad_edge=False)
    table.add_column("the next onset")
    if both:
        table.add_column("as it is", justify="right")
    table.add_column("what if" if both else "odds", justify="right")
    told = [plain, found] if both else [found]
    if any(one.hours.sum() >= 0.01 for one in told):
        for hours in _SOON_HOURS:
            chances = [one.hours[:hours].sum() for one in told]
            table.add_row(f"within {hours} hours", *(odds(float(c)) for c in chances))
    for days in _SPAN_DAYS:
        if days > found.days:
            break
        chances = [one.onset[:days].sum() for one in told]
        table.add_row(f"within {days} days", *(odds(float(c)) for c in chances))
        if min(chances) > _SURE:
            break
    if max(one.beyond for one in told) > 0.005:
        table.add_row(f"later than {found.days} days", *(odds(one.beyond) for one in told))
    return table


def _learned(found: Outlook) -> list[str]:
    """What each regimen and exposure seems to do, in words."""
    lines = []
    for effect in found.effects:
        name = short(effect.name) or "unnamed"
        if effect.kind == "exposure":
            lines.append(
                f"{name}: an onset {_time(effect.middle)} sooner "
                f"(most likely {_time(effect.low)} to {_time(effect.high)})"
            )
        elif effect.middle > 1.5:
            lines.append(
                f"{name}: gaps {effect.middle:.1f} times as long "
                f"(most likely {effect.low:.1f} to {effect.high:.1f})"
            )
        else:
            lines.append(
                f"{name}: gaps {_longer(effect.middle)} "
                f"(most likely {_longer(effect.low)} to {_longer(effect.high)})"
            )
    return lines


def _unheard(found: Outlook) -> list[str]:
    """What is in the diary and not in the odds."""
    lines = []
    if found.left_out:
        names = ", ".join(short(name) or "unnamed" for name in found.left_out)
        lines.append(f"Not counted, for there are too many to learn from: {names}")
    return lines


def _longer(factor: float) -> str:
    share = round(100 * (factor - 1.0))
    if share == 0:
        return "as long"
    return f"{abs(share)} % {'longer' if share > 0 else 'shorter'}"


def _time(days: float) -> str:
    if days < 1.5:
        return f"{max(round(24 * days), 1)} h"
    return f"{days:.1f} days"


def _ground(found: Outlook) -> str:
    """What the odds rest on."""
    from offwatch.forecast.present.sentences import what_it_rests_on, why_others

    others = _OTHERS.get(found.preset, "rhythms of any kind")
    said = f"From {what_it_rests_on(found)}, and from what is assumed of {others}."
    hint = ""
    if found.preset == "generic" and found.level == "population":
        hint = "If it is a period, migraine, headache, seizure or flare, --preset says so."
    return " ".join(filter(None, (said, why_others(found.basis), hint)))
