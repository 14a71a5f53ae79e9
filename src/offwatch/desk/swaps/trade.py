"""What a swap would change, and whether the roster in force allows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from offwatch.desk.editing.edit import RosterCell, broken_by, roster_with
from offwatch.desk.models import Person, RosterVersion, Swap, Team
from offwatch.desk.requests.routing import owner_of
from offwatch.desk.rosters.broken_rules import newly_broken
from offwatch.desk.rosters.current import (
    find_in_force,
    roster_after,
    roster_of,
    version_of,
)
from offwatch.desk.rosters.duties import HeldDuty, find_duty
from offwatch.errors import Refused
from offwatch.plan import Roster
from offwatch.plan.objective import covers, crews, missing


@dataclass(frozen=True, slots=True)
class Trade:
    """One person's duty for another's, in one roster in force; ``wanted`` none: it is given."""

    version: RosterVersion
    holder: Person
    colleague: Person
    given: HeldDuty
    wanted: HeldDuty | None

    @property
    def duties(self) -> tuple[HeldDuty, ...]:
        return (self.given,) if self.wanted is None else (self.given, self.wanted)


def find_trade(holder: Person, colleague: Person, duty_id: str, wanted_id: str = "") -> Trade:
    """The trade of these duties as they are in force.

    **Raises**: `Refused` ``swap.unknown-duty`` if one of them is not (or no more) theirs.
    """
    found = find_in_force(holder, duty_id)
    wanted = None
    if found is not None and wanted_id:
        wanted = find_duty(roster_of(found.version), colleague.key, wanted_id)
    two = holder.pk != colleague.pk and duty_id != wanted_id
    if found is None or not two or (wanted_id and wanted is None):
        raise Refused(
            "swap.unknown-duty",
            "One of these duties is no longer as it was; look at My duties again.",
        )
    return Trade(found.version, holder, colleague, found.held, wanted)


def trade_of(swap: Swap) -> Trade | None:
    """What a swap is about, if both still have these duties at these times."""
    version = version_of(swap.team, swap.version.first_day)
    if version is None:
        return None
    roster = roster_of(version)
    given = _held(roster, swap.holder.key, swap.duty_id, swap.starts_at)
    wanted = None
    if swap.wanted_id and swap.wanted_starts_at is not None:
        wanted = _held(roster, swap.colleague.key, swap.wanted_id, swap.wanted_starts_at)
    if given is None or (swap.wanted_id and wanted is None):
        return None
    return Trade(version, swap.holder, swap.colleague, given, wanted)


def check_trade(trade: Trade, now: datetime) -> list[RosterCell]:
    """The cells that a trade sets.

    Raises
    ------
    Refused
        ``swap.begun`` if a duty has begun; ``swap.busy`` if somebody would have two duties on a
        day, or one on a day on which they are not to be on duty; ``swap.seats`` if a seat would be
        open that is filled now; ``swap.rules`` if a rule would be broken that is kept now.
    """
    if any(held.starts_at <= now for held in trade.duties):
        raise Refused("swap.begun", "A duty that has begun is not swapped.")
    roster = roster_of(trade.version)
    cells = _cells(roster, trade)
    if _opens_a_seat(roster, trade):
        raise Refused("swap.seats", "A skill that is needed on the duty would be missing then.")
    if broken_by(roster, cells) or _breaks_later(roster, trade, cells):
        raise Refused("swap.rules", "A rule of the team would be broken then.")
    return cells


def allows(trade: Trade, now: datetime) -> bool:
    """Whether nothing stands against a trade."""
    try:
        check_trade(trade, now)
    except Refused:
        return False
    return True


def owners_of(team: Team, trade: Trade) -> list[Person]:
    """Who has to agree beside the two: the owner of each duty, once, unless they are one of them.

    Whoever takes part in a swap has said what they think of it.
    """
    sides = {trade.holder.pk, trade.colleague.pk}
    found = [owner_of(team, trade.given, trade.holder)]
    if trade.wanted is not None:
        found.append(owner_of(team, trade.wanted, trade.colleague))
    return list({owner.pk: owner for owner in found if owner.pk not in sides}.values())


def within_rule(team: Team, trade: Trade, now: datetime) -> bool:
    """Whether the team's standing rule may answer: before the freeze, no seat at minimum cover."""
    if not team.standing_rule or team.accountable_id is None:
        return False
    freeze = timedelta(hours=team.freeze_h)
    return all(h.starts_at - now >= freeze and not h.guarded for h in trade.duties)


def _held(roster: Roster, person: str, duty_id: str, starts_at: datetime) -> HeldDuty | None:
    held = find_duty(roster, person, duty_id) if person in roster.person else None
    return held if held is not None and held.starts_at == starts_at else None


def _cells(roster: Roster, trade: Trade) -> list[RosterCell]:
    """Each one's own duty is taken off first, then the other's put on the days that are free."""
    found: dict[tuple[str, date], RosterCell] = {}
    moves = [(trade.holder.key, trade.colleague.key, trade.given)]
    if trade.wanted is not None:
        moves.append((trade.colleague.key, trade.holder.key, trade.wanted))
    for giver, _, held in moves:
        for day in held.days:
            found[giver, day] = replace(RosterCell.of(roster, giver, day), duty=None)
    for _, taker, held in moves:
        if taker not in roster.person:
            raise _busy()
        for day in held.days:
            here = found.get((taker, day)) or RosterCell.of(roster, taker, day)
            if here.duty is not None or here.off:
                raise _busy()
            found[taker, day] = replace(here, duty=_what(roster, held))
    return list(found.values())


def _what(roster: Roster, held: HeldDuty) -> str:
    what = roster.duties[held.person][roster.index_of(held.days[0])]
    return str(what)


def _busy() -> Refused:
    return Refused(
        "swap.busy", "One of you has a duty already on such a day, or is not to be on duty then."
    )


def _opens_a_seat(roster: Roster, trade: Trade) -> bool:
    sides = {trade.holder.key: trade.colleague.key, trade.colleague.key: trade.holder.key}
    seats = {
        held.duty_id if held.kind == "mission" else (roster.index_of(held.days[0]), what): held
        for held in trade.duties
        for what in [_what(roster, held)]
    }
    for cover in covers(roster, whole=True):
        if cover.key in seats:
            crew = crews(roster).get(cover.key, ())
            leaves = seats[cover.key].person
            after = [sides[leaves] if person == leaves else person for person in crew]
            if missing(roster, cover, after) > missing(roster, cover, crew):
                return True
    return False


def _breaks_later(roster: Roster, trade: Trade, cells: list[RosterCell]) -> bool:
    """Whether the next period, for which these days are the history, would break a rule."""
    following = roster_after(trade.version.team, trade.version.first_day)
    if following is None:
        return False
    keys = {trade.holder.key, trade.colleague.key}
    before, later = _only(roster, keys), _only(following, keys)
    return bool(newly_broken(before, roster_with(before, cells), later))


def _only(roster: Roster, keys: set[str]) -> Roster:
    people = tuple(p for p in roster.people if p.id in keys)
    duties = {p.id: dict(roster.duties.get(p.id, {})) for p in people}
    return replace(roster, people=people, duties=duties, frozen=frozenset())
