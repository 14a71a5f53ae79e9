"""Where a chain stands: the lines changed, who is told so far, and which seats are open."""

from __future__ import annotations

from typing import NamedTuple

from offwatch.plan.bitset import bits
from offwatch.plan.ejection.ejection_sets import Takeover
from offwatch.plan.ejection.instance import NO_DAYS, Instance
from offwatch.plan.ejection.roots import Root
from offwatch.plan.ejection.takeover_memo import TakeoverMemo
from offwatch.plan.objective import Cover, Key, missing
from offwatch.plan.roster.roster import Line


class Saved(NamedTuple):
    """What one person's takeover changes, as it was before."""

    open: list[Key]
    line: Line | None
    line_id: int | None
    kept: frozenset[int]


class ChainState:
    """The state of a chain, changed by each takeover and put back after it.

    Parameters
    ----------
    instance : Instance
        The re-plan.
    memo : TakeoverMemo
        Who can take which seat over.
    root : Root
        Where the chain begins.

    Attributes
    ----------
    lines, line_ids : dict
        The lines that differ from what the absences leave, and their numbers in the memo.
    crews : dict
        Who is on each seat.
    told : set of str
        Who is told.
    kept : dict
        For each person the days that are not given up again.
    open : list of Key
        The seats that are open.
    """

    def __init__(self, instance: Instance, memo: TakeoverMemo, root: Root) -> None:
        self.instance, self.base, self.root, self.memo = instance, instance.base, root, memo
        self.crews = dict(instance.crews)
        self.lines: dict[str, Line] = {}
        self.line_ids: dict[str, int] = {}
        self.told, self.kept = set(root.told), dict(root.kept)
        lines = instance.lines
        first = {p: lines[p] for p in instance.absent if p in lines} | root.lines
        if root.moved is not None:
            self.crews[root.moved] = ()  # whoever stays on it joins again, below
        for p, line in first.items():
            self._move(p, self.base.line(p), line)
            self.lines[p] = line
            self.line_ids[p] = memo.line_id(line, self.kept.get(p, NO_DAYS))
        if root.moved is not None:
            moved = root.moved
            self.crews[moved] = tuple(p for p, ln in first.items() if ln[root.start] == moved)
        self._own = frozenset(root.lines)  # whose line here is not the one that others begin with
        self._not_new = instance.bits_of(self._own)
        self.open = [key for key, cover in instance.covers.items() if self._missing(cover)]

    def line(self, person: str) -> Line:
        """Give what somebody holds now."""
        return self.lines.get(person) or self.instance.lines[person]

    def start_of(self, key: Key) -> int:
        """Give the first day of a seat."""
        if not isinstance(key, str):
            return key[0]
        return self.root.start if key == self.root.moved else self.base.mission[key].start

    def save(self, person: str) -> Saved:
        """Remember what a takeover of somebody's changes, for `restore`."""
        kept = self.kept.get(person, NO_DAYS)
        return Saved(self.open, self.lines.get(person), self.line_ids.get(person), kept)

    def apply(self, person: str, way: Takeover, saved: Saved) -> dict[Key, tuple[str, ...]]:
        """Let somebody take a seat over.

        Parameters
        ----------
        person : str
            Who takes it.
        way : Takeover
            What they hold then.
        saved : Saved
            What was before.

        Returns
        -------
        dict
            The crews that it changed, as they were.
        """
        covers = self.instance.covers
        before = saved.line or self.instance.lines[person]
        crews = self._move(person, before, way.line)
        seats = self._seats(before, way.ejected)
        left = [k for k in seats if k in covers and k not in saved.open]
        self.open = [k for k in [*saved.open, *left] if self._missing(covers[k])]
        self.lines[person], self.kept[person] = way.line, saved.kept | way.taken
        self.line_ids[person] = self.memo.line_id(way.line, self.kept[person])
        return crews

    def restore(self, person: str, saved: Saved) -> None:
        """Put back what takeovers of somebody's have changed, but for the crews."""
        self.open, self.kept[person] = saved.open, saved.kept
        if saved.line is None or saved.line_id is None:
            del self.lines[person], self.line_ids[person]
        else:
            self.lines[person], self.line_ids[person] = saved.line, saved.line_id

    def takers(self, key: Key, *, ask_new: bool = True) -> tuple[list[str], int]:
        """Give the people of whom one must take a seat.

        Parameters
        ----------
        key : Key
            The seat.
        ask_new : bool
            Whether people who are not told yet are asked for.

        Returns
        -------
        tuple of list of str and int
            Those who are told, and the others as bits.
        """
        instance, start = self.instance, self.start_of(key)
        crew = self.crews.get(key, ())
        short: list[str | None] = [
            skill
            for skill, least in instance.covers[key].skills
            if sum(p in instance.able[skill] for p in crew) < least
        ] or [None]
        skill = short[0]
        if len(short) > 1:
            skill = min(short, key=lambda s: self.memo.helpers(key, start, s).bit_count())
        able = instance.able[skill]
        told = [p for p in sorted(self.told) if p in able and p not in crew and self._can(p, key)]
        if not ask_new:
            return told, 0
        new = self.memo.helpers(key, start, skill) & ~self._not_new
        for p in self.told:
            new &= ~(1 << instance.index[p])
        for p in self._own - self.told:
            if p in able and p not in crew and self._can(p, key):
                new |= 1 << instance.index[p]
        return told, new

    def takeovers(self, person: str, key: Key, pinned: int = 0) -> list[Takeover] | None:
        """Find every way in which somebody takes a seat over now; see `TakeoverMemo.takeovers`."""
        return self.memo.takeovers(person, self._line_id(person), key, self.start_of(key), pinned)

    def is_left_to_told(self, person: str, way: Takeover, can: dict[Key, bool]) -> bool:
        """Say whether all that somebody gives up is to spare, or could be taken by others told.

        Parameters
        ----------
        person : str
            Who gives it up.
        way : Takeover
            What is given up.
        can : dict
            Remembers of a seat whether anybody told could take it.
        """
        seats = self._seats(self.line(person), way.ejected)
        return all(self._is_spared(person, key, can) for key in seats)

    def pinned(self, person: str, line: Line, can: dict[Key, bool]) -> int:
        """Give the days of duties that are neither to spare nor for others told, as bits.

        Parameters
        ----------
        person, line
            Who holds them, and what.
        can : dict
            As for `is_left_to_told`.
        """
        days = [d for d, held in enumerate(line) if held is not None]
        pinned = [key for key in self._seats(line, days) if not self._is_spared(person, key, can)]
        return bits(d for d in days if line[d] in pinned or (d, line[d]) in pinned)

    def _can(self, person: str, key: Key) -> bool:
        if person in self.instance.with_lower_limits:
            return True
        return self.memo.can_take(person, self._line_id(person), key, self.start_of(key))

    def _line_id(self, person: str) -> int:
        found = self.line_ids.get(person)
        return self.memo.line_id(self.instance.lines[person]) if found is None else found

    def _is_spared(self, person: str, key: Key, can: dict[Key, bool]) -> bool:
        """Whether somebody may leave a seat: it stays covered, or others told could take it."""
        cover = self.instance.covers.get(key)
        if cover is None:
            return True
        crew = self.crews.get(key, ())
        if person in self.told:  # who is asked about is among those told: remember nothing
            return self._is_spared_by_others(person, cover, crew)
        if key not in can:
            can[key] = any(q not in crew and self._can(q, key) for q in self.told)
        return can[key] or not missing(self.base, cover, [p for p in crew if p != person])

    def _is_spared_by_others(self, person: str, cover: Cover, crew: tuple[str, ...]) -> bool:
        others = (q for q in self.told if q != person and q not in crew)
        rest = [p for p in crew if p != person]
        return not missing(self.base, cover, rest) or any(self._can(q, cover.key) for q in others)

    def _move(self, person: str, was: Line, now: Line) -> dict[Key, tuple[str, ...]]:
        """Take somebody off the seats they leave and onto those they join; what to undo it with."""
        differ = [d for d, (a, b) in enumerate(zip(was, now, strict=True)) if a != b]
        left, joined = set(self._seats(was, differ)), set(self._seats(now, differ))
        undo = {}
        for key in left ^ joined:
            crew = undo[key] = self.crews.get(key, ())
            self.crews[key] = (
                tuple(p for p in crew if p != person) if key in left else (*crew, person)
            )
        return undo

    def _seats(self, line: Line, days: list[int] | tuple[int, ...]) -> dict[Key, None]:
        missions = self.base.mission
        return dict.fromkeys(
            held if held in missions else (d, held) for d in days if (held := line[d]) is not None
        )

    def _missing(self, cover: Cover) -> int:
        return missing(self.base, cover, self.crews.get(cover.key, ()))
