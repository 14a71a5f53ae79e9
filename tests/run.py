"""Run every test, each part in the setting it needs, and add the counts up.

The two sites have their own Django settings, so their tests run in processes of their own. What is
named on the command line is run instead: ``python -m tests.run pad desk``. The cores use both
processors of a small machine. Of the other parts three run beside each other: those that start
servers and browsers wait for them, and others use what they leave.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]

NO_TESTS = 5
ROOM_BYTES = 4 << 30
BESIDE = 3
# Two processes already share two cores; small matrices only lose by threads of their own.
LIBRARIES = ("OMP", "OPENBLAS", "MKL")
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in LIBRARIES}
# Packages are installed without bytecode, and the tests start hundreds of processes: each would
# compile all that it imports. Here they compile once, for all runs, outside of the tree.
BYTECODE = {"PYTHONPYCACHEPREFIX": str(ROOT / "build" / "bytecode")}
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
} | {**ONE_THREAD, **BYTECODE}

# The longest first, so that those that run beside each other end at about the same time. A file
# of the cores stays with one process: what its tests share is made once. The tests that kill
# solvers and wait for them are beside others, not among the cores.
SOLVERS = "tests/unit/plan/solvers"
PARTS: dict[str, list[str]] = {
    "cores": [
        *("-p", "no:django", "-n", "2", "--dist", "loadfile"),
        *("tests/unit", "tests/wire", f"--ignore={SOLVERS}"),
    ],
    "browser": ["-p", "no:django", "tests/browser"],
    "desk": ["--ds=offwatch.desk.settings", "tests/desk"],
    "pad": ["--ds=offwatch.pad.settings", "tests/pad"],
    "whole": ["-p", "no:django", "tests/faults", "tests/acceptance"],
    "properties": ["-p", "no:django", "tests/property"],
    "benchmarks": ["-p", "no:django", "tests/benchmarks"],
    # What protects somebody must not be an assert: the same tests where asserts are compiled away.
    "without-asserts": [
        *("-p", "no:django", "-Wignore::pytest.PytestConfigWarning"),
        *("tests/unit/mask/release", "tests/wire"),
    ],
    "solvers": ["-p", "no:django", SOLVERS],
    "docs": ["-p", "no:django", "tests/docs"],
}


class Outcome(NamedTuple):
    """How a part ended, and its tests by how they ended."""

    status: int
    counts: Counter[str]


def in_memory() -> str | None:
    """Where temporary files need no disk, if there is room: vaults and databases write a lot."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM_BYTES
    return str(memory) if roomy and os.access(memory, os.W_OK) else None


def run_part(name: str, extra: list[str]) -> Outcome:
    """Run one part; what it prints is shown whole once it has ended."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder:
        Path(folder).chmod(0o711)  # PostgreSQL, started by root as somebody else, passes through
        report = Path(folder) / "report.xml"
        optimised = ["-O"] if name == "without-asserts" else []
        command = [sys.executable, *optimised, "-m", "pytest", "-q", f"--junitxml={report}"]
        command += PARTS[name] + extra
        said = Path(folder) / "said"
        with said.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=ENVIRONMENT | {"TMPDIR": folder},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            _, status, used = os.wait4(process.pid, 0)  # with what it and its children used
        process.returncode = os.waitstatus_to_exitcode(status)
        took = f"{time.monotonic() - began:.0f} s, {used.ru_utime + used.ru_stime:.0f} of a core"
        print(f"── {name}\n{said.read_text(errors='replace')}── {name}: {took}", flush=True)
        return Outcome(process.returncode, count(report))


def count(report: Path) -> Counter[str]:
    if not report.exists():
        return Counter(failed=1)
    counts: Counter[str] = Counter()
    for suite in ET.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        total = int(suite.get("tests", 0))
        counts.update(passed=total - failed - skipped, failed=failed, skipped=skipped)
    return counts


def main(arguments: list[str]) -> int:
    began = time.monotonic()
    names = [a for a in arguments if a in PARTS] or list(PARTS)
    extra = [a for a in arguments if a not in PARTS]
    alone = [name for name in names if "-n" in PARTS[name]]
    beside = [name for name in names if name not in alone]
    print(f"running {', '.join(names)}; each is shown when it has ended", flush=True)
    outcomes = [run_part(name, extra) for name in alone]
    with ThreadPoolExecutor(BESIDE) as beside_each_other:
        outcomes += beside_each_other.map(lambda name: run_part(name, extra), beside)
    total: Counter[str] = Counter()
    worst = 0
    for outcome in outcomes:
        nothing = outcome.status == NO_TESTS and extra  # not every part has a test of the kind
        worst = worst or (0 if nothing else outcome.status)
        total += outcome.counts
    counted = f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped"
    print(f"{counted} in {time.monotonic() - began:.0f} s")
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
