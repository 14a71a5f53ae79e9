"""``offwatch pad import``: a diary file or an app's export, looked at or taken in."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offwatch.cli.terminal.diary_file import (
    dates_option,
    file_options,
    local_times_option,
    note_lines,
    read_as,
    reading_bar,
    rejected_lines,
    with_password,
    zone_of,
)
from offwatch.cli.terminal.pad_options import (
    PATH,
    home_option,
    json_option,
    open_pad,
    passphrase_file_option,
    show,
)
from offwatch.cli.vault.backup import back_up_after
from offwatch.diary.notes import short

if TYPE_CHECKING:
    from offwatch.diary.readers.cells import ReadAs
    from offwatch.pad.diary.importing import Preview

_TABLES = frozenset(
    ("generic", "drip", "spans", "mapped", "natural-cycles", "migraine-buddy", "daylio")
)
_PLURALS = {"row": "rows", "entry": "entries"}
_SHOWN_CHANGES = 20


@click.command("import")
@click.argument("file", type=PATH)
@click.option("--preview", "only_preview", is_flag=True, help="Only say what could be read.")
@click.option("--zone", help="For a preview: where days are counted. A pad knows its own.")
@dates_option
@local_times_option
@file_options
@home_option
@passphrase_file_option
@json_option
def import_(
    file: Path,
    only_preview: bool,
    zone: str | None,
    dates: str | None,
    local_times: bool,
    password_file: Path | None,
    name: str,
    columns: tuple[str, ...],
    skip_rejected: bool,
    home: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Take in a diary file or another app's export: all of it, or nothing.

    A later export of the same app corrects what an earlier one brought, after showing at a terminal
    what would change; what you wrote by hand stays as it is.
    """
    if only_preview:
        said = read_as(dates, local_times, password_file, name, columns)
        _preview(file, zone, said, skip_rejected, as_json)
        return
    open_pad(home, passphrase_file)
    from offwatch.diary.readers.source import on_disk
    from offwatch.pad.diary.importing import Read, do_take_in, preview, read_file

    said = read_as(dates, local_times, password_file, name, columns)
    source = on_disk(file)
    with reading_bar(file) as progress:
        read = with_password(said, lambda form: read_file(_now(), source, form, progress))
    if skip_rejected:
        read = Read(read.form, read.reading.without_rejected())
    read.reading.strict()
    if sys.stdin.isatty() and not as_json:
        _ask_to_change(preview(_now(), read))
    done = do_take_in(_now(), read)
    back_up_after(as_json=as_json)
    counts = {"added": done.added, "corrected": done.corrected, "removed": done.removed}
    notes = [note.as_dict() for note in done.notes]
    show(as_json, counts | {"notes": notes}, "\n".join([done.said, *note_lines(done.notes)]))


def _ask_to_change(seen: Preview) -> None:
    """Show what a newer export would correct and take out, and go on only if that is meant."""
    if not seen.changes_what_is_held:
        return
    click.echo("This corrects or takes out what an earlier export brought:", err=True)
    for mark, events in (("-", seen.gone), ("+", seen.come)):
        for event in events[:_SHOWN_CHANGES]:
            what = " ".join(part for part in (event.kind, event.name, event.value) if part)
            click.echo(f"  {mark} {event.at} {short(what)}", err=True)
        if len(events) > _SHOWN_CHANGES:
            click.echo(f"  {mark} and {len(events) - _SHOWN_CHANGES} more", err=True)
    click.confirm("Go on?", default=True, abort=True, err=True)


def _preview(file: Path, zone: str | None, said: ReadAs, skip: bool, as_json: bool) -> None:
    from offwatch.diary.readers.file import read_diary_file

    home = zone_of(zone) if zone else UTC
    with reading_bar(file) as progress:
        name, reading = with_password(
            said, lambda form: read_diary_file(file, home, _now(), form, progress)
        )
    reading = reading.without_rejected() if skip else reading
    rejected = [{"row": row, "code": code} for row, code in reading.rejected]
    notes = reading.notes
    what = "row" if name in _TABLES else "entry"
    rows = f"{reading.rows} {what if reading.rows == 1 else _PLURALS[what]}"
    bad = f"{len(rejected)} cannot be read" if rejected else "nothing in them is wrong"
    if rejected and reading.skips_rejected:
        bad += " and will be left out"
    lines = [f"{name}: {rows}, {bad}", *rejected_lines(reading.rejected, what)]
    done: dict[str, Any] = {"format": name, "rows": reading.rows, "rejected": rejected}
    if name not in ("generic", "drip"):
        done |= {"taken": reading.counts(), "left_out": dict(reading.left_out)}
        done["days"] = [day.isoformat() for day in reading.days or ()]
    if taken := reading.counts():
        lines.append("  " + ", ".join(f"{kind} {n}" for kind, n in taken.items()))
    if reading.days:
        lines.append(f"  from {reading.days[0]} to {reading.days[1]}")
    lines += note_lines(notes)
    if notes:
        done["notes"] = [note.as_dict() for note in notes]
    show(as_json, done, "\n".join(lines))
    if rejected and not (reading.skips_rejected and reading.events):
        click.get_current_context().exit(2)  # as an import of it would end


def _now() -> datetime:
    return datetime.now(UTC)
