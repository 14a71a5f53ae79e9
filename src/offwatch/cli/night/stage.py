"""The two halves as processes of their own, in a fresh folder, and their orderly end."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import offwatch
from offwatch.cli.night.visitor import Visitor
from offwatch.errors import Unavailable

EXAMPLE = Path(offwatch.__file__).parents[2] / "examples" / "night-before"
STORY_DAY = date(2026, 3, 10)
"""The day on which the example's files are set; they are moved so that it falls where wanted."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class DemoSites:
    """A folder, a desk and a pad in it, and everything that was started, to be stopped again."""

    def __init__(self, say: Callable[[str], None]) -> None:
        if not EXAMPLE.is_dir():
            raise Unavailable(
                "demo.no-example",
                "The example is not installed; run the demo from the source tree.",
            )
        self.say = say
        self.home = Path(tempfile.mkdtemp(prefix="offwatch-"))
        self.desk_home = self.home / "desk"
        self.passphrase_file = self.home / "passphrase"
        self.passphrase = secrets.token_urlsafe(12)
        self.passphrase_file.write_text(self.passphrase)
        self.passphrase_file.chmod(0o600)
        self._lifeline = _start_clean_up(self.home)
        self._running: list[subprocess.Popen[str]] = []
        self._telling = threading.Lock()
        self._visitors: list[Visitor] = []

    def example(self, name: str, story_day: date) -> Path:
        """One file of the example, moved so that the story's day is ``story_day``."""
        days = timedelta(days=(story_day - STORY_DAY).days)
        text = _DAY.sub(
            lambda found: (date.fromisoformat(found[0]) + days).isoformat(),
            (EXAMPLE / name).read_text(),
        )
        path = self.home / f"{story_day}-{name}"
        path.write_text(text)
        return path

    def serve(self, half: str, port: int, *options: str, tick_s: int = 2) -> str:
        """Start a half's server and return its address, once it says that it listens."""
        if not _is_free(port):
            self.say(f"port {port} is taken, using another")
            port = 0
        environment = os.environ | {"OFFWATCH_TICK_S": str(tick_s)}
        command = [sys.executable, "-m", "offwatch", half, "serve", "--port", str(port), *options]
        process = self.start(command, env=environment, start_new_session=True)
        self._running.append(process)
        heard: list[str] = []
        if process.stdout is None or process.stderr is None:
            raise Unavailable("demo.not-started", f"The {half} did not start; try again.")
        listener = threading.Thread(
            target=_hear, args=(process.stderr, heard, self.say), daemon=True
        )
        listener.start()
        first = process.stdout.readline().split()
        if len(first) < 2:
            process.wait()
            listener.join(2)
            raise Unavailable("demo.not-started", f"The {half} did not start: {' '.join(heard)}")
        return first[1]

    def start(self, command: list[str], **more: Any) -> subprocess.Popen[str]:
        """Start a process that is ended too if we are killed."""
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
        )
        self._tell(f"started {process.pid}")
        return process

    def visit(self, site: str) -> Visitor:
        """Somebody with a browser, until the story ends."""
        self._visitors.append(Visitor(site))
        return self._visitors[-1]

    def call(self, *arguments: str) -> Any:
        """Run one of our own commands to its end and read its JSON."""
        return json.loads(self.run("offwatch", *arguments, "--json"))

    def run(self, module: str, *arguments: str, on_line: Callable[[], None] = lambda: None) -> str:
        """Run a module to its end and return what it printed; ``on_line`` after each line."""
        command = [sys.executable, "-m", module, *arguments]
        process = self.start(command)
        complaints: list[str] = []
        listener = threading.Thread(
            target=_hear, args=(process.stderr, complaints, lambda _: None), daemon=True
        )
        listener.start()
        output = ""
        with process.stdout or nullcontext(()) as lines:
            for line in lines:
                output += line
                on_line()
        process.wait()
        listener.join()
        self._tell(f"ended {process.pid}")
        if process.returncode != 0:
            raise Unavailable(
                "demo.command", f"{' '.join(arguments[:2])}: {' '.join(complaints[-1:])}"
            )
        return output

    def close(self) -> None:
        """Stop what was started, newest first, and remove the folder."""
        for visitor in self._visitors:
            visitor.close()
        for process in reversed(self._running):
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            if process.stdout is not None:
                process.stdout.close()
        shutil.rmtree(self.home, ignore_errors=True)
        self._tell("done")
        if self._lifeline.stdin is not None:
            self._lifeline.stdin.close()
        self._lifeline.wait()

    def _tell(self, line: str) -> None:
        with self._telling:
            if self._lifeline.stdin is not None:
                self._lifeline.stdin.write(f"{line}\n")
                self._lifeline.stdin.flush()


def _start_clean_up(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "offwatch.cli.night.clean_up", str(home)],
        stdin=subprocess.PIPE,
        text=True,
        start_new_session=True,  # whatever ends us by our group leaves it alone
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("localhost", port))
        except OSError:
            return False
    return True


def _hear(lines: Any, heard: list[str], say: Callable[[str], None]) -> None:
    with lines:
        for line in lines:
            heard[:] = [*heard[-5:], line.strip()]
            say(line.strip())
