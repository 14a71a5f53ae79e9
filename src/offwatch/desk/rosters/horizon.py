"""What can still be planned: nothing that has begun is ever moved; values in, values out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from offwatch.desk.rosters.duties import held_duties
from offwatch.plan import Mission, Roster


def still_ahead(roster: Roster, now: datetime) -> Roster:
    """The roster with its past frozen, begun duties too, and missions kept from moving into it."""
    today = roster.index_of(now.astimezone(ZoneInfo(roster.zone)).date())
    past = {(p.id, day) for p in roster.people for day in range(min(today, roster.days))}
    begun = {
        (held.person, roster.index_of(day))
        for held in held_duties(roster)
        if held.starts_at <= now
        for day in held.days
    }
    missions = tuple(_ahead(mission, today) for mission in roster.missions)
    return replace(roster, frozen=roster.frozen | past | begun, missions=missions)


def _ahead(mission: Mission, today: int) -> Mission:
    if mission.start <= today:
        return replace(mission, earliest=mission.start, latest=mission.start)
    return replace(mission, earliest=min(max(mission.earliest, today + 1), mission.start))
