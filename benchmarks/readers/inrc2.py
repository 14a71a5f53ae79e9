"""Reads the second international nurse rostering competition's text form as a roster.

A shift worked with a skill is a shift of its own (``Early·Nurse``), which who lacks the skill holds
0 times. Demand is the optimal cover. Of a contract, the limits on runs, days off, weekends and
assignments become rules; what the form does not know (longest rest, runs of one shift, complete
weekends, requests) is left out. The history is written out as a week of frozen days before the
first, so that no rule has to know of it.

**Source**: S. Ceschia, N. Dang, P. De Causmaecker, S. Haspeslagh, A. Schaerf, *The second
international nurse rostering competition* (2019). Days count from 0 at that week's Monday.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from offwatch.errors import BadInput
from offwatch.plan import Demand, Person, Roster, Rules, Shift

MONDAY = date(2024, 1, 1)
LEAD_DAYS = 7
SHIFT_MIN = 480
PAIR = re.compile(r"\((\d+),(\d+)\)")

Words = list[list[str]]


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract's limits, least and most."""

    assignments: tuple[int, int]
    run: tuple[int, int]
    rest: tuple[int, int]
    weekends: int


@dataclass(frozen=True, slots=True)
class Past:
    """What one nurse did before: totals, and how the last days ran."""

    assignments: int
    weekends: int
    last: str | None
    run: int
    rest: int


def read_inrc2(folder: Path, history: int = 0, weeks: Sequence[int] | None = None) -> Roster:
    """One instance of a folder such as ``n030w4``, nobody on duty yet but in the week before.

    Without ``weeks``, the week data 0, 1, 2, … as many as the scenario has.

    **Raises**: `BadInput` ``inrc2.instance`` for files that are absent or not of this form.
    """
    name = folder.name
    try:
        scenario = _sections(folder / f"Sc-{name}.txt")
        past = _pasts(_sections(folder / f"H0-{name}-{history}.txt"))
        number = int(scenario["WEEKS"][0][0])
        chosen = list(weeks) if weeks is not None else list(range(number))
        needed = [_sections(folder / f"WD-{name}-{w}.txt")["REQUIREMENTS"] for w in chosen]
        return _roster(name, scenario, past, needed)
    except (OSError, KeyError, IndexError, ValueError) as error:
        message = f"{name} holds no instance of this form: Sc-, H0- and WD-{name}-….txt are needed."
        raise BadInput("inrc2.instance", message) from error


def _roster(
    name: str, scenario: Mapping[str, Words], past: Mapping[str, Past], needed: list[Words]
) -> Roster:
    skills = [row[0] for row in scenario["SKILLS"]]
    kinds = [row[0] for row in scenario["SHIFT_TYPES"]]
    after = {r[0]: r[2:] for r in scenario["FORBIDDEN_SHIFT_TYPES_SUCCESSIONS"]}
    contracts = {row[0]: _contract(row) for row in scenario["CONTRACTS"]}
    shifts = tuple(
        Shift(
            seat(kind, skill),
            f"{kind}, {skill}",
            SHIFT_MIN,
            None,
            frozenset(seat(then, other) for then in after.get(kind, ()) for other in skills),
        )
        for kind in kinds
        for skill in skills
    )
    people, duties = [], {}
    for row in scenario["NURSES"]:
        held = _lead_in(past[row[0]], row[3])
        duties[row[0]] = held
        people.append(_person(row, contracts[row[1]], past[row[0]], held, kinds, skills))
    return Roster(
        team=name,
        zone="UTC",
        first_day=MONDAY,
        days=LEAD_DAYS + 7 * len(needed),
        shifts=shifts,
        people=tuple(people),
        demand=tuple(c for w, rows in enumerate(needed) for c in _demand(rows, w)),
        frozen=frozenset((p.id, d) for p in people for d in range(LEAD_DAYS)),
        duties=duties,
    )


def seat(kind: str, skill: str) -> str:
    """The id of a shift worked with a skill."""
    return f"{kind}·{skill}"


def _lead_in(past: Past, skill: str) -> dict[int, str]:
    """The week before: the last run of work, or of rest with one day of work ahead of nothing."""
    if past.last is None:
        return {}
    first = LEAD_DAYS - min(past.run, LEAD_DAYS)
    return {d: seat(past.last, skill) for d in range(first, LEAD_DAYS)}


def _person(
    row: list[str],
    contract: Contract,
    past: Past,
    held: Mapping[int, str],
    kinds: list[str],
    skills: list[str],
) -> Person:
    mine = frozenset(row[3:])
    least, most = (n - past.assignments + len(held) for n in contract.assignments)
    weekend = int(any(d % 7 >= 5 for d in held))
    rules = Rules(
        max_minutes=SHIFT_MIN * max(0, most),
        min_minutes=SHIFT_MIN * max(0, least),
        max_run=contract.run[1],
        min_run=contract.run[0],
        min_days_off=contract.rest[0],
        max_weekends=max(0, contract.weekends - past.weekends + weekend),
        max_shifts={seat(k, s): 0 for k in kinds for s in skills if s not in mine},
    )
    return Person(row[0], row[0], mine, rules)


def _demand(rows: Words, week: int) -> Iterator[Demand]:
    for row in rows:
        for weekday, (_, best) in enumerate(PAIR.findall(" ".join(row[2:]))):
            if int(best):
                day = LEAD_DAYS + 7 * week + weekday
                yield Demand(day, seat(row[0], row[1]), int(best))


def _contract(row: list[str]) -> Contract:
    pairs = [(int(a), int(b)) for a, b in PAIR.findall(" ".join(row))]
    return Contract(pairs[0], pairs[1], pairs[2], int(row[4]))


def _pasts(sections: Mapping[str, Words]) -> dict[str, Past]:
    return {
        row[0]: Past(
            int(row[1]),
            int(row[2]),
            None if row[3] == "None" else row[3],
            int(row[5]),
            int(row[6]),
        )
        for row in sections["NURSE_HISTORY"]
    }


def _sections(path: Path) -> dict[str, Words]:
    """``NAME`` or ``NAME = …`` in capitals begins a section; what stands after the sign belongs."""
    found: dict[str, Words] = {}
    rows: Words = []
    for raw in path.read_text(encoding="utf-8").splitlines():
        words = raw.split()
        if (
            words
            and re.fullmatch(r"[A-Z][A-Z_]+", words[0])
            and (len(words) == 1 or words[1] == "=")
        ):
            rows = found.setdefault(words[0], [])
            if words[0] == "WEEKS":
                rows.append(words[2:])
        elif words:
            rows.append(words)
    return found
