"""What re-planning must reach, and whether it did: a miss is shown like a hit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.plan.methods import CPSAT, GREEDY, HIGHS, OURS, SCRATCH, TIMEFOLD

Row = Mapping[str, Any]
PEERS = (GREEDY, SCRATCH, CPSAT, HIGHS, TIMEFOLD)
SLACK_S = 0.1  # a child stops that much early or late; a deadline is kept within it


@dataclass(frozen=True, slots=True)
class Target:
    """A promise, its bound, what was measured, of how many cases, and whether it holds."""

    what: str
    at_least: float | None
    at_most: float | None
    got: float | None
    of: int
    reached: bool


def check_targets(sections: Mapping[str, list[Row]], effort: Mapping[str, Any]) -> list[Target]:
    """Every promise that these sections can show."""
    found: list[Target] = []
    if rows := sections.get("singles"):
        found += _singles(rows, effort["short_s"], effort["long_s"])
    if rows := sections.get("many"):
        found += _many(rows)
    if rows := sections.get("missions"):
        found += _missions(rows)
    if rows := sections.get("moves"):
        found += _moves(rows)
    if rows := sections.get("inrc2"):
        for name in dict.fromkeys(row["group"] for row in rows):
            ours = [r for r in _of(rows, OURS) if r["group"] == name]
            found.append(_share(f"INRC-II {name}: one away, proved ≤ 1 s, %", ours, "near_s", 1.0))
    every = [row for name, part in sections.items() if name != "scaling" for row in part]
    if every:
        asked = len(_of(every, OURS))
        broken = _broken(every)
        found.append(_within("plans of ours that break a rule", at_most=0, got=broken, of=asked))
        found.append(
            _within(
                "proofs that contradict a plan",
                at_most=0,
                got=len(contradictions(every)),
                of=sum(row["proof_s"] is not None for row in every),
            )
        )
        found.append(
            _within(
                "cases where a peer with equal cover tells fewer",
                at_most=0,
                got=len(beaten(every)),
                of=asked,
            )
        )
        found.append(
            _within(
                "cases where a peer leaves fewer open (not promised)",
                at_most=0,
                got=len(outdone(every)),
                of=asked,
            )
        )
    return found


def beaten(rows: Iterable[Row]) -> list[str]:
    """Cases where a peer, in no more time, leaves as many seats open and tells fewer people."""
    return [
        f"{theirs['case']}: {theirs['method']}"
        for ours, theirs in _duels(rows)
        if theirs["objective"][0] == ours["objective"][0]
        and theirs["objective"][1] < ours["objective"][1]
    ]


def outdone(rows: Iterable[Row]) -> list[str]:
    """Cases where a peer, in no more time, leaves fewer seats open."""
    return [
        f"{theirs['case']}: {theirs['method']}"
        for ours, theirs in _duels(rows)
        if theirs["objective"][0] < ours["objective"][0]
    ]


def _duels(rows: Iterable[Row]) -> Iterator[tuple[Row, Row]]:
    """Our last answer to each case beside each peer's that had no more time.

    What a peer has proved counts in whatever time it took.
    """
    for _, here in _by_case(rows):
        ours = max(_of(here, OURS), key=lambda row: row["deadline_s"], default=None)
        if ours is None:
            continue
        for row in here:
            in_time = row["deadline_s"] <= ours["deadline_s"] or row["proof_s"] is not None
            if row["method"] in PEERS and in_time:
                yield ours, row


def contradictions(rows: Iterable[Row]) -> list[str]:
    """Cases where a plan is better than what another method has proved to be best.

    ``scratch`` proves seats alone.
    """
    found = []
    for case, here in _by_case(rows):
        for row in here:
            parts = 1 if row["method"] == SCRATCH else 2
            for other in here if row["proof_s"] is not None else ():
                if other["objective"][:parts] < row["objective"][:parts]:
                    found.append(f"{case}: {row['method']} and {other['method']}")
    return found


def _by_case(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The plans that keep every rule, case by case."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["objective"] is not None and not row["breaches"]:
            found.setdefault(row["case"], []).append(row)
    yield from found.items()


def _singles(rows: list[Row], short_s: float, long_s: float) -> Iterator[Target]:
    ours = _of(rows, OURS)
    near = [r for r in ours if r["deadline_s"] == short_s]
    long = [r for r in ours if r["deadline_s"] == long_s]
    label = f"Curtois singles: proved within ±1 day or wider at {short_s:g} s, %"
    yield _share(label, near, "near_s", short_s, 95)
    yield _share(f"proved globally at {long_s:g} s, %", long, "proof_s", long_s, 80)
    greedy = _total(_of(rows, GREEDY), 0)
    yield _within(
        f"open seats over greedy's at {long_s:g} s",
        at_most=0.25,
        got=_total(long, 0) / greedy if greedy else None,
        of=len(long),
    )
    scratch = {r["case"]: r for r in _of(rows, SCRATCH) if r["objective"] is not None}
    both = [r for r in long if r["case"] in scratch]
    told = sum(scratch[r["case"]]["objective"][1] for r in both)
    yield _within(
        "people told over warm scratch's",
        at_most=0.2,
        got=_total(both, 1) / told if told else None,
        of=len(both),
    )


def _many(rows: list[Row]) -> Iterator[Target]:
    for row in _of(rows, OURS):
        if row["group"] == "large":
            what = f"Curtois {row['case']} at {row['deadline_s']:g} s: open over lost"
            yield _within(what, at_most=1 / 3, got=row["objective"][0] / row["lost"])


def _missions(rows: list[Row]) -> Iterator[Target]:
    ours = _of(rows, OURS)
    for size in sorted({row["people"] for row in ours}):
        one = [r for r in ours if r["group"] == f"{size} people, 1 away"]
        if one and size >= 500:
            times = sorted(math.inf if r["near_s"] is None else r["near_s"] for r in one)
            p95 = times[min(len(times) - 1, math.ceil(0.95 * len(times)) - 1)]
            what = f"missions, {size} people, one away: p95 s to proof"
            yield _within(what, at_most=1.0, got=p95, of=len(one))
            peak = max(row["peak_mb"] for row in ours if row["people"] == size)
            yield _within(f"solver's memory at {size} people, MB", at_most=500, got=peak)
    three = [r for r in ours if r["group"] == "40 people, 3 away"]
    if three:
        yield _share("missions, 40 people, three away: proved ≤ 2 s, %", three, "near_s", 2.0)


def _moves(rows: list[Row]) -> Iterator[Target]:
    """A move counts that leaves nothing open; whether it is proved to be the least, apart."""
    for group in dict.fromkeys(row["group"] for row in rows):
        ours = [r for r in _of(rows, OURS) if r["group"] == group]
        moved = [
            {"moved_s": r["best_s"] if r["objective"][2] and not r["objective"][0] else None}
            for r in ours
        ]
        yield _share(f"forced move, {group}: moved, none open ≤ 1 s, %", moved, "moved_s", 1.0)
        yield _share(f"forced move, {group}: proved ≤ 1 s, %", ours, "near_s", 1.0)


def _share(
    what: str, rows: Sequence[Row], key: str, limit_s: float, at_least: float = 100
) -> Target:
    done = [row[key] is not None and row[key] <= limit_s + SLACK_S for row in rows]
    got = 100 * sum(done) / len(done) if done else None
    return _within(what, at_least=at_least, got=got, of=len(done))


def _within(
    what: str,
    *,
    got: float | None,
    at_least: float | None = None,
    at_most: float | None = None,
    of: int = 1,
) -> Target:
    reached = got is not None and (
        (at_least is None or got >= at_least) and (at_most is None or got <= at_most)
    )
    return Target(what, at_least, at_most, got, of, reached)


def _of(rows: Iterable[Row], method: str) -> list[Row]:
    return [row for row in rows if row["method"] == method]


def _total(rows: Iterable[Row], part: int) -> int:
    return sum(row["objective"][part] for row in rows)


def _broken(rows: Iterable[Row]) -> int:
    return sum(row["breaches"] > 0 for row in _of(rows, OURS))
