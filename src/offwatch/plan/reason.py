"""Why a plan changes a day or moves a mission: a code and its values, worded where it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later
from offwatch.language import ngettext, short_day

_WORDS = {
    "away-day": later("is away that day"),
    "away-part": later("is away for a part of that day"),
    "away-before-end": later("is away before {duty} ends"),
    "away-part-of": later("is away for a part of {duty}"),
    "moves": later("{duty} moves to {day}"),
    "cannot-come": later("cannot come along: {duty} moves to {day}"),
    "two-places": later("would be in two places: {duty} now starts on {day}"),
    "goes-along": later("goes along: {duty} now starts on {day}, free and rested then"),
    "joins": later("joins {duty}, which now starts on {day}"),
    "open-instead": later("takes a seat left open instead of {duty}"),
    "open-free": later("takes a seat left open: free that day and rested"),
    "over-instead": later("takes over from {person} instead of {duty}"),
    "over-free": later("takes over from {person}: free that day and rested"),
    "rest": later("is off here to keep rest and run limits: has {duty} on {day}"),
    "gives-up": later("gives up {duty}: keeps rest, runs and totals within the rules"),
    "all-can": later("everybody away from it before can be there then"),
    "fewer-open": later("fewer of its seats stay open then"),
    "crew-free": later("its crew is complete, free and rested then"),
}
CODES = frozenset((*_WORDS, "open-rested", "over-rested"))
"""Every reason that is given; the last two say how many days of rest come before."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason that no language has been chosen for.

    Parameters
    ----------
    code : str
        One of `CODES`.
    values : mapping
        What its sentence names: ``duty``, ``person``, ``day`` (ISO), ``n`` days of rest.
    skills : tuple of str
        The skills that the person has and the seat asks for.
    """

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    skills: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Write it as JSON takes it."""
        skills = {"skills": list(self.skills)} if self.skills else {}
        return {"code": self.code, **self.values, **skills}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Reason:
        """Read what `as_dict` wrote.

        Parameters
        ----------
        kept : mapping
        """
        values = {name: kept[name] for name in ("duty", "person", "day", "n") if name in kept}
        return cls(kept["code"], values, tuple(kept.get("skills", ())))

    def words(self) -> str:
        """Say it in the reader's language; a code of a later version as it is."""
        values = dict(self.values)
        if "day" in values:
            values["day"] = short_day(date.fromisoformat(str(values["day"])))
        said = self._sentence().format(**values)
        if not self.skills:
            return said
        return _("{reason}; qualified as {skills}").format(
            reason=said, skills=_(" and ").join(self.skills)
        )

    def _sentence(self) -> str:
        days = int(self.values.get("n", 0))
        if self.code == "open-rested":
            return ngettext(
                "takes a seat left open: free that day, {n} day of rest before",
                "takes a seat left open: free that day, {n} days of rest before",
                days,
            )
        if self.code == "over-rested":
            return ngettext(
                "takes over from {person}: free that day, {n} day of rest before",
                "takes over from {person}: free that day, {n} days of rest before",
                days,
            )
        return _(_WORDS.get(self.code, self.code))
