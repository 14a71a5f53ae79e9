"""Every claim with its benchmark: one command each, JSON out."""

from __future__ import annotations

import subprocess
import sys

CLAIMS = {
    "forecast": "offwatch backtest ../shared/data/cycles/fed_open.csv --folds 3 --json",
    "replan": "python -m benchmarks.replan curtois --all",
    "mask": "python -m benchmarks.mask_quick --people 200 --json",
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(CLAIMS)
    if unknown:
        print(f"There is no benchmark {', '.join(sorted(unknown))}: {', '.join(CLAIMS)}.")
        return 2
    worst = 0
    for name in names or CLAIMS:
        words = CLAIMS[name].replace("offwatch ", "python -m offwatch ").split()
        print(f"── {name}: {CLAIMS[name]}", flush=True)
        worst = subprocess.run([sys.executable, *words[1:]], check=False).returncode or worst
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
