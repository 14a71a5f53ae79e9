"""Which roster is in force, and what it has for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from offwatch.desk.models import Person, RosterVersion, Team
from offwatch.desk.rosters.duties import HeldDuty, duties_of, find_duty
from offwatch.desk.rosters.workload import credited, with_credit
from offwatch.desk.states import VersionState
from offwatch.plan import Roster
from offwatch.plan.roster.read_write import parse_roster


@dataclass(frozen=True, slots=True)
class DutyInForce:
    """A duty of a person in the version that is in force for it."""

    version: RosterVersion
    held: HeldDuty


def in_force(team: Team) -> list[RosterVersion]:
    """The highest published version of each horizon, by first day."""
    return list(
        RosterVersion.objects.filter(team=team, state=VersionState.PUBLISHED)
        .order_by("first_day", "-number")
        .distinct("first_day")
    )


def current_version(team: Team, today: date) -> RosterVersion | None:
    """The version in force today; else the next one to come; else the last there was."""
    versions = in_force(team)
    for version in versions:
        if today <= _last_day(version):
            return version
    return versions[-1] if versions else None


def ended_day(team: Team, today: date) -> date | None:
    """The last day of the team's last roster, if that is over; none while one is ahead."""
    last = max((_last_day(version) for version in in_force(team)), default=today)
    return last if last < today else None


def _last_day(version: RosterVersion) -> date:
    return version.span.end_day - timedelta(days=1)


def drafts_of(team: Team) -> list[RosterVersion]:
    """The drafts of a team, one a period at most, by first day."""
    drafts = RosterVersion.objects.filter(team=team, state=VersionState.DRAFT)
    return list(drafts.select_related("team", "base").order_by("first_day"))


def draft_of(team: Team, first_day: date | None = None) -> RosterVersion | None:
    """The draft of the period that begins then; else of the last one there is a draft of."""
    drafts = drafts_of(team)
    if first_day is not None:
        return next((draft for draft in drafts if draft.first_day == first_day), None)
    return drafts[-1] if drafts else None


def version_of(team: Team, first_day: date) -> RosterVersion | None:
    """The version in force of the period that begins then."""
    return next((v for v in in_force(team) if v.first_day == first_day), None)


def roster_before(team: Team, first_day: date) -> Roster | None:
    """The roster in force of the period before the one that begins then."""
    return next(iter(rosters_before(team, first_day)[-1:]), None)


def rosters_before(team: Team, first_day: date) -> list[Roster]:
    """The rosters in force of all periods before the one that begins then, by first day."""
    return [roster_of(v) for v in in_force(team) if v.first_day < first_day]


def with_carried_credit(team: Team, roster: Roster) -> Roster:
    """The roster whose people bring their credit of all periods before it."""
    return with_credit(roster, credited(rosters_before(team, roster.first_day)))


def roster_after(team: Team, first_day: date) -> Roster | None:
    """The roster in force of the period after the one that begins then."""
    later = [v for v in in_force(team) if v.first_day > first_day]
    return roster_of(later[0]) if later else None


def roster_of(version: RosterVersion) -> Roster:
    """The version's form as values; published ones never change, so they are kept at hand."""
    if version.state == VersionState.PUBLISHED:
        return _published(version.pk)
    return parse_roster(version.form)


def duties_in_force(person: Person) -> list[DutyInForce]:
    """Everything the person has in the versions in force, by time."""
    found = [
        DutyInForce(version, held)
        for version in in_force(person.team)
        for held in duties_of(roster_of(version), person.key)
    ]
    return sorted(found, key=lambda each: each.held.starts_at)


def find_in_force(person: Person, duty_id: str) -> DutyInForce | None:
    for version in reversed(in_force(person.team)):  # an id may come again in a later roster
        held = find_duty(roster_of(version), person.key, duty_id)
        if held is not None:
            return DutyInForce(version, held)
    return None


def today_of(team: Team, now: datetime) -> date:
    return now.astimezone(team.tz).date()


@lru_cache(maxsize=64)
def _published(pk: int) -> Roster:
    return parse_roster(RosterVersion.objects.get(pk=pk).form)
