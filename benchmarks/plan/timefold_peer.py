"""Timefold's side in this process: the case written out flat, the answer judged like any other."""

from __future__ import annotations

from typing import Any

from benchmarks.plan.answers import Answer
from benchmarks.plan.cases import Case
from benchmarks.plan.child import Child
from benchmarks.plan.methods import TIMEFOLD, told_by
from offwatch.plan import without_absent
from offwatch.plan.objective import covers
from offwatch.plan.roster.line_rules import must_follow

DAY_MIN = 1440


class Timefold:
    """Warm: a Java machine is up and has solved a small case before the first question."""

    name = TIMEFOLD

    def __init__(self, child: Child) -> None:
        self.child = child

    def answer(self, case: Case, deadline_s: float) -> Answer:
        said = self.child.ask(flatten(case) | {"seconds": deadline_s}, deadline_s)
        return told_by(self.name, case, deadline_s, said, self.child.startup_s)

    def close(self) -> None:
        self.child.close()


def flatten(case: Case) -> dict[str, Any]:
    """What Timefold is given: seats with their times, people, and what stands now.

    For the crews of this benchmark: rules that are the same for all and only limits.
    """
    base, absent = case.base, case.absent
    now = without_absent(base, absent)
    rules = base.people[0].rules
    first = base.first_day.weekday()
    return {
        "days": base.days,
        "weekends": [(first + d) // 7 if (first + d) % 7 >= 5 else -1 for d in range(base.days)],
        "rest_min": round(60 * (rules.rest_h or 0)),
        "max_run": rules.max_run or base.days,
        "max_weekends": rules.max_weekends if rules.max_weekends is not None else base.days,
        "max_minutes": rules.max_minutes if rules.max_minutes is not None else 10**6,
        "people": [
            {
                "id": p.id,
                "skills": sorted(p.skills),
                "away": sorted(absent.get(p.id, ())),
                "was": {str(d): h for d, h in base.duties[p.id].items()},
                "now": {str(d): h for d, h in now.duties[p.id].items()},
            }
            for p in base.people
        ],
        "shifts": [
            {
                "shift": cover.key[1],
                "day": cover.key[0],
                "start_min": cover.key[0] * DAY_MIN + (base.shift[cover.key[1]].start_min or 0),
                "minutes": base.shift[cover.key[1]].minutes,
                "need": cover.need,
                "skills": dict(cover.skills),
            }
            for cover in covers(base)
            if not isinstance(cover.key, str)
        ],
        "missions": [
            {
                "id": m.id,
                "start": m.start,
                "starts": list(m.starts),
                "days": m.days,
                "start_min": m.start_min,
                "minutes": m.minutes,
                "need": cover.need,
                "skills": dict(cover.skills),
                "follow": {
                    str(s): list(must_follow(base, absent, m, s)) for s in m.starts if s != m.start
                },
            }
            for cover in covers(base)
            if isinstance(cover.key, str)
            for m in [base.mission[cover.key]]
        ],
    }
