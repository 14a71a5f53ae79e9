"""Plant faults in the parts that protect somebody: a test notices each, or a reason says why not.

``python -m tests.mutants`` plants them in all the files that ``pyproject.toml`` names, and with
patterns (``"offwatch.wire.*"``) in some. A fault that no test notices has to stand in
``docs/mutants.md`` with the reason; a reason whose fault is gone, or is noticed by now, has to go.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import orig_function_and_class_names_from_key

ROOT = Path(__file__).parents[1]
MUTANTS = ROOT / "mutants" / "src" / "offwatch"
NOTICED = {"killed", "timeout", "segfault"}
ROW = re.compile(
    r"^\| `(?P<where>[^`]+)` \| `(?P<was>[^`]+)` → `(?P<now>[^`]*)` \| (?P<why>.+) \|$"
)


class Fault(NamedTuple):
    """One change of one function: where it is, what stood there and what was put there."""

    where: str
    was: str
    now: str

    def __str__(self) -> str:
        """Write it as a row of ``docs/mutants.md``, the reason left open."""
        was, now = (text.replace("|", r"\|") for text in (self.was, self.now))
        return f"| `{self.where}` | `{was}` → `{now}` | ? |"


def main(patterns: Sequence[str]) -> int:
    """Plant the faults and say what came of them; 1 where something is left to be done."""
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "2", *patterns]
    if status := subprocess.run(command, cwd=ROOT, check=False).returncode:
        return status
    return report(patterns)


def report(patterns: Sequence[str]) -> int:
    """Say for each file how many faults were planted, noticed, and explained."""
    reasons = explained()
    seen: set[str] = set()
    left: set[Fault] = set()
    print(f"\n{'file':44}{'planted':>8}{'noticed':>8}{'left':>6}{'explained':>10}")
    for file, results in results_by_file(patterns):
        seen.add(file)
        unnoticed = [fault_of(file, name) for name, how in results.items() if how not in NOTICED]
        known = sum(fault in reasons for fault in unnoticed)
        n = len(unnoticed)
        print(f"{file:44}{len(results):8}{len(results) - n:8}{n:6}{known:10}")
        left |= set(unnoticed)
    open_faults = sorted(left - reasons)
    stale = sorted(f for f in reasons - left if f.where.partition(" ")[0] in seen)
    for title, faults in (("not explained", open_faults), ("explained in vain", stale)):
        if faults:
            print(f"\n{title}:", *faults, sep="\n")
    return int(bool(open_faults or (stale and not patterns)))


def results_by_file(patterns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Give how each mutant of a file ended, the files in order; only what was asked for."""
    for path in sorted(MUTANTS.rglob("*.meta")):
        ends = json.loads(path.read_text())["exit_code_by_key"]
        asked = {
            name: status_by_exit_code[end]
            for name, end in ends.items()
            if not patterns or any(fnmatch(name, pattern) for pattern in patterns)
        }
        if asked:
            yield path.relative_to(MUTANTS).with_suffix("").as_posix(), asked


def fault_of(file: str, name: str) -> Fault:
    """Say what a mutant changes, from its difference to the function as it is."""
    function, of_class = orig_function_and_class_names_from_key(name)
    path = Path("src", "offwatch", file)
    lines = get_diff_for_mutant(name, path=path).splitlines()[2:]
    was, now = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )
    return Fault(f"{file} {of_class + '.' if of_class else ''}{function}", was, now)


def explained() -> set[Fault]:
    """Read the faults that ``docs/mutants.md`` gives a reason for."""
    text = (ROOT / "docs" / "mutants.md").read_text()
    rows = [match for line in text.splitlines() if (match := ROW.match(line))]
    return {
        Fault(row["where"], *(row[side].replace(r"\|", "|") for side in ("was", "now")))
        for row in rows
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
