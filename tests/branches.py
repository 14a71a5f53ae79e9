"""Say which share of each core's branches the tests take; fail where too few of one are taken.

What ``coverage report`` holds to its limit is lines and branches together; this is branches alone.
The cores of a single file each, such as ``spans.py``, count as one: they have few branches.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

LEAST = 95.0


def main(report: Path) -> int:
    """Read what ``coverage json`` wrote."""
    has, taken = Counter[str](), Counter[str]()
    for name, file in json.loads(report.read_text())["files"].items():
        core = Path(name).parts[Path(name).parts.index("offwatch") + 1]
        for key in ("single files" if core.endswith(".py") else core, "all"):
            has[key] += file["summary"]["num_branches"]
            taken[key] += file["summary"]["covered_branches"]
    cores = sorted((key for key in has if has[key]), key=lambda key: (key == "all", key))
    few = [core for core in cores if share(taken, has, core) < LEAST]
    for core in cores:
        percent = share(taken, has, core)
        mark = f"  fewer than {LEAST:g} %" if core in few else ""
        print(f"{core:14}{taken[core]:6} of {has[core]:5} branches {percent:6.1f} %{mark}")
    return int(bool(few))


def share(taken: Counter[str], has: Counter[str], core: str) -> float:
    return 100 * taken[core] / has[core]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
