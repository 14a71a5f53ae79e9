"""Pads as ``offwatch pad init`` makes them, except that their draws are given.

A pad's draws are its own secret, and no command takes them from outside. The story makes its pads
here, so that it comes out the same each time it is told. One process makes several, one after the
other: to start one takes longer than to make a pad.

``python -m offwatch.cli.night.new_pad PASSPHRASE-FILE DESK HOME CODE SEED DIARY …``: the last four
for each pad, and no diary is ``-``. Each home is printed once its pad is made.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

TICKS = 3  # the norm and the duties come, the days asked for go


def make_pad(
    home: Path, passphrase: str, desk: str, code: str, seed: int, diary: Path | None
) -> None:
    from offwatch.pad.runtime.boot import boot

    folder = boot(home)
    from offwatch.mask.policy.state import MaskState
    from offwatch.mask.tracks.tracks import open_tracks
    from offwatch.pad.diary.begin import do_begin
    from offwatch.pad.diary.importing import do_import
    from offwatch.pad.link.pairing import do_pair
    from offwatch.pad.link.tick import do_tick
    from offwatch.pad.masking.batch import do_batch
    from offwatch.pad.masking.state import keep_state
    from offwatch.pad.runtime.making import make_vault
    from offwatch.vault import session
    from offwatch.vault.keys import Cost

    now = datetime.now(UTC)
    # The story's passphrase is drawn at random: guessing it is hopeless at any cost.
    make_vault(folder, passphrase, Cost(time_cost=1, memory_kib=64, lanes=1))
    do_begin(now, "UTC")
    keep_state(open_tracks(seed, 1, now.date().toordinal()), MaskState())
    if diary is not None:
        do_import(now, diary)
    do_pair(now, desk, code)
    for _ in range(TICKS):
        do_batch(datetime.now(UTC))
        do_tick(datetime.now(UTC))
    session.lock()


def main(passphrase: str, desk: str, pads: list[str]) -> None:
    for home, code, seed, diary in zip(*[iter(pads)] * 4, strict=True):
        kept = None if diary == "-" else Path(diary)
        make_pad(Path(home), passphrase, desk, code, int(seed), kept)
        print(home, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_text(), sys.argv[2], sys.argv[3:])
