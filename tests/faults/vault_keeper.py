"""Writes, imports, backs up and restores in children, forked ready-made for others to kill.

Each line on standard input starts one child; what it has done is said line by line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from offwatch.diary import Event
from offwatch.errors import OffwatchError
from offwatch.pad.runtime.boot import boot, open_vault
from offwatch.vault import keys, session

PASSPHRASE = "an-unmistakable-passphrase"
WORD = "an-unmistakable-diary-word"
ROWS = 200
CHEAP = keys.Cost(time_cost=1, memory_kib=64, lanes=1)


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def make(home: Path, stick: Path) -> None:
    from offwatch.pad.backup.run import do_choose_folder
    from offwatch.pad.diary.begin import do_begin
    from offwatch.pad.runtime.making import make_vault

    make_vault(home, PASSPHRASE, CHEAP)
    do_begin(datetime.now(UTC), "UTC")
    stick.mkdir()
    do_choose_folder(datetime.now(UTC), str(stick))
    session.lock()
    say("made")


def write_and_back_up(home: Path, stick: Path) -> None:
    """Entries, each said once it is written, and a backup after each, said with how many."""
    from offwatch.pad.backup.run import do_backup
    from offwatch.pad.diary.rows import add_event, setup
    from offwatch.pad.models import DiaryEntry

    open_vault(home, PASSPHRASE)
    while True:
        count = DiaryEntry.objects.count()
        now = datetime.now(UTC)
        add_event(Event(date(2026, 1, 1), "note", "", f"{WORD} {count}"), setup().tz, now)
        say("wrote", count + 1)
        do_backup(now)
        say("kept", count + 1)


def take_in(home: Path, stick: Path) -> None:
    """Files of a table, each with `ROWS` entries more than the one before, said once it is in."""
    from offwatch.pad.diary.importing import do_import
    from offwatch.pad.models import DiaryEntry, DiarySource

    open_vault(home, PASSPHRASE)
    imported = DiaryEntry.objects.filter(source__in=DiarySource.objects.all())
    file = home.parent.with_name(f"{home.parent.name}.csv")  # the owner's own, in clear
    while True:
        rows = imported.count() + ROWS
        lines = (f"{date(1950, 1, 1) + timedelta(days=n)},note,,{WORD} {n}" for n in range(rows))
        file.write_text("\n".join(["at,kind,name,value", *lines]))
        do_import(datetime.now(UTC), file)
        say("took", DiaryEntry.objects.count())


def restore(home: Path, stick: Path) -> None:
    """The newest backup in the place of what is there, again and again."""
    from offwatch.pad.backup.places.folder import BackupFolder
    from offwatch.pad.folder.restoring import by_passphrase, do_restore_newest

    say("begun")
    while True:
        now, open_with = datetime.now(UTC), by_passphrase(PASSPHRASE)
        do_restore_newest(now, BackupFolder(stick), home, open_with, replace=True)
        say("restored")


def count(home: Path, stick: Path) -> None:
    """How many entries are in the vault, and in the newest backup."""
    from offwatch.pad.backup.places.folder import BackupFolder
    from offwatch.pad.folder.restoring import by_passphrase, do_restore_newest
    from offwatch.pad.models import DiaryEntry

    open_vault(home, PASSPHRASE)
    here, there = DiaryEntry.objects.count(), -1
    session.lock()
    if any(path.suffix == ".zip" for path in stick.iterdir()):
        copy = home.with_name("copy")
        do_restore_newest(datetime.now(UTC), BackupFolder(stick), copy, by_passphrase(PASSPHRASE))
        open_vault(copy, PASSPHRASE)
        there = DiaryEntry.objects.count()
        session.lock()
    say("counted", here, there)


COMMANDS: dict[str, Callable[[Path, Path], None]] = {
    "make": make,
    "write": write_and_back_up,
    "import": take_in,
    "restore": restore,
    "count": count,
}


def main() -> None:
    home, stick = Path(sys.argv[1]), Path(sys.argv[2])
    boot(home)
    import offwatch.pad.backup.run
    import offwatch.pad.diary.importing
    import offwatch.pad.folder.restoring
    import offwatch.pad.urls  # noqa: F401

    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                COMMANDS[line.strip()](home, stick)
            except OffwatchError as error:
                say("refused", error.code)
            os._exit(0)
        say("child", child)
        os.waitpid(child, 0)
        say("ended")


if __name__ == "__main__":
    main()
