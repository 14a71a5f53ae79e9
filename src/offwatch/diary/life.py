"""Life events: stretches of time in which a rhythm does not go on as usual."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, get_args

from offwatch.diary.conditions import condition_of
from offwatch.names import name_key
from offwatch.spans import DaySpan

Life = Literal["pregnancy", "breast-feeding", "surgery", "pause"]
LIVES: tuple[Life, ...] = get_args(Life)
Touch = Literal["suspends", "doubtful", "none"]

ALL, NONE = "all", "none"
"""What a life event's value may say beside names: that it suspends everything, or nothing."""
_WORDS: dict[Life, tuple[str, ...]] = {
    "pregnancy": (
        "pregnan", "schwanger", "embaraz", "grossesse", "enceinte", "gravidanza", "zwanger",
    ),
    "breast-feeding": (
        "breast-feed", "breastfeed", "breast feed", "nursing", "lactation", "stillen", "stillzeit",
        "lactancia", "allaitement", "allattamento", "borstvoeding",
    ),
    "surgery": ("surger", "operation", "cirug", "chirurg", "eingriff", "opération", "intervento"),
    "pause": ("pause", "break", "pausa", "unterbrechung", "pauze"),
}  # fmt: skip
_USUAL: dict[Life, dict[str, Touch]] = {
    "pregnancy": {"menstrual": "suspends"},
    "breast-feeding": {"menstrual": "suspends", "seizure": "none", "flare": "none"},
    "surgery": {},
}
"""What is usual by condition; where nothing stands, it is doubtful. A pause suspends everything."""


@lru_cache(maxsize=256)
def life_of(name: str) -> Life | None:
    """Give the kind of life event that a name tells of.

    Parameters
    ----------
    name : str
        As somebody wrote it, in English, German, Spanish, French, Italian or Dutch.

    Returns
    -------
    Life or None
        None where it is a name of one's own.

    Examples
    --------
    >>> life_of("Schwangerschaft"), life_of("Pause"), life_of("Sabbatical")
    ('pregnancy', 'pause', None)
    """
    key = name_key(name)
    return next((life for life, words in _WORDS.items() if any(w in key for w in words)), None)


def usual_touch(name: str, rhythm: str) -> Touch:
    """Say what a life event usually does to a rhythm.

    Parameters
    ----------
    name : str
        The life event.
    rhythm : str
        What the rhythm is called; the kind of condition does as well.

    Returns
    -------
    Touch
        ``suspends``: it does not go on meanwhile; ``doubtful``: it may change; ``none``.

    Examples
    --------
    >>> usual_touch("pregnancy", "period"), usual_touch("pregnancy", "migraine")
    ('suspends', 'doubtful')
    """
    life = life_of(name)
    if life == "pause":
        return "suspends"
    usual = _USUAL.get(life, {}) if life is not None else {}
    return usual.get(condition_of(rhythm) or "", "doubtful")


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """A stretch of time in which some rhythms do not go on as usual.

    Parameters
    ----------
    name : str
        As it was spelled first.
    suspended : str
        The rhythms that it suspends, parted by semicolons; ``all`` or ``none``; empty for what is
        usual.
    start_day : date
        Its first day.
    last_day : date, optional
        Its last day; none while it goes on.
    """

    name: str
    suspended: str
    start_day: date
    last_day: date | None

    @property
    def span(self) -> DaySpan:
        """Its days; one that goes on has no end to speak of."""
        return DaySpan(
            self.start_day,
            date.max if self.last_day is None else self.last_day + timedelta(days=1),
        )

    @property
    def is_pause(self) -> bool:
        """Whether only the writing pauses, and the rhythm is as it was afterwards."""
        return life_of(self.name) == "pause"

    @property
    def is_of_all(self) -> bool:
        """Whether it names no rhythm: what is usual, or everything."""
        return name_key(self.suspended) in ("", ALL)

    def touch(self, rhythm: str) -> Touch:
        """Say what it does to a rhythm.

        Parameters
        ----------
        rhythm : str
            What the rhythm is called.

        Returns
        -------
        Touch
        """
        said = {name_key(name) for name in self.suspended.split(";")} - {""}
        usual = usual_touch(self.name, rhythm)
        if not said:
            return usual
        if said == {ALL} or name_key(rhythm) in said:
            return "suspends"
        return "none" if said == {NONE} or self.is_pause or usual == "none" else "doubtful"
