"""The methods kept warm; each started when first asked for."""

from __future__ import annotations

import shutil
import subprocess

from benchmarks.plan.child import Child
from benchmarks.plan.methods import (
    GREEDY,
    SCRATCH,
    TIMEFOLD,
    WAYS,
    Greedy,
    Method,
    Planner,
    Scratch,
)
from benchmarks.plan.timefold_peer import Timefold

JAVA = "17"


class Stable:
    """Gives a method by name; ``None`` where it cannot be run here, and ``left_out`` says why."""

    def __init__(self, timefold_python: str) -> None:
        self.timefold_python = timefold_python
        self.left_out: dict[str, str] = {}
        self._warm: dict[str, Method] = {}

    def get(self, name: str) -> Method | None:
        if name not in self._warm and name not in self.left_out:
            method = self._make(name)
            if method is not None:
                self._warm[name] = method
        return self._warm.get(name)

    def close(self) -> None:
        for method in self._warm.values():
            method.close()
        self._warm.clear()

    def _make(self, name: str) -> Method | None:
        if name in WAYS:
            return Planner(name)
        if name == GREEDY:
            return Greedy()
        if name == SCRATCH:
            return Scratch()
        assert name == TIMEFOLD
        missing = _why_no_timefold(self.timefold_python)
        if missing:
            self.left_out[name] = missing
            return None
        return Timefold(Child(["-m", "benchmarks.plan.timefold_child"], self.timefold_python))


def _why_no_timefold(python: str) -> str:
    """What is not there for Timefold; empty where all is."""
    if shutil.which("java") is None:
        return "no java on the PATH; it needs a JDK 17"
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    if f'"{JAVA}' not in said:
        return "java is there, but not of version 17"
    found = subprocess.run(
        [python, "-c", "import timefold.solver"], capture_output=True, text=True, check=False
    )
    if found.returncode:
        return "the package timefold is not installed there; see docs/bench-plan.md"
    return ""
