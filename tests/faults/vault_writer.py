"""A process that writes in a vault until it is killed, and says what is safely down.

It checks the whole file first, then prints ``=DAY`` for each entry that is there and ``ready``;
from then on ``+DAY`` once an entry has been acknowledged, ``-DAY`` once it has been taken back or
deleted, ``>DAY`` once it has been corrected to the day after.
"""

from __future__ import annotations

import itertools
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from offwatch.pad.runtime.boot import boot, open_vault
from offwatch.vault import keys

PASSPHRASE = "correct horse"


def main(home: Path) -> None:
    boot(home)
    from offwatch.diary import Event
    from offwatch.pad.diary.begin import do_begin
    from offwatch.pad.diary.record import do_correct, do_delete, do_log, do_undo
    from offwatch.pad.models import DiaryEntry
    from offwatch.pad.runtime.making import make_vault

    if keys.exists(home):
        open_vault(home, PASSPHRASE)
    else:
        make_vault(home, PASSPHRASE, keys.Cost(time_cost=1, memory_kib=64, lanes=1))
        do_begin(datetime.now(UTC), "UTC")
    check()
    days = [at[:10] for at in DiaryEntry.objects.values_list("at", flat=True)]
    for day in days:
        print(f"={day}")
    print("ready", flush=True)
    last = datetime.fromisoformat(days[-1]) if days else datetime(1990, 1, 1)  # noqa: DTZ001
    for n in itertools.count(1):
        at = last.replace(hour=8, tzinfo=UTC) + timedelta(days=3 * n)
        done = do_log(at, "onset")
        print(f"+{at.date()}", flush=True)
        assert done.step is not None
        assert done.entry is not None
        if n % 5 == 0:
            do_undo(at, done.step)
            print(f"-{at.date()}", flush=True)
        elif n % 5 == 1:
            do_delete(at, done.entry)
            print(f"-{at.date()}", flush=True)
        elif n % 5 == 2:
            later = at + timedelta(days=1)
            do_correct(later, done.entry, Event(later, "onset"))
            print(f">{at.date()}", flush=True)


def check() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchall() == [("ok",)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
