"""Say which share of each core's branches the tests take; fail where too few of all are taken.

What ``coverage report`` holds to its limit is lines and branches together; this is branches alone.
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
        for key in (core, "all"):
            has[key] += file["summary"]["num_branches"]
            taken[key] += file["summary"]["covered_branches"]
    for core in sorted(has, key=lambda key: (key == "all", key)):
        if has[core]:
            percent = share(taken, has, core)
            print(f"{core:14}{taken[core]:6} of {has[core]:5} branches {percent:6.1f} %")
    return int(share(taken, has, "all") < LEAST)


def share(taken: Counter[str], has: Counter[str], core: str) -> float:
    return 100 * taken[core] / has[core]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
