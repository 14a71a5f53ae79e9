"""What the codes in a grid's cells stand for: a shift, a day off, an absence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from offwatch.names import name_key
from offwatch.plan.roster.roster import DAY_MIN, Mission, Shift

FREE, ABSENT = "free", "absent"
PLAINLY = "id:"  # before the id of a shift or mission, whatever its codes say
# what homes write without saying it; a team's own shifts and codes come first
_FREE = "f fr frei free off o x xx - – — / . 0 rf wf fz ruhe rest '"
FREE_WORDS = frozenset(_FREE.split())
_ABSENT = (
    "a u url urlaub k kr krank krk abw abwesend absent away leave holiday vacation sick al sl ku"
    " fb fortbildung bu sonderurlaub su kk ek mu"
)
ABSENT_WORDS = frozenset(_ABSENT.split())
_TIMES = re.compile(
    r"(?P<name>.*?)[ ,;:(]*(?P<from>\d{1,2}(?:[:.]\d\d)?)(?: ?(?:uhr|h))?"
    r" ?(?:-|–|—|to|bis) ?(?P<to>\d{1,2}(?:[:.]\d\d)?)(?: ?(?:uhr|h))?\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one code stands for, in words and as it is kept; ``shift`` is one that is new."""

    target: str  # FREE, ABSENT, or the id of a shift or mission
    words: str
    shift: Shift | None = None

    @property
    def is_duty(self) -> bool:
        return self.target not in (FREE, ABSENT)


class Codes:
    """The codes of one team, looked up in one spelling."""

    def __init__(
        self,
        shifts: Iterable[Shift],
        missions: Iterable[Mission] = (),
        given: Mapping[str, str] | None = None,
        *,
        asked: Collection[str] = (),
    ) -> None:
        self._asked = asked  # codes that mean nothing before somebody has said what
        self._shifts = tuple(shifts)
        self._own = {name_key(s.id): Meaning(s.id, shift_words(s)) for s in self._shifts}
        self._own |= {name_key(m.id): Meaning(m.id, m.name) for m in missions}
        self._ids = dict(self._own)
        named = {name_key(s.name): Meaning(s.id, shift_words(s)) for s in self._shifts}
        self._own = {**named, **self._own}
        self._given: dict[str, Meaning] = {}
        self.new: dict[str, Shift] = {}
        for code, said in (given or {}).items():
            meaning = self.understand(code, said)
            if meaning is not None:
                self._given[name_key(code)] = meaning

    def meaning(self, code: str) -> Meaning | None:
        """What a cell says; None where nobody has said what this code is."""
        key = name_key(code)
        if not key:
            return Meaning(FREE, FREE)
        if key.startswith(PLAINLY):
            return self._ids.get(key.removeprefix(PLAINLY))
        found = self._given.get(key) or self._own.get(key)
        if found is not None:
            return found
        begin = [s for s in self._shifts if key in (name_key(s.name)[:1], name_key(s.id)[:1])]
        if begin:  # F may be a day off, or the early shift of a team that calls it Früh
            one = len(begin) == 1 and key not in FREE_WORDS | ABSENT_WORDS
            return Meaning(begin[0].id, shift_words(begin[0])) if one else None
        if key in self._asked:
            return None
        if key in FREE_WORDS:
            return Meaning(FREE, FREE)
        return Meaning(ABSENT, ABSENT) if key in ABSENT_WORDS else None

    def understand(self, code: str, said: str) -> Meaning | None:
        """What somebody says that a code is: a shift, ``free``, ``absent``, or hours of its own."""
        key = name_key(said)
        if key in (FREE, "frei", "off"):
            return Meaning(FREE, FREE)
        if key in (ABSENT, "abwesend", "away"):
            return Meaning(ABSENT, ABSENT)
        if key in self._own:
            return self._own[key]
        for shift in self._shifts:
            if name_key(shift_words(shift)) == key:
                return Meaning(shift.id, shift_words(shift))
        new = _new_shift(code, said, {*self._own, *map(name_key, self.new)})
        if new is None:
            return None
        same = next(
            (
                s
                for s in (*self._shifts, *self.new.values())
                if (name_key(s.name), s.start_min, s.minutes)
                == (name_key(new.name), new.start_min, new.minutes)
            ),
            None,
        )
        if same is not None:
            return Meaning(same.id, shift_words(same))
        self.new[new.id] = new
        return Meaning(new.id, shift_words(new), new)

    def code_for(self, target: str) -> str:
        """The code that is written for a shift, a mission or an absence, and read back as it."""
        said = [code for code, meaning in self._given.items() if meaning.target == target]
        short = [code.upper() if len(code) < 4 else code for code in said]
        usual: tuple[str, ...] = (
            ("A", "U", "Abw", ABSENT) if target == ABSENT else (target, f"{PLAINLY}{target}")
        )
        candidates: tuple[str, ...] = (*short, *usual)
        for code in candidates:
            found = self.meaning(code)
            if found is not None and found.target == target:
                return code
        return ""


def shift_words(shift: Shift) -> str:
    """A shift as people say it.

    >>> shift_words(Shift("n", "Night", 480, 22 * 60))
    'Night 22:00-06:00'
    """
    if shift.start_min is None:
        return shift.name
    end = (shift.start_min + shift.minutes) % DAY_MIN
    return f"{shift.name} {_clock(shift.start_min)}-{_clock(end)}"


def _new_shift(code: str, said: str, taken: set[str]) -> Shift | None:
    found = _TIMES.fullmatch(" ".join(said.split()))
    if found is None:
        return None
    start, end = _minute(found["from"]), _minute(found["to"])
    if start is None or end is None:
        return None
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name_key(code)).strip("-") or "shift"
    names = (plain if n == 1 else f"{plain}-{n}" for n in range(1, 1000))
    key = next(name for name in names if name not in taken)
    return Shift(key, found["name"].strip() or code, (end - start) % DAY_MIN or DAY_MIN, start)


def _minute(text: str) -> int | None:
    hour, _, minute = text.replace(".", ":").partition(":")
    at = int(hour) * 60 + int(minute or 0)
    return at % DAY_MIN if at <= DAY_MIN and int(minute or 0) < 60 else None


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
