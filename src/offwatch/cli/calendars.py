"""``offwatch pad calendar``: add, list, fetch and take away the calendars of a pad."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offwatch.cli.terminal.asking import ask_passphrase
from offwatch.cli.terminal.pad_options import (
    PATH,
    home_option,
    json_option,
    open_pad,
    passphrase_file_option,
    show,
)

if TYPE_CHECKING:
    from offwatch.pad.models import CalendarSource


@click.group()
def calendar() -> None:
    """Calendars whose events are your duties."""


@calendar.command()
@click.argument("place")
@click.option("--name", default="", help="What to call it [default: as it calls itself].")
@click.option("--caldav", is_flag=True, help="PLACE is the address of a CalDAV calendar.")
@click.option("--login", default="", help="Who you are to its server.")
@click.option("--password-file", type=PATH, help="Read its password from this file's first line.")
@click.option("--own-network", is_flag=True, help="Its server is in a network of your own.")
@click.option("--with", "with_words", default="", help="Only events with one of these words.")
@click.option("--without", "without_words", default="", help="All events but those.")
@home_option
@passphrase_file_option
@json_option
def add(
    place: str,
    name: str,
    caldav: bool,
    login: str,
    password_file: Path | None,
    own_network: bool,
    with_words: str,
    without_words: str,
    home: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Add PLACE: a file, a folder of files, or an address (https, http, webcal)."""
    if with_words and without_words:
        raise click.UsageError("Give --with or --without, not both.")
    open_pad(home, passphrase_file)
    from offwatch.pad.calendars.sources import NewCalendar, do_add_calendar

    is_address = "://" in place
    is_folder = not is_address and Path(place).expanduser().is_dir()
    where = "caldav" if caldav else "address" if is_address else "folder" if is_folder else "file"
    password = ask_passphrase(password_file, text="Password") if login or password_file else ""
    new = NewCalendar(
        where=where,
        place=place,
        name=name,
        login=login,
        password=password,
        own_network=own_network,
        mode="with" if with_words else "without" if without_words else "all",
        words=with_words or without_words,
    )
    outcome, source = do_add_calendar(_now(), new)
    show(as_json, _row(source), _with_choices(outcome.said, source))


@calendar.command("list")
@home_option
@passphrase_file_option
@json_option
def list_(home: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """List the calendars with their numbers, their duties and what failed last."""
    open_pad(home, passphrase_file)
    from offwatch.pad.pages.calendars_page import see_calendars

    views = see_calendars(_now())
    lines = [f"{v.source.pk}  {v.source.name}: {v.duties} duties. {v.state}" for v in views]
    rows = [_row(view.source) for view in views]
    show(as_json, {"calendars": rows}, "\n".join(lines) or "No calendars yet.")


@calendar.command()
@click.argument("number", type=int)
@home_option
@passphrase_file_option
@json_option
def remove(number: int, home: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """Take calendar NUMBER away, with its duties."""
    open_pad(home, passphrase_file)
    from offwatch.pad.calendars.sources import do_remove_calendar

    show(as_json, {"removed": number}, do_remove_calendar(number).said)


@calendar.command()
@click.argument("number", type=int, required=False)
@home_option
@passphrase_file_option
@json_option
def fetch(
    number: int | None, home: Path | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """Fetch calendar NUMBER now, or all of them."""
    open_pad(home, passphrase_file)
    from offwatch.errors import OffwatchError
    from offwatch.pad.calendars.sources import do_fetch, one_calendar
    from offwatch.pad.models import CalendarSource

    if number is not None:
        said = do_fetch(_now(), one_calendar(number)).said
        show(as_json, _row(one_calendar(number)), said)
        return
    lines, trouble = [], None
    for source in CalendarSource.objects.all():
        try:
            lines.append(do_fetch(_now(), source).said)
        except OffwatchError as error:
            lines.append(f"{source.name}: {error.message} [{error.code}]")
            trouble = error
    rows = [_row(source) for source in CalendarSource.objects.all()]
    show(as_json, {"calendars": rows}, "\n".join(lines) or "No calendars yet.")
    if trouble is not None:
        raise trouble


def _row(source: CalendarSource) -> dict[str, Any]:
    return {
        "number": source.pk,
        "name": source.name,
        "events": source.held,
        "duties": source.duties.count(),
        "left_out": len(source.left_out),
        "read_at": source.same_at.isoformat() if source.same_at else None,
        "trouble": source.trouble,
        "choose": source.collections,
    }


def _with_choices(said: str, source: CalendarSource) -> str:
    lines = [f"  {each['name']}  {each['address']}" for each in source.collections]
    return "\n".join([said, *lines])


def _now() -> datetime:
    return datetime.now(UTC)
