"""``offwatch forecast``: from a diary file to odds by day, no vault needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offwatch.cli.forecasting.table import show, show_nothing
from offwatch.cli.terminal.diary_file import (
    dates_option,
    file_options,
    local_times_option,
    read_as,
    reading_bar,
    with_password,
    zone_of,
)
from offwatch.errors import BadInput

if TYPE_CHECKING:
    from offwatch.diary.notes import Note
    from offwatch.forecast import Outlook, Outlooks
    from offwatch.forecast.evaluate.own_record import OwnRecord


@click.command("forecast")
@click.argument("diary", type=click.Path(path_type=Path))
@click.option("--now", default=None, metavar="ISO", help="Forecast as of this instant.")
@click.option("--days", type=int, default=90, show_default=True)
@click.option("--without", default=None, metavar="REGIMEN", help="What if this were stopped?")
@click.option(
    "--with-exposure",
    multiple=True,
    metavar="NAME@ISO",
    help="What if this happened? May be given more than once.",
)
@click.option("--rhythm", default=None, metavar="NAME", help="Of several, this one first.")
@click.option(
    "--preset", default="", metavar="NAME", help="What it is, where its name does not say."
)
@click.option("--zone", default=None, help="Count days here, e.g. Europe/Berlin.")
@dates_option
@local_times_option
@file_options
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option("--plot", type=click.Path(path_type=Path), metavar="OUT.svg", help="Draw the strip.")
def command(
    diary: Path,
    now: str | None,
    days: int,
    without: str | None,
    with_exposure: tuple[str, ...],
    rhythm: str | None,
    preset: str,
    zone: str | None,
    dates: str | None,
    local_times: bool,
    password_file: Path | None,
    name: str,
    columns: tuple[str, ...],
    skip_rejected: bool,
    as_json: bool,
    plot: Path | None,
) -> None:
    """Forecast the next episode from DIARY, a file (at,kind,name,value) or an app's export."""
    from offwatch.diary.readers.file import read_diary_file
    from offwatch.forecast import outlooks
    from offwatch.forecast.evaluate.own_record import own_records

    now_at, home = _clock(now, zone)
    said = read_as(dates, local_times, password_file, name, columns)
    with reading_bar(diary) as progress:
        _, reading = with_password(
            said, lambda form: read_diary_file(diary, home, now_at, form, progress)
        )
        reading = reading.without_rejected() if skip_rejected else reading
        read = reading.strict()
    ask = partial(outlooks, read, now=now_at, days=days, rhythm=rhythm, preset=preset)
    plain = found = ask()
    exposures = [_exposure(text, home) for text in with_exposure]
    if without is not None or exposures:
        found = ask(without=without, with_exposures=exposures)
    notes = reading.notes
    if not read.onset_days():
        _show_nothing(plain, (_nothing_written(), *notes), as_json)
        return
    if plot is not None:
        _draw(found, plot)
    records = own_records(read.until(now_at), plain)
    if as_json:
        click.echo(json.dumps(_as_dict(found, plain, notes, records)))
    else:
        show(found, plain, notes, records)


def _nothing_written() -> Note:
    from offwatch.diary.notes import Note

    text = (
        "No onset is written, so there is nothing to forecast. "
        "Write the first: a row like 2026-03-01,onset,period,"
    )
    return Note("forecast.nothing-written", text)


def _show_nothing(plain: Outlooks, notes: tuple[Note, ...], as_json: bool) -> None:
    """The form of a forecast without a forecast in it: what others do is not this person's odds."""
    if not as_json:
        show_nothing(notes)
        return
    kept = {"made_at", "first_day", "rhythm", "gaps_used"}
    whole = _as_dict(plain, plain, notes)
    empty: dict[str, Any] = {key: [] if value == [] else None for key, value in whole.items()}
    click.echo(json.dumps(empty | {k: v for k, v in whole.items() if k in kept | {"notes"}}))


def _exposure(text: str, home: tzinfo) -> tuple[str, datetime]:
    """A name and when: an instant, or a day taken at its start."""
    name, at_sign, when = text.rpartition("@")
    try:
        if not at_sign or not name.strip():
            raise ValueError
        at = datetime.fromisoformat(when.strip())
        at = at if at.tzinfo is not None else at.replace(tzinfo=home)
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInput(
            "forecast.bad-exposure", "Write --with-exposure like NAME@2026-03-01T08:00+01:00."
        ) from None
    if not 1900 <= at.year < 2200:
        raise BadInput(
            "forecast.bad-exposure", "Choose an instant between the years 1900 and 2199."
        )
    return name.strip(), at


def _clock(now: str | None, zone: str | None) -> tuple[datetime, tzinfo]:
    """Now, and where days are counted: the zone asked for, else now's own, else this machine's."""
    home = zone_of(zone) if zone else None
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


def _as_dict(
    found: Outlooks,
    plain: Outlooks,
    notes: Sequence[Note],
    records: Sequence[OwnRecord | None] = (None,),
) -> dict[str, Any]:
    """The rhythm that leads at the top, then each rhythm, and the odds of any of them."""
    first = found.first
    made = {
        "made_at": first.made_at.isoformat(),
        "first_day": first.first_day.isoformat(),
        **_one_as_dict(first, records[0]),
        "other_rhythms": list(first.other_rhythms),
        "notes": [note.as_dict() for note in notes],
        "rhythms": [
            _one_as_dict(one, record) for one, record in zip(found.each, records, strict=True)
        ],
        "any": {"in_episode": found.in_episode.tolist()},
        "not_forecast": list(found.left_out),
    }
    return made if found is plain else made | {"as_it_is": _summary(plain.first)}


def _one_as_dict(found: Outlook, record: OwnRecord | None) -> dict[str, Any]:
    from offwatch.forecast.present.sentences import headline

    return {
        "level": found.level,
        "reason": found.basis.reason,
        "life": found.basis.life,
        "doubtful": list(found.doubtful),
        "preset": found.preset,
        "gaps_used": found.gaps_used,
        "rhythm": found.rhythm,
        "headline": headline(found),
        **_summary(found),
        "beyond": found.beyond,
        "onset": found.onset.tolist(),
        "hours": found.hours.tolist(),
        "in_episode": found.in_episode.tolist(),
        "effects": [asdict(effect) for effect in found.effects],
        "left_out": list(found.left_out),
        "own_record": None if record is None else asdict(record) | {"skill": record.skill},
    }


def _summary(found: Outlook) -> dict[str, Any]:
    if found.is_suspended:
        return {"likely": None, "median_day": None}
    return {
        "likely": {
            "start_day": found.likely.start_day.isoformat(),
            "end_day": found.likely.end_day.isoformat(),
        },
        "median_day": found.quantile_day(0.5).isoformat(),
    }


def _draw(found: Outlooks, path: Path) -> None:
    from offwatch.cli.terminal.whole import write_whole
    from offwatch.forecast.present.picture import strip_svg
    from offwatch.forecast.present.year_picture import LONG_DAYS, year_svg

    try:
        write_whole(path, year_svg(found) if found.days > LONG_DAYS else strip_svg(found))
    except OSError as error:
        raise BadInput("forecast.cannot-write", "The --plot file cannot be written.") from error
