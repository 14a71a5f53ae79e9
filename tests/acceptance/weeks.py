"""Live some days with a pad: on each the clock is set, and the pad does what its tick does.

``python -m tests.acceptance.weeks PASSPHRASE-FILE HOME CLOCK DAY …``: the days as whole numbers
before today, such as -42. Each is printed once it is over.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.moved_clock import MovedClock


def live(home: Path, passphrase: str, clock: MovedClock, days: list[int]) -> None:
    from offwatch.pad.runtime.boot import boot, open_vault

    boot(home)
    from offwatch.pad.diary.odds import keep_daily_odds
    from offwatch.pad.link.tick import do_tick
    from offwatch.pad.masking.batch import do_batch
    from offwatch.vault import session

    open_vault(home, passphrase)
    for day in days:
        clock.move(day)
        time.sleep(0.3)  # until everybody's clock has followed
        for _ in range(2):
            do_batch(datetime.now(UTC))
            do_tick(datetime.now(UTC))
        keep_daily_odds(datetime.now(UTC))
        print(day, flush=True)
    session.lock()


if __name__ == "__main__":
    passphrase_file, home, clock_file, *days = sys.argv[1:]
    live(
        Path(home),
        Path(passphrase_file).read_text(),
        MovedClock(Path(clock_file)),
        [int(day) for day in days],
    )
