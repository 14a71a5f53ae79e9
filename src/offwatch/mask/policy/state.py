"""What a pad has already said under which norm: the state between two batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from offwatch.errors import BadInput
from offwatch.norm import Norm


@dataclass(frozen=True, slots=True, order=True)
class DutyPlace:
    """A duty and the day (UTC) on which it begins: one that has moved is another matter.

    Examples
    --------
    >>> DutyPlace.parse("watch@2026-03-02").utc_day
    datetime.date(2026, 3, 2)
    """

    duty_id: str
    utc_day: date

    @classmethod
    def of(cls, duty_id: str, starts_at: datetime) -> DutyPlace:
        """The duty where it stands now.

        Parameters
        ----------
        duty_id : str
            The desk's name of the duty.
        starts_at : datetime, aware
            When it begins.
        """
        return cls(duty_id, starts_at.astimezone(UTC).date())

    def dump(self) -> str:
        """This as text: ``ID@ISO``."""
        return f"{self.duty_id}@{self.utc_day.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> DutyPlace:
        """The place written by ``dump``.

        Parameters
        ----------
        text : str

        Raises
        ------
        ValueError
            Where there is no day after an ``@``.
        """
        duty_id, _, day = text.rpartition("@")
        return cls(duty_id, date.fromisoformat(day))


@dataclass(frozen=True, slots=True)
class MaskState:
    """What a pad has said: a plain value, kept in the vault beside its tracks.

    Parameters
    ----------
    last_batch_day : date or None
        The team's day of the last batch.
    norm : str or None
        The fingerprint of the norm in force.
    norm_from : int or None
        The first period that it governs; none for all.
    answered : frozenset of int
        Periods whose days have been asked for.
    spent : mapping of int to int
        Passes used, by period, passes by hand included.
    passed : frozenset of DutyPlace
        Duties passed, with the day they stood on.
    kept : frozenset of str
        Duties that the owner keeps.
    jump_seen_at : datetime or None
        Since when the clock has been more than a period ahead of the last batch.
    """

    last_batch_day: date | None = None
    norm: str | None = None
    norm_from: int | None = None
    answered: frozenset[int] = frozenset()
    spent: Mapping[int, int] = field(default_factory=dict)
    passed: frozenset[DutyPlace] = frozenset()
    kept: frozenset[str] = frozenset()
    jump_seen_at: datetime | None = None

    def governs(self, number: int) -> bool:
        """Whether the norm in force is the one that a period began its asking with.

        Parameters
        ----------
        number : int
            The period's number.
        """
        return number >= (0 if self.norm_from is None else self.norm_from)

    def has_passed(self, duty_id: str, starts_at: datetime) -> bool:
        """Whether a duty has been passed where it now stands.

        Parameters
        ----------
        duty_id : str
        starts_at : datetime, aware
        """
        return DutyPlace.of(duty_id, starts_at) in self.passed

    def after_pass(
        self, duty_id: str, starts_at: datetime, period: int, *, spends: bool = True
    ) -> MaskState:
        """This state once a duty has been passed.

        Parameters
        ----------
        duty_id : str
        starts_at : datetime, aware
        period : int
            The period that the duty begins in.
        spends : bool
            Whether it uses a pass of the period.
        """
        spent = dict(self.spent)
        if spends:
            spent[period] = spent.get(period, 0) + 1
        passed = self.passed | {DutyPlace.of(duty_id, starts_at)}
        return replace(self, spent=spent, passed=passed)

    def under(self, norm: Norm, today: date) -> MaskState:
        """This state under the norm now told.

        The first norm governs at once. A changed one governs from the first period whose asking day
        is still to come.

        Parameters
        ----------
        norm : Norm
        today : date
            The team's calendar day.
        """
        if self.norm == norm.fingerprint:
            return self
        if self.norm is None:
            return replace(self, norm=norm.fingerprint)
        first = norm.first_unasked(today).number
        return replace(self, norm=norm.fingerprint, norm_from=first)

    def to_dict(self) -> dict[str, Any]:
        """This state as JSON-able values."""
        return {
            "last_batch_day": self.last_batch_day.isoformat() if self.last_batch_day else None,
            "norm": self.norm,
            "norm_from": self.norm_from,
            "answered": sorted(self.answered),
            "spent": [[period, count] for period, count in sorted(self.spent.items())],
            "passed": [place.dump() for place in sorted(self.passed)],
            "kept": sorted(self.kept),
            "jump_seen_at": self.jump_seen_at.isoformat() if self.jump_seen_at else None,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> MaskState:
        """The state written by ``to_dict``.

        Parameters
        ----------
        values : mapping

        Raises
        ------
        BadInput
            ``mask.standing-unreadable`` for anything else.
        """
        try:
            day, jump = values["last_batch_day"], values.get("jump_seen_at")
            return cls(
                last_batch_day=date.fromisoformat(day) if day else None,
                norm=values["norm"],
                norm_from=values["norm_from"],
                answered=frozenset(int(number) for number in values["answered"]),
                spent={int(period): int(count) for period, count in values["spent"]},
                passed=frozenset(DutyPlace.parse(place) for place in values["passed"]),
                kept=frozenset(str(duty_id) for duty_id in values["kept"]),
                jump_seen_at=datetime.fromisoformat(jump) if jump else None,
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise BadInput(
                "mask.standing-unreadable",
                "What the mask has said cannot be read; restore it from a backup of this pad.",
            ) from error
