"""The only values that may cross from a pad to a desk.

A ``Released`` comes out of ``release`` and from nowhere else, and ``release`` writes the ledger
first: what is not in the ledger cannot be said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import NoReturn

from offwatch.errors import BadInput
from offwatch.mask.release.ledger import DaysReleased, Kind, LedgerRow, ReleaseLedger
from offwatch.norm import Norm
from offwatch.spans import Period

_GUARD = object()


@dataclass(frozen=True, slots=True)
class Released:
    """Something the mask has let out: rhythm days of a period, or one duty passed or kept.

    ``hand`` is a pass that the person asked for; on the wire it is a pass like any other.
    """

    release_id: str
    kind: Kind
    made_at: datetime
    period: int | None
    days: tuple[date, ...]
    duty_id: str | None
    guard: InitVar[object] = None

    def __post_init__(self, guard: object) -> None:
        if guard is not _GUARD:
            raise TypeError("Released is made by offwatch.mask.release_* only")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("Released has no kinds but its own")

    def __reduce__(self) -> NoReturn:
        raise TypeError("Released is neither copied nor unpickled: send it or drop it")


def release_days(
    ledger: ReleaseLedger, norm: Norm, period: Period, days: Sequence[date], made_at: datetime
) -> Released:
    """Let out the rhythm days of one period: exactly as many as the norm says.

    What the ledger raises comes out as it is, and then nothing is released.

    Parameters
    ----------
    ledger : ReleaseLedger
    norm : Norm
    period : Period
    days : sequence of date
    made_at : datetime, aware

    Returns
    -------
    Released

    Raises
    ------
    BadInput
        ``mask.days-count`` for another number of days, ``mask.days-outside`` for a day outside the
        period.
    """
    chosen = tuple(sorted(set(days)))
    if len(chosen) != norm.days or len(days) != norm.days:
        raise BadInput("mask.days-count", f"A period takes exactly {norm.days} rhythm days.")
    if any(day not in period.span for day in chosen):
        raise BadInput("mask.days-outside", "A rhythm day must lie inside its period.")
    what = DaysReleased(period.number, chosen).dump()
    return _release(ledger, "days", what, made_at, period=period.number, days=chosen)


def release_duty(ledger: ReleaseLedger, kind: Kind, duty_id: str, made_at: datetime) -> Released:
    """Let out one word about one duty.

    What the ledger raises comes out as it is, and then nothing is released.

    Parameters
    ----------
    ledger : ReleaseLedger
    kind : Kind
        ``pass``, ``keep`` or ``hand``.
    duty_id : str
    made_at : datetime, aware

    Returns
    -------
    Released

    Raises
    ------
    BadInput
        ``mask.duty-kind`` for another kind, ``mask.duty-id`` for an empty id.
    """
    if kind not in ("pass", "keep", "hand"):
        raise BadInput("mask.duty-kind", "A duty can be passed, kept or passed by hand.")
    if not duty_id:
        raise BadInput("mask.duty-id", "Say which duty: its id is empty.")
    return _release(ledger, kind, duty_id, made_at, duty_id=duty_id)


def _release(
    ledger: ReleaseLedger,
    kind: Kind,
    what: str,
    made_at: datetime,
    *,
    period: int | None = None,
    days: tuple[date, ...] = (),
    duty_id: str | None = None,
) -> Released:
    row = release_row(kind, what, made_at)
    ledger.append(row)  # first: what follows may not fail
    return Released(row.release_id, kind, made_at, period, days, duty_id, guard=_GUARD)


def release_row(kind: Kind, what: str, made_at: datetime) -> LedgerRow:
    """The row of the ledger for a release, named by a digest of all it holds.

    Parameters
    ----------
    kind : Kind
        What kind of word it is.
    what : str
        A duty's id, or what `DaysReleased.dump` writes.
    made_at : datetime, aware
        When it is released.

    Raises
    ------
    BadInput
        ``mask.no-zone`` for an instant without a zone.
    """
    if made_at.tzinfo is None:
        raise BadInput("mask.no-zone", "An instant needs a time zone, e.g. 2026-03-01T08:00Z.")
    digest = sha256(f"{kind}|{what}|{made_at.isoformat()}".encode()).hexdigest()[:32]
    return LedgerRow(digest, kind, what, made_at)
