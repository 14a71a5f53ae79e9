"""Rosters in force for INRC-II: made once, kept in build/, and read back."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from benchmarks.plan.cases import Case, make_case
from benchmarks.readers.inrc2 import LEAD_DAYS, read_inrc2
from offwatch.plan import Roster, dump_roster, make_roster, read_roster

AWAY_DAYS = 3


def inrc2_base(folder: Path, seconds: float, cache: Path) -> Roster:
    """The instance with a roster; the seconds that the planner has to draw it up are spent once."""
    empty = read_inrc2(folder)
    form = json.dumps(dump_roster(empty), sort_keys=True)
    key = hashlib.sha256(f"{form}{seconds}".encode()).hexdigest()[:12]
    path = cache / f"{folder.name}-{key}.json"
    if not path.exists():
        made = make_roster(empty, {}, deadline_s=seconds)
        cache.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(dump_roster(made.roster)), encoding="utf-8")
    return read_roster(json.loads(path.read_text(encoding="utf-8")))


def inrc2_cases(base: Roster, draws: int, seed: int) -> list[Case]:
    """Single people away for three days in a row, on duty on at least two of them."""
    import numpy as np

    rng = np.random.default_rng(seed)
    found: list[Case] = []
    for i in rng.permutation(len(base.people)):
        person = base.people[int(i)].id
        first = int(rng.integers(LEAD_DAYS, base.days - AWAY_DAYS + 1))
        span = frozenset(range(first, first + AWAY_DAYS))
        if sum(d in base.duties[person] for d in span) >= AWAY_DAYS - 1:
            case = make_case(f"{base.team} {person} from {first}", base, {person: span})
            if case.lost:
                found.append(case)
        if len(found) == draws:
            break
    return found
