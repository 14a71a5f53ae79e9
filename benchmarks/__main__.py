"""Every claim with its benchmark: one command each, JSON out.

``python -m benchmarks`` runs all of them, ``python -m benchmarks forecast --quick`` one with its
own options. What needs data that is not at hand is left out, with word of where to get it.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from benchmarks.data import CURTOIS, DATA


@dataclass(frozen=True)
class Claim:
    command: str
    needs: Path | None = None
    source: str = ""


CLAIMS = {
    "forecast": Claim("benchmarks.forecast"),
    "episodes": Claim("benchmarks.episodes"),
    "plan": Claim("benchmarks.plan"),
    "replan": Claim(
        f"benchmarks.replan curtois --all --data {DATA}",
        CURTOIS,
        "the shift scheduling instances of schedulingbenchmarks.org",
    ),
    "make": Claim("benchmarks.make"),
    "mask": Claim("benchmarks.mask"),
    "attacks": Claim("benchmarks.attacks"),
    "meter": Claim("benchmarks.meter"),
    "calibration": Claim("benchmarks.calibration"),
    "pad": Claim("benchmarks.pad"),
    "desk": Claim("benchmarks.desk"),
    "suppressed": Claim("benchmarks.suppressed"),
}


def main(arguments: list[str]) -> int:
    names = list(takewhile(lambda word: not word.startswith("-"), arguments))
    options = arguments[len(names) :]
    unknown = set(names) - set(CLAIMS)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}: {', '.join(CLAIMS)}.")
        return 2
    if options and len(names) != 1:
        print("Options belong to one benchmark: name it before them.")
        return 2
    worst = 0
    for name in names or CLAIMS:
        claim = CLAIMS[name]
        print(f"── {name}: python -m {claim.command}", flush=True)
        if claim.needs is not None and not claim.needs.exists():
            print(f"left out: {claim.needs} is not there; it comes from {claim.source}.")
            continue
        command = [sys.executable, "-m", *claim.command.split(), *options]
        worst = subprocess.run(command, check=False).returncode or worst
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
