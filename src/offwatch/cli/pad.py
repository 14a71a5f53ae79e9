"""``offwatch pad``: make a pad, pair it, feed it, let it tick, serve its pages."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from offwatch.cli.calendars import calendar
from offwatch.cli.files.export import export
from offwatch.cli.files.importing import import_
from offwatch.cli.reminders import remind
from offwatch.cli.terminal.asking import ask_code, ask_passphrase, ask_zone
from offwatch.cli.terminal.diary_file import (
    dates_option,
    local_times_option,
    note_lines,
    read_as,
)
from offwatch.cli.terminal.pad_options import (
    PATH,
    code_options,
    home_option,
    json_option,
    open_pad,
    passphrase_file_option,
    show,
)
from offwatch.cli.terminal.stopping import stop_in_order
from offwatch.cli.vault.backup import backup
from offwatch.cli.vault.erase import erase
from offwatch.cli.vault.opening import open_
from offwatch.cli.vault.restore import restore
from offwatch.errors import BadInput

if TYPE_CHECKING:
    from offwatch.diary.notes import Note
    from offwatch.pad.link.replies import Ticked


@click.group("pad")
def command() -> None:
    """Your private half: a diary, its odds, and the little that may leave."""
    stop_in_order()


command.add_command(backup)
command.add_command(import_)
command.add_command(calendar)
command.add_command(remind)
command.add_command(restore)
command.add_command(erase)
command.add_command(export)
command.add_command(open_)


@command.command()
@home_option
@click.option("--zone", help="The zone your days are counted in, e.g. Europe/Berlin.")
@passphrase_file_option
@click.option("--diary", type=PATH, help="A diary file or another app's export to begin with.")
@dates_option
@local_times_option
@click.option("--desk", metavar="URL", help="Your team's desk, if there is one.")
@code_options
@click.option("--tick", "ticks", type=click.IntRange(0), default=0, help="Tick N times at once.")
@json_option
def init(
    home: Path | None,
    zone: str | None,
    passphrase_file: Path | None,
    diary: Path | None,
    dates: str | None,
    local_times: bool,
    desk: str | None,
    code: str | None,
    code_file: Path | None,
    ticks: int,
    as_json: bool,
) -> None:
    """Make a new pad; an existing one is never written over."""
    from offwatch.pad.runtime.boot import boot
    from offwatch.pad.runtime.home import machine_zone
    from offwatch.pad.runtime.launch import LOCK_FILE
    from offwatch.pad.runtime.making import fill, making, refuse_existing
    from offwatch.pad.runtime.serve import alone

    folder = boot(home)
    from offwatch.diary.readers.file import read_diary_file
    from offwatch.pad.diary.begin import check_zone, do_begin
    from offwatch.pad.diary.importing import do_import
    from offwatch.pad.link.pairing import do_pair

    refuse_existing(folder)
    if (folder / LOCK_FILE).exists():
        with alone(folder):
            pass  # its pages are not about to make one
    if desk is None and (code is not None or code_file is not None):
        raise BadInput("pad.desk-and-code", "Give --desk with the code, or neither.")
    if desk is not None and code is None and code_file is None and not sys.stdin.isatty():
        ask_code(None, None)  # refuses, before anything is made
    zone = zone or ask_zone(machine_zone(), check_zone)
    form = read_as(dates, local_times)
    notes: tuple[Note, ...] = ()
    if diary is not None:  # a file that cannot be read stops us before a vault is made
        read_diary_file(diary, check_zone(zone), _now(), form)[1].strict()
    check_zone(zone)
    with making(folder) as draft:
        recovery = fill(draft, ask_passphrase(passphrase_file, new=True))
        do_begin(_now(), zone)
        if diary is not None:
            notes = do_import(_now(), diary, form).notes
        done: dict[str, Any] = {"home": str(folder), "recovery_key": recovery}
        done |= {"paired": False, "ticks": 0}
        if notes:
            done["notes"] = [note.as_dict() for note in notes]
        trouble: BaseException | None = None
        try:
            if desk is not None:
                do_pair(_now(), desk, ask_code(code, code_file, quiet=as_json))
                done["paired"] = _is_paired()
                done["ticks"] = len([_tick() for _ in range(ticks)])
        except BaseException as error:
            trouble = error  # a pad without a desk is a pad: told last
        # The vault counts from the end of this block on; its recovery key has been told by then.
        welcome = _welcome(folder, recovery, bool(done["paired"]))
        show(as_json, done, "\n".join([*note_lines(notes), welcome]))
    if trouble is not None:
        raise trouble


@command.command()
@home_option
@passphrase_file_option
@click.option("--desk", metavar="URL", required=True, help="Your team's desk.")
@code_options
@json_option
def pair(
    home: Path | None,
    passphrase_file: Path | None,
    desk: str,
    code: str | None,
    code_file: Path | None,
    as_json: bool,
) -> None:
    """Pair this pad with a desk; the code says which desk is the right one."""
    open_pad(home, passphrase_file)
    from offwatch.pad.link.pairing import do_pair

    outcome = do_pair(_now(), desk, ask_code(code, code_file, quiet=as_json))
    show(as_json, {"paired": _is_paired()}, outcome.said)


@command.command()
@home_option
@passphrase_file_option
@click.option("--count", type=click.IntRange(1), default=1, show_default=True)
@json_option
def tick(home: Path | None, passphrase_file: Path | None, count: int, as_json: bool) -> None:
    """Send one envelope now, the daily batch first if it is due."""
    open_pad(home, passphrase_file)
    done = [_tick() for _ in range(count)]
    rows = [{"type": t.type, "answer": t.answer, "trouble": t.trouble} for t in done]
    show(as_json, {"ticks": rows}, "\n".join(f"{t.type} → {t.answer or t.trouble}" for t in done))


@command.command()
@home_option
@passphrase_file_option
@click.option("--recovery-key-file", type=PATH, help="Use the printed recovery key in this file.")
@click.option("--recover", is_flag=True, help="Ask for the printed recovery key instead.")
@click.option("--new-passphrase-file", type=PATH, help="Read the new passphrase from this file.")
@json_option
def passphrase(
    home: Path | None,
    passphrase_file: Path | None,
    recovery_key_file: Path | None,
    recover: bool,
    new_passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Set a new passphrase; with the recovery key if the old one is lost."""
    from offwatch.pad.runtime.home import choose, need_vault
    from offwatch.vault import keys

    folder = choose(home)
    need_vault(folder)
    if recover or recovery_key_file is not None:
        printed = ask_passphrase(recovery_key_file, text="Recovery key")
        keys.recover(folder, printed, ask_passphrase(new_passphrase_file, new=True))
    else:
        old = ask_passphrase(passphrase_file)
        keys.change_passphrase(folder, old, ask_passphrase(new_passphrase_file, new=True))
    show(as_json, {"changed": True}, "The new passphrase opens this pad; the old one does not.")


@command.command("recovery-key")
@home_option
@passphrase_file_option
@json_option
def recovery_key(home: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """Make a new recovery key, and a new key for the database.

    The recovery key printed before and every older copy of vault.json are then worth nothing.
    """
    from offwatch.pad.runtime.home import choose, need_vault
    from offwatch.pad.runtime.serve import alone
    from offwatch.vault import keys

    folder = choose(home)
    need_vault(folder)
    passphrase = ask_passphrase(passphrase_file)

    def tell(recovery: str) -> None:
        text = "New recovery key, shown this once; write it down and keep it apart:"
        show(as_json, {"recovery_key": recovery}, f"{text}\n\n    {recovery}\n")

    with alone(folder):
        keys.renew(folder, passphrase, tell).wipe()
    if not as_json:
        click.echo("It counts from now on; the one before does not.")


@command.command()
@home_option
@click.option("--port", type=click.IntRange(0, 65535), default=8710, show_default=True)
@click.option("--public-url", metavar="URL", help="The address of your own TLS proxy before it.")
@passphrase_file_option
def serve(
    home: Path | None, port: int, public_url: str | None, passphrase_file: Path | None
) -> None:
    """Serve the pad's pages on this machine, and tick from the first unlocking on.

    It prints an address that opens the pad once; `offwatch pad open` prints another. With
    --passphrase-file it is unlocked from the start and stays so until somebody locks it.
    """
    from offwatch.pad.runtime.home import PUBLIC_URL, choose, need_vault
    from offwatch.pad.runtime.home import public_url as check_url
    from offwatch.pad.runtime.launch import refuse_others
    from offwatch.pad.runtime.serve import serve as run
    from offwatch.vault import keys

    if public_url is not None:
        os.environ[PUBLIC_URL] = public_url
    check_url()
    folder = choose(home)
    if passphrase_file is not None:
        need_vault(folder)
    if not keys.exists(folder):
        refuse_others(folder)
    run(folder, port, passphrase=passphrase_file, ready=_say_address)


def _say_address(address: str) -> None:
    click.echo(f"pad {address}")
    sys.stdout.flush()


def _now() -> datetime:
    return datetime.now(UTC)


def _is_paired() -> bool:
    from offwatch.pad.models import DeskLink

    return DeskLink.objects.filter(paired_at__isnull=False).exists()


def _tick() -> Ticked:
    from offwatch.pad.diary.odds import keep_daily_odds
    from offwatch.pad.link.tick import do_tick
    from offwatch.pad.masking.batch import do_batch

    do_batch(_now())
    ticked = do_tick(_now())
    keep_daily_odds(_now())
    return ticked


def _welcome(folder: Path, recovery: str, paired: bool) -> str:
    from offwatch.pad.runtime.home import command

    link = "Paired with your desk." if paired else "No desk yet: pair it on the Settings page."
    return (
        f"Your pad is in {folder}.\n\n"
        f"Recovery key, shown this once; write it down and keep it apart:\n\n    {recovery}\n\n"
        f"{link}\nOdds, not promises: this is not contraception and not medical advice.\n"
        f"Open it with: {command('serve', folder)}"
    )
