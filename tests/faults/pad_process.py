"""``offwatch pad serve`` on a vault made for the test, and what its processes hold in memory."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from offwatch.cli.night.visitor import Visitor

PASSPHRASE = "an-unmistakable-passphrase"
WORD = "an-unmistakable-diary-word"
_MAKE = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from offwatch.diary import Event
from offwatch.pad.runtime.boot import boot
from offwatch.vault import keys, session
home = boot(Path(sys.argv[1]))
from offwatch.pad.runtime.making import make_vault
from offwatch.pad.diary.rows import add_rows, rows_of, setup
from offwatch.pad.diary.begin import do_begin
make_vault(home, sys.argv[2], keys.Cost(time_cost=1, memory_kib=64, lanes=1))
do_begin(datetime.now(UTC), "UTC")
day = (datetime.now(UTC) - timedelta(days=9)).date()
events = [Event(day, "onset", sys.argv[3]), Event(day, "end", sys.argv[3])]
add_rows(rows_of(events, setup().tz))
print(session.opened().key.reveal().hex())
"""


class PadProcess:
    """A pad being served, locked; ``key`` is its vault's key."""

    def __init__(
        self, home: Path, key: bytes, process: subprocess.Popen[str], address: str
    ) -> None:
        self.home, self.key, self.process = home, key, process
        launch = urlsplit(address)
        self.port = launch.port or 0
        self.site = f"{launch.scheme}://{launch.netloc}"
        self.launch_path = launch.path
        self._visitors: list[Visitor] = []

    def visit(self, *, launched: bool = False) -> Visitor:
        """A browser that has come by the pad's own name, or by the address that was printed."""
        visitor = Visitor(self.site)
        self._visitors.append(visitor)
        visitor.open(self.launch_path if launched else "/unlock")
        return visitor

    def processes(self) -> list[psutil.Process]:
        """The one that was started and all that it has started."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def close(self) -> None:
        for visitor in self._visitors:
            visitor.close()
        for each in reversed(self.processes() if self.process.poll() is None else []):
            each.send_signal(signal.SIGKILL)
        self.process.wait()


def make_pad(home: Path) -> bytes:
    """A vault with a word in its diary in ``home``; its key."""
    done = subprocess.run(
        [sys.executable, "-c", _MAKE, str(home), PASSPHRASE, WORD],
        capture_output=True,
        text=True,
        check=True,
    )
    return bytes.fromhex(done.stdout.strip())


@contextmanager
def served(made: tuple[Path, bytes], home: Path, *options: str, **env: str) -> Iterator[PadProcess]:
    """Serve a copy of a pad on a free port."""
    shutil.copytree(made[0], home)
    command = [sys.executable, "-m", "offwatch", "pad", "serve", "--home", str(home), "--port", "0"]
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, text=True, env={**os.environ, **env}
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[1]
        pad = PadProcess(home, made[1], process, address)
        try:
            yield pad
        finally:
            pad.close()


def copies(pid: int, *words: bytes) -> list[int]:
    """How often each of ``words`` stands in the memory of a process."""
    found = [0] * len(words)
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            region = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if region is None or line.rstrip().endswith(("[vvar]", "[vsyscall]")):
                continue
            start, end = (int(number, 16) for number in region.groups())
            try:
                memory.seek(start)
                content = memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue
            found = [n + content.count(word) for n, word in zip(found, words, strict=True)]
    return found
