"""Run the command as a person would, and read what it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAIN = "import sys; from offwatch.cli import main; main(sys.argv[1:])"


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What stands on stdout, or on stderr where the command refused."""
        text = self.out if self.out.strip() else self.err
        return json.loads(text[text.index("{") :])

    @property
    def code(self) -> str:
        """The code of a refusal; empty where there was none."""
        return (
            ""
            if self.status in (0, 3)
            else str(json.loads(self.err[self.err.index("{") :])["code"])
        )

    @property
    def words(self) -> str:
        return f"{self.out}\n{self.err}"


def offwatch(folder: Path, *arguments: str) -> Done:
    """Run ``offwatch`` in a folder."""
    run = subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
    )
    return Done(run.returncode, run.stdout, run.stderr)


def python(folder: Path, code: str, *arguments: str) -> Any:
    """Run a few lines of Python in a folder; they print JSON."""
    run = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    return json.loads(run.stdout)
