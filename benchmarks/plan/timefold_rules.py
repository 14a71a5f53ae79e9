"""What Timefold's model counts: rules as hard score, seats as medium, disturbance as soft."""

# mypy: disable-error-code="import-not-found, import-untyped, untyped-decorator"

from __future__ import annotations

from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardMediumSoftScore,
    Joiners,
    constraint_provider,
)

from benchmarks.plan.timefold_model import (
    Cell,
    Member,
    MissionSeat,
    MissionStart,
    ShiftSeat,
)

TOLD, MOVED, CHANGED = 1_000_000, 10_000, 1  # soft weights; no crew here can make them cross
NEW = 1_000  # a duty on a day that was off, against one kept


def too_long(member: Member, days: set[int]) -> int:
    """Days beyond the longest run, and weekends beyond the most."""
    limits = member.limits
    broken = 0
    run = 0
    weekends = 0
    last = -1
    for d in range(limits.days):
        if d in days:
            run += 1
            if run > limits.max_run:
                broken += 1
            if limits.weekend[d] >= 0 and limits.weekend[d] != last:
                last = limits.weekend[d]
                weekends += 1
        else:
            run = 0
    if weekends > limits.max_weekends:
        broken += weekends - limits.max_weekends
    return broken


def covered(cell: Cell, crew: list[Member]) -> int:
    """Seats of a cell that are held, short by the skill that lacks most."""
    short = cell.need - len(crew)
    for i in range(len(cell.skills)):
        able = 0
        for member in crew:
            if cell.skills[i] in member.skills:
                able += 1
        short = max(short, cell.least[i] - able)
    return cell.need - max(0, short)


def kept_shift(member: Member, seat: ShiftSeat) -> int:
    """1 for a duty as it was, a large minus for one on a day that was off."""
    was = member.was[seat.day]
    if was == seat.held:
        return 1
    if was == "":
        return -NEW
    return 0


def kept_mission(member: Member, mission: MissionStart) -> int:
    kept = 0
    for d in range(mission.start, mission.start + mission.days):
        was = member.was[d]
        if was == mission.id:
            kept += 1
        elif was == "":
            kept -= NEW
    return kept


def is_away(member: Member, mission: MissionStart) -> bool:
    for d in range(mission.start, mission.start + mission.days):  # noqa: SIM110
        if d in member.away:
            return True
    return False


def days_of(mission: MissionStart) -> list[int]:
    return list(range(mission.start, mission.start + mission.days))


def begins(mission: MissionStart) -> int:
    return mission.start * 1440 + mission.start_min


def rested(member: Member, mission: MissionStart) -> int:
    last = mission.start + mission.days - 1
    return last * 1440 + mission.start_min + mission.minutes + member.limits.rest_min


def changes(member: Member, kept: int) -> int:
    """Days that are not as they were: duties not kept, and those on days that were off."""
    new = 0
    while kept < 0:
        kept += NEW
        new += 1
    return member.due - kept + new


def left_behind(mission: MissionStart, crew: list[Member]) -> int:
    if mission.start == mission.was:
        return 0
    names = [member.id for member in crew]
    behind = 0
    for name in mission.follow[mission.start]:
        if name not in names:
            behind += 1
    return behind


@constraint_provider
def rules(cf: ConstraintFactory) -> list[Constraint]:
    """Everything that counts."""
    hard, medium, soft = (
        HardMediumSoftScore.ONE_HARD,
        HardMediumSoftScore.ONE_MEDIUM,
        HardMediumSoftScore.ONE_SOFT,
    )
    shifts = cf.for_each(ShiftSeat)
    crews = cf.for_each(MissionSeat).join(
        MissionStart, Joiners.equal(lambda s: s.mission, lambda m: m.id)
    )
    days = shifts.map(lambda s: s.person, lambda s: s.day).concat(
        crews.map(lambda s, m: s.person, lambda s, m: days_of(m)).flatten_last(lambda d: d)
    )
    minutes = shifts.map(lambda s: s.person, lambda s: s.minutes).concat(
        crews.map(lambda s, m: s.person, lambda s, m: m.minutes * m.days)
    )
    kept = (
        shifts.map(lambda s: s.person, lambda s: kept_shift(s.person, s))
        .concat(crews.map(lambda s, m: s.person, lambda s, m: kept_mission(s.person, m)))
        .concat(cf.for_each(Member).map(lambda p: p, lambda p: 0))
        .group_by(lambda p, k: p, ConstraintCollectors.sum(lambda p, k: k))
    )
    return [
        cf.for_each_unique_pair(
            ShiftSeat,
            Joiners.equal(lambda s: s.person),
            Joiners.overlapping(lambda s: s.start_min, lambda s: s.rested_min),
        )
        .penalize(hard)
        .as_constraint("rest between shifts"),
        crews.join(
            ShiftSeat,
            Joiners.equal(lambda s, m: s.person, lambda t: t.person),
            Joiners.overlapping(
                lambda s, m: begins(m),
                lambda s, m: rested(s.person, m),
                lambda t: t.start_min,
                lambda t: t.rested_min,
            ),
        )
        .penalize(hard)
        .as_constraint("rest between missions and shifts"),
        crews.join(
            crews.map(lambda s, m: s, lambda s, m: m).map(lambda s, m: s),
            Joiners.equal(lambda s, m: s.person, lambda t: t.person),
            Joiners.less_than(lambda s, m: s.id, lambda t: t.id),
        )
        .join(MissionStart, Joiners.equal(lambda s, m, t: t.mission, lambda n: n.id))
        .filter(lambda s, m, t, n: begins(m) < rested(t.person, n))
        .filter(lambda s, m, t, n: begins(n) < rested(s.person, m))
        .penalize(hard)
        .as_constraint("rest between missions"),
        shifts.filter(lambda s: s.day in s.person.away)
        .penalize(hard)
        .as_constraint("on a shift while away"),
        crews.filter(lambda s, m: is_away(s.person, m))
        .penalize(hard)
        .as_constraint("on a mission while away"),
        days.group_by(lambda p, d: p, ConstraintCollectors.to_set(lambda p, d: d))
        .filter(lambda p, d: too_long(p, d) > 0)
        .penalize(hard, too_long)
        .as_constraint("runs and weekends"),
        minutes.group_by(lambda p, n: p, ConstraintCollectors.sum(lambda p, n: n))
        .filter(lambda p, n: n > p.limits.max_minutes)
        .penalize(hard)
        .as_constraint("most minutes"),
        crews.group_by(lambda s, m: m, ConstraintCollectors.to_list(lambda s, m: s.person))
        .filter(lambda m, crew: left_behind(m, crew) > 0)
        .penalize(hard, left_behind)
        .as_constraint("left behind"),
        shifts.group_by(lambda s: s.cell, ConstraintCollectors.to_list(lambda s: s.person))
        .reward(medium, covered)
        .as_constraint("shifts covered"),
        cf.for_each(MissionSeat)
        .group_by(lambda s: s.cell, ConstraintCollectors.to_list(lambda s: s.person))
        .reward(medium, covered)
        .as_constraint("missions covered"),
        kept.filter(lambda p, k: k != p.due)
        .penalize(soft, lambda p, k: TOLD + CHANGED * changes(p, k))
        .as_constraint("told and changed"),
        cf.for_each(MissionStart)
        .filter(lambda m: m.start != m.was)
        .penalize(soft, lambda m: MOVED)
        .as_constraint("moved"),
    ]
