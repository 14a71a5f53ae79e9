"""Two forms that a period could take, side by side: in force, draft, copies of it, plans found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from offwatch.desk.editing.edit import RosterCell, do_set, draft_seen
from offwatch.desk.editing.fill import absences_in
from offwatch.desk.models import DraftCopy, Person, Proposal, RosterVersion, Team
from offwatch.desk.outcome import DeskOutcome
from offwatch.desk.rosters.broken_rules import broken_rules, newly_broken
from offwatch.desk.rosters.cover import seats_open
from offwatch.desk.rosters.current import (
    draft_of,
    roster_before,
    roster_of,
    version_of,
    with_carried_credit,
)
from offwatch.desk.rosters.difference import Difference, difference
from offwatch.desk.rosters.duties import duties_of, duty_changes
from offwatch.desk.rosters.plans import after_plan
from offwatch.desk.rosters.seams import with_history
from offwatch.desk.rosters.workload import Workload, workloads
from offwatch.errors import Refused
from offwatch.plan import Roster
from offwatch.plan.roster.read_write import parse_roster

MOST_COPIES = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """One form a period could take; ``key`` names it in an address.

    ``kind``: ``in-force``, ``draft``, ``copy`` or ``plan``. ``number`` and ``made_at`` are a
    copy's, ``title`` a plan's.
    """

    key: str
    kind: str
    roster: Roster
    number: int = 0
    made_at: datetime | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """What one candidate comes to; ``notified`` and ``broken`` as if it were published now."""

    candidate: Candidate
    notified: int
    broken: int
    seats_open: int
    work: Mapping[str, Workload]

    def spread(self, what: str) -> tuple[int, int]:
        """The fewest and the most that anybody works: ``hours``, ``nights``, ``weekends``."""
        counts = [int(getattr(each, what)) for each in self.work.values()]
        return (min(counts), max(counts)) if counts else (0, 0)


def candidates(team: Team, first_day: date) -> list[Candidate]:
    """What there is to compare of a period, in the order in which it came about."""
    version, draft = version_of(team, first_day), draft_of(team, first_day)
    found = []
    if version is not None:
        found.append(Candidate("in-force", "in-force", roster_of(version)))
    if draft is None:
        return found
    found += [
        Candidate(f"copy-{c.pk}", "copy", parse_roster(c.form), c.number, c.made_at)
        for c in draft.copies.all()
    ]
    found.append(Candidate("draft", "draft", roster_of(draft)))
    proposals = Proposal.objects.filter(search__base=draft, search__request=None)
    before = absences_in(draft)[0]
    for each in proposals.select_related("search"):
        base = roster_of(draft) if each.search.fills or draft.base_id is None else before
        roster = after_plan(each.plan, base)
        found.append(Candidate(f"plan-{each.pk}", "plan", roster, title=each.title))
    return found


def side_of(team: Team, first_day: date, candidate: Candidate) -> Side:
    """Count what a candidate comes to."""
    version = version_of(team, first_day)
    roster = with_history(candidate.roster, roster_before(team, first_day))
    base = roster_of(version) if version is not None else None
    broken = broken_rules(roster) if base is None else newly_broken(base, roster)
    work = workloads(with_carried_credit(team, roster))
    return Side(
        candidate,
        _notified(base, roster),
        len(broken),
        seats_open(roster),
        {each.person: each for each in work},
    )


def between(one: Candidate, other: Candidate) -> Difference:
    """What the other changes of the one: a line for each person and day."""
    return difference(one.roster, other.roster)


@transaction.atomic
def do_keep_copy(actor: Person, first_day: date, seen: str, now: datetime) -> DeskOutcome:
    """Keep the draft as it is now, to compare it with what comes of it.

    **Raises**: `Refused` ``copy.many`` for more copies than anybody tells apart.
    """
    draft = draft_seen(actor, first_day, seen)
    copies = list(draft.copies.all())
    if len(copies) >= MOST_COPIES:
        raise Refused("copy.many", "There are many copies of this draft; throw one away first.")
    number = 1 + max((each.number for each in copies), default=0)
    DraftCopy.objects.create(
        draft=draft, number=number, form=draft.form, made_by=actor, made_at=now
    )
    return DeskOutcome("kept", "A copy is kept. Change the draft, then compare the two.")


@transaction.atomic
def do_take_copy(
    actor: Person, first_day: date, seen: str, copy_id: int, now: datetime
) -> DeskOutcome:
    """Bring the draft's duties and absences back to those of a copy, as one change.

    **Raises**: `Refused` ``copy.none``, or ``copy.frame`` if more than duties differs.
    """
    draft = draft_seen(actor, first_day, seen)
    then, roster = parse_roster(_copy(draft, copy_id).form), roster_of(draft)
    if (then.shifts, then.demand, then.missions) != (
        roster.shifts,
        roster.demand,
        roster.missions,
    ):
        raise Refused(
            "copy.frame",
            "That copy has other shifts, missions or need than the draft; undo those changes"
            " first.",
        )
    cells = []
    for person in roster.people:
        if person.id not in then.person:
            continue
        for index in range(min(roster.days, then.days)):
            cells.append(RosterCell.of(then, person.id, roster.day_at(index)))
    done = do_set(actor, draft, cells, now)
    return DeskOutcome("taken", done.said or "The draft is as that copy was.", draft.pk)


@transaction.atomic
def do_drop_copy(actor: Person, first_day: date, seen: str, copy_id: int) -> DeskOutcome:
    """Throw a copy away."""
    _copy(draft_seen(actor, first_day, seen), copy_id).delete()
    return DeskOutcome("dropped", "That copy is gone.")


def _copy(draft: RosterVersion, pk: int) -> DraftCopy:
    found = draft.copies.filter(pk=pk).first()
    if found is None:
        raise Refused("copy.none", "There is no such copy any more; look at the page again.")
    return found


def _notified(base: Roster | None, roster: Roster) -> int:
    if base is None:
        return sum(bool(roster.duties.get(person.id)) for person in roster.people)
    keys: dict[str, Any] = base.person | roster.person
    return sum(
        bool(duty_changes(_held(base, key), _held(roster, key)))
        for key in keys
        if base.duties.get(key, {}) != roster.duties.get(key, {}) or base.shifts != roster.shifts
    )


def _held(roster: Roster, key: str) -> tuple[Any, ...]:
    return duties_of(roster, key) if key in roster.person else ()
