"""The bodies of the messages, and nothing else that a body could hold.

No type here has a place for words of a person's own: what a pad says consists of numbers, dates
and identifiers that the desk itself gave out. A test walks these types and fails if one appears.

Each value has bounds on both sides, and they are the same for whoever says it and whoever hears it:
lengths, patterns and numbers stand beside the fields, what concerns several fields in
``__post_init__``. `offwatch.wire.seal` and `offwatch.wire.open_sealed` hold a body against both.
"""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from offwatch import norm as agreed
from offwatch.errors import BadInput, OffwatchError
from offwatch.norm import Bounds, Norm

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_DUTY = timedelta(days=366)
MOST_COUNT = 2**53 - 1
"""The highest number that every reader of JSON takes for the number it is."""
MOST_PAGES = 200
NAME_LENGTH = 80
BESIDE_THE_NORM = frozenset(("adoption", "wearers", "members"))
"""What a desk tells with the norm and nobody has to agree to."""
NO_EPOCH = "0" * 16
"""What a pad says that has not been told a desk's epoch yet."""


def _from_to(bounds: Bounds) -> Meta:
    return Meta(ge=bounds.low, le=bounds.high)


# "\Z", not "$": a pattern that ends in "$" lets a line break follow.
MessageId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
DutyId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,80}\Z")]
PublicKey = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Proof = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Epoch = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
RefusalCode = Annotated[str, Meta(pattern=r"^[a-z]{1,40}\.[a-z-]{1,39}\Z")]
Cursor = Annotated[int, Meta(ge=0, le=MOST_COUNT)]
PeriodNumber = Annotated[int, Meta(ge=-20_000, le=20_000)]
Name = Annotated[str, Meta(max_length=NAME_LENGTH)]

DutyKind = Literal["shift", "mission"]
DutyState = Literal["planned", "asked", "moved", "given_away", "refused", "kept"]


def plain_text(text: str, length: int = NAME_LENGTH) -> str:
    """Make a text one that a message may hold: no control characters, and not too long.

    Parameters
    ----------
    text : str
        A name as it is kept.
    length : int, characters
        Where it is cut.

    Returns
    -------
    str
        The text with each control, format or line-breaking character as one space.

    Examples
    --------
    >>> plain_text("Night\\nwatch")
    'Night watch'
    """
    return "".join(" " if _is_control(letter) else letter for letter in text)[:length]


def _is_control(letter: str) -> bool:
    """Whether this is not to be seen, or turns others round: Cc, Cf, Cs, Zl or Zp."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _out_of_bounds(what: str) -> BadInput:
    return BadInput("wire.bounds", f"A message holds {what}; nothing of it is taken in.")


def _check_names(*names: str) -> None:
    if any(_is_control(letter) for name in names for letter in name):
        raise _out_of_bounds("a name with control characters")


def _check_years(*days: date) -> None:
    if any(not FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
        raise _out_of_bounds(f"a date outside the years {FIRST_YEAR} to {LAST_YEAR}")


def _check_instants(*instants: datetime) -> None:
    if any(at.tzinfo is None for at in instants):
        raise _out_of_bounds("an instant without a zone")
    _check_years(*instants)


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one message says."""


class Pair(Body, frozen=True):
    """A pad introduces itself.

    ``proof`` shows that it was given a code by this desk, without saying the code; see
    `offwatch.wire.pairing`.
    """

    public_key: PublicKey
    proof: Proof


class Days(Body, frozen=True):
    """The rhythm days of one period, in order: asked for by a pad before the roster is made."""

    period: PeriodNumber
    days: Annotated[tuple[date, ...], Meta(max_length=agreed.DAYS.high)]

    def __post_init__(self) -> None:
        _check_years(*self.days)
        if any(later <= sooner for sooner, later in zip(self.days, self.days[1:], strict=False)):
            raise _out_of_bounds("days that are not in order, or a day twice")
        if self.days and (self.days[-1] - self.days[0]).days >= agreed.PERIOD_DAYS.high:
            raise _out_of_bounds("days that lie further apart than a period is long")


class Pass(Body, frozen=True):
    """Please move this duty."""

    duty_id: DutyId


class Keep(Body, frozen=True):
    """This duty stays with me, whatever comes."""

    duty_id: DutyId


class Quiet(Body, frozen=True):
    """Nothing to say; the duties are known up to ``cursor`` of the desk's ``epoch``.

    A desk begins a new epoch when its cursor has gone back, as after a restore; then no number of
    the one before means anything.
    """

    epoch: Epoch
    cursor: Cursor


class TeamNorm(Body, frozen=True):
    """What the whole team has agreed to keep.

    ``adoption`` is the share of the members whose pads keep the norm, in percent; ``wearers`` and
    ``members`` are the two numbers that it comes from, both 0 where the desk speaks version 1. The
    numbers fit each other, and the zone is one that this machine knows.
    """

    tracks: Annotated[int, _from_to(agreed.TRACKS)]
    days: Annotated[int, _from_to(agreed.DAYS)]
    passes: Annotated[int, _from_to(agreed.PASSES)]
    freeze_h: Annotated[int, _from_to(agreed.FREEZE_H)]
    hour: Annotated[int, _from_to(agreed.HOUR)]
    first_day: date
    period_days: Annotated[int, _from_to(agreed.PERIOD_DAYS)]
    ask_ahead_days: Annotated[int, _from_to(agreed.ASK_AHEAD_DAYS)]
    zone: Annotated[str, Meta(min_length=1, max_length=64)]
    adoption: Annotated[int, Meta(ge=0, le=100)]
    wearers: Annotated[int, Meta(ge=0, le=MOST_COUNT)] = 0
    members: Annotated[int, Meta(ge=0, le=MOST_COUNT)] = 0

    def __post_init__(self) -> None:
        if self.wearers > self.members:
            raise _out_of_bounds("more pads than there are people")
        try:
            self.read()
        except OffwatchError:
            raise _out_of_bounds("a norm that contradicts itself, or an unknown zone") from None
        _check_years(self.first_day)

    @classmethod
    def of(cls, norm: Norm, wearers: int, members: int) -> TeamNorm:
        """The message that tells a norm.

        Parameters
        ----------
        norm : Norm
            The team's norm.
        wearers : int
            How many members have a pad that keeps it.
        members : int
            How many members there are.
        """
        adoption = 100 * wearers // members if members else 0
        return cls(**asdict(norm), adoption=adoption, wearers=wearers, members=members)

    def read(self) -> Norm:
        """The norm that this message tells.

        Raises
        ------
        BadInput
            With a ``norm.*`` code, where the numbers do not fit each other or the zone is unknown.
        """
        values = msgspec.structs.asdict(self)
        return Norm(**{name: values[name] for name in Norm.__dataclass_fields__})


class Duty(Body, frozen=True):
    """One commitment of the pad's owner, as the published roster has it.

    ``guarded``: it takes a seat at minimum cover, which no pad passes. ``moved``: the duty has
    moved in time; ``given_away``: somebody else has it now.
    """

    duty_id: DutyId
    name: Name
    kind: DutyKind
    start_at: datetime
    end_at: datetime
    owner: Name
    state: DutyState
    planned_on: date
    guarded: bool

    def __post_init__(self) -> None:
        _check_names(self.name, self.owner)
        _check_instants(self.start_at, self.end_at)
        _check_years(self.planned_on)
        if not timedelta(0) < self.end_at - self.start_at <= LONGEST_DUTY:
            raise _out_of_bounds("a duty that ends before it begins, or lasts over a year")


class Duties(Body, frozen=True):
    """A page of the owner's duties; ``more`` says that the next tick brings the rest.

    ``page`` counts from 0. Page 0 opens a full list as of ``cursor`` of ``epoch``; the pad replaces
    what it knew when the page without ``more`` has come.
    """

    as_of: datetime
    epoch: Epoch
    cursor: Cursor
    page: Annotated[int, Meta(ge=0, lt=MOST_PAGES)]
    more: bool
    duties: Annotated[tuple[Duty, ...], Meta(max_length=20)]

    def __post_init__(self) -> None:
        _check_instants(self.as_of)


class SaidPass(Body, frozen=True):
    """A duty that the member has passed, and when it began as the desk knows it."""

    duty_id: DutyId
    start_at: datetime

    def __post_init__(self) -> None:
        _check_instants(self.start_at)


class Said(Body, frozen=True):
    """What the desk has from this member for the current period and those after it.

    Told to a pad that does not know the desk's ``epoch``, or whose count went back: a new one, a
    restored one, a copy. Of more passes than fit, the latest.
    """

    epoch: Epoch
    days: Annotated[tuple[Days, ...], Meta(max_length=3)]
    passes: Annotated[tuple[SaidPass, ...], Meta(max_length=16)]


class Done(Body, frozen=True):
    """The message took effect (once), and where that left it."""

    message_id: MessageId
    state: Literal["noted", "asked", "kept"]


class Refusal(Body, frozen=True):
    """The message had no effect; ``code`` says why, from a fixed list."""

    message_id: MessageId
    code: RefusalCode


PAD_SAYS: dict[str, type[Body]] = {
    "pair": Pair,
    "days": Days,
    "pass": Pass,
    "keep": Keep,
    "quiet": Quiet,
}
DESK_SAYS: dict[str, type[Body]] = {
    "norm": TeamNorm,
    "duties": Duties,
    "said": Said,
    "done": Done,
    "refused": Refusal,
}
