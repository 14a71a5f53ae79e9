"""What can still be planned: nothing that has begun is ever moved; values in, values out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from offwatch.desk.rosters.duties import held_duties
from offwatch.plan import Mission, Roster


def still_ahead(roster: Roster, now: datetime) -> Roster:
    """The roster with its past frozen, begun duties too, and missions kept from moving into it.

    What changes is told today, for rules that ask for notice.
    """
    today = roster.index_of(now.astimezone(ZoneInfo(roster.zone)).date())
    past = {(p.id, day) for p in roster.people for day in range(min(today, roster.days))}
    begun = {
        (held.person, roster.index_of(day))
        for held in held_duties(roster)
        if held.starts_at <= now
        for day in held.days
    }
    missions = tuple(_ahead(mission, today) for mission in roster.missions)
    fixed = roster.frozen | past | begun
    return replace(roster, frozen=fixed, missions=missions, as_of=today)


def freeze_kept(roster: Roster, kept: Collection[tuple[str, str]]) -> Roster:
    """The roster with what people keep (person and duty) frozen, and kept missions held in place.

    A kept duty that this roster does not have is not looked at.
    """
    held = [h for h in held_duties(roster) if (h.person, h.duty_id) in kept]
    frozen = {(h.person, roster.index_of(day)) for h in held for day in h.days}
    names = {h.duty_id for h in held}
    missions = tuple(_held(m) if m.id in names else m for m in roster.missions)
    return replace(roster, frozen=roster.frozen | frozen, missions=missions)


def hold_missions(roster: Roster) -> Roster:
    """The roster whose missions stay where they are."""
    return replace(roster, missions=tuple(map(_held, roster.missions)))


def _held(mission: Mission) -> Mission:
    return replace(mission, earliest=mission.start, latest=mission.start)


def _ahead(mission: Mission, today: int) -> Mission:
    if mission.start <= today:
        return _held(mission)
    return replace(mission, earliest=min(max(mission.earliest, today + 1), mission.start))
