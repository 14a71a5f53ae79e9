"""A process that makes vaults, or renews one's recovery key, until it is killed.

``make FOLDER``: prints ``HOME RECOVERY`` before each new vault counts. ``renew HOME``: prints
each new recovery key before it counts. ``once HOME``: makes one vault and prints its recovery key.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from offwatch.pad.runtime.boot import boot
from offwatch.vault import keys, session

PASSPHRASE = "correct horse"
CHEAP = keys.Cost(time_cost=1, memory_kib=64, lanes=1)


def make(home: Path) -> None:
    from offwatch.pad.runtime.making import fill, making

    with making(home) as draft:
        recovery = fill(draft, PASSPHRASE, CHEAP)
        print(home, recovery, flush=True)


def main(what: str, place: Path) -> None:
    boot(place)
    print("ready", flush=True)
    if what == "once":
        sys.stdin.readline()
        make(place)
    elif what == "make":
        for n in itertools.count():
            make(place / str(n))
    else:
        while True:
            keys.renew(place, PASSPHRASE, lambda recovery: print(recovery, flush=True))
            session.lock()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
