"""Run every test, each part in the setting it needs, and add the counts up.

The two sites have their own Django settings, so their tests run in processes of their own. What is
named on the command line is run instead: ``python -m tests.run pad desk``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]

NO_TESTS = 5
# Two processes already share two cores; small matrices only lose by threads of their own.
LIBRARIES = ("OMP", "OPENBLAS", "MKL")
ONE_THREAD = {**os.environ, **{f"{name}_NUM_THREADS": "1" for name in LIBRARIES}}

PARTS: dict[str, list[str]] = {
    "cores": ["-p", "no:django", "-n", "2", "tests/unit", "tests/property", "tests/wire"],
    "docs": ["-p", "no:django", "tests/docs"],
    "pad": ["--ds=offwatch.pad.settings", "tests/pad"],
    "desk": ["--ds=offwatch.desk.settings", "tests/desk"],
    "browser": ["-p", "no:django", "tests/browser"],
    "whole": ["-p", "no:django", "tests/faults", "tests/acceptance"],
    # What protects somebody must not be an assert: the same tests where asserts are compiled away.
    "without-asserts": [
        "--ds=offwatch.pad.settings",
        "-Wignore::pytest.PytestConfigWarning",
        "tests/pad/test_ask.py",
        "tests/pad/test_silence.py",
        "tests/wire",
        "tests/unit/mask/test_released.py",
    ],
}


def run_part(name: str, extra: list[str]) -> tuple[int, Counter[str]]:
    arguments = [a for a in PARTS[name] if not a.startswith("tests/") or (ROOT / a).exists()]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        optimised = ["-O"] if name == "without-asserts" else []
        command = [sys.executable, *optimised, "-m", "pytest", "-q", f"--junitxml={report}"]
        command += arguments + extra
        status = subprocess.run(command, cwd=ROOT, env=ONE_THREAD, check=False).returncode
        return status, count(report)


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
    names = [a for a in arguments if a in PARTS] or list(PARTS)
    extra = [a for a in arguments if a not in PARTS]
    total: Counter[str] = Counter()
    worst = 0
    for name in names:
        print(f"── {name}", flush=True)
        began = time.monotonic()
        status, counts = run_part(name, extra)
        if status == NO_TESTS and extra:
            status = 0  # not every part has a test of the kind asked for
        worst = worst or status
        total += counts
        print(f"── {name}: {time.monotonic() - began:.0f} s", flush=True)
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
