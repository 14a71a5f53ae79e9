"""Every claim with its benchmark: one command each, JSON out.

The data of others is not ours to ship. It is looked for in ``../shared/data`` or where
``OFFWATCH_DATA`` says; what is not there is left out, with word of where to get it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

DATA = Path(os.environ.get("OFFWATCH_DATA", "../shared/data"))


@dataclass(frozen=True)
class Claim:
    command: str
    needs: Path | None = None
    source: str = ""


FED = DATA / "cycles" / "fed_open.csv"
CLAIMS = {
    "forecast": Claim(
        f"offwatch backtest {FED} --folds 3 --json",
        FED,
        "FedCycleData071012, R. Fehring, Marquette University",
    ),
    "replan": Claim(
        f"benchmarks.replan curtois --all --data {DATA}",
        DATA / "rosters" / "curtois",
        "the shift scheduling instances of schedulingbenchmarks.org",
    ),
    "mask": Claim("benchmarks.mask_quick --people 200 --json"),
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(CLAIMS)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}: {', '.join(CLAIMS)}.")
        return 2
    worst = 0
    for name in names or CLAIMS:
        claim = CLAIMS[name]
        print(f"── {name}: python -m {claim.command}", flush=True)
        if claim.needs is not None and not claim.needs.exists():
            print(f"left out: {claim.needs} is not there; it comes from {claim.source}.")
            continue
        command = [sys.executable, "-m", *claim.command.split()]
        worst = subprocess.run(command, check=False).returncode or worst
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
