"""How long a forecast takes: ``python -m benchmarks.speed``.

CPU milliseconds on one core, the least of several rounds: what else the machine does is not ours.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

BOUNDS = {"import": 500.0, "plain outlook": 5.0, "two rhythms": 12.0, "batch": 0.1}
_ROUNDS = 15


def main() -> int:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    found = {"import": _import_ms(), **_outlooks(), "batch": _batch_ms()}
    reached = {name: found[name] <= bound for name, bound in BOUNDS.items()}
    print(json.dumps({"ms": {k: round(v, 3) for k, v in found.items()}, "reached": reached}))
    return 0


def _import_ms() -> float:
    code = "import time; t = time.process_time(); import offwatch.forecast; "
    code += "print(time.process_time() - t)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)]
    runs += [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)]
    return 1000 * min(float(run.stdout) for run in runs)


def _outlooks() -> dict[str, float]:
    """One person, 90 days: onsets alone; a regimen, an exposure and a sign; a second rhythm."""
    from offwatch.diary import Diary, Event
    from offwatch.forecast import outlook, outlooks

    first = date(2023, 1, 2)
    free = [Event(first + timedelta(days=29 * n), "onset", "period") for n in range(9)]
    begun = first + timedelta(days=29 * 8 + 20)
    held = [Event(begun + timedelta(days=183 * n), "onset", "period") for n in range(1, 4)]
    now = datetime(2025, 9, 10, 3, tzinfo=UTC)
    moved = [
        Event(begun, "regimen_start", "tablet", "suppressant"),
        Event(now - timedelta(minutes=60), "precursor", "warmth"),
        Event(now - timedelta(minutes=30), "exposure", "someone"),
    ]
    plain = Diary(UTC, free)
    full = Diary(UTC, [*free, *held, *moved])
    wait = [5 + 7 * n % 23 for n in range(56)]
    pains = [Event(first + timedelta(days=sum(wait[:n])), "onset", "migraine") for n in range(57)]
    both = Diary(UTC, [*full.events, *pains])
    soon = datetime(2023, 9, 10, 3, tzinfo=UTC)
    began = time.process_time()
    outlook(plain, now=soon)
    first_ms = 1000 * (time.process_time() - began)
    return {
        "first outlook": first_ms,
        "plain outlook": _least(lambda: outlook(plain, now=soon)),
        "outlook": _least(lambda: outlook(full, now=now)),
        "two rhythms": _least(lambda: outlooks(both, now=now)),
    }


def _batch_ms() -> float:
    """Next onsets of ten thousand people, one."""
    import numpy as np

    from offwatch.forecast import batch_outlook, load_prior

    rng, prior = np.random.default_rng(1), load_prior("menstrual")
    gaps = rng.integers(24, 34, (10_000, 10)).astype(np.float64)
    elapsed = np.full(10_000, 5)
    return _least(lambda: batch_outlook(gaps, elapsed, prior, 40)) / 10_000


def _least(run: Callable[[], object]) -> float:
    run()
    best = float("inf")
    for _ in range(_ROUNDS):
        began = time.process_time()
        run()
        best = min(best, time.process_time() - began)
    return 1000 * best


if __name__ == "__main__":
    sys.exit(main())
