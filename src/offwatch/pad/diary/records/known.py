"""Private attributes with what is shown in their place, who was told what, and who is away when.

All three are entries like any other, so each is corrected, taken back and exported as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from offwatch.diary import Event
from offwatch.errors import BadInput
from offwatch.language import gettext as _
from offwatch.names import clean_name, name_key, same_name
from offwatch.pad.diary.record import do_note
from offwatch.pad.diary.rows import held_events, setup
from offwatch.pad.outcome import PadOutcome

CHANNELS = ("aloud", "message", "call", "letter", "seen", "other")
TRUTH, COVER = "truth", "cover"
RHYTHM = "rhythm"  # who knows the attribute knows that something recurs
_PARTED = " | "
MOST_DAYS = 60  # of somebody's days off in one form


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is so, and what is shown in its place."""

    entry: int
    name: str
    value: str
    cover: str
    tells_of_rhythm: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One person who was told of one attribute: the truth, or what is shown in its place."""

    entry: int
    person: str
    attribute: str
    what: str
    channel: str
    day: date


@dataclass(frozen=True, slots=True)
class Known:
    """Everything of the ledger, newest first."""

    attributes: list[Attribute]
    told: list[Told]

    def knowers(self, attribute: Attribute) -> list[Told]:
        """Who was told the truth of it, each person once."""
        found: dict[str, Told] = {}
        for one in self.told:
            if same_name(one.attribute, attribute.name) and one.what == TRUTH:
                found[name_key(one.person)] = one
        return list(found.values())

    def of_rhythm(self) -> list[str]:
        """Who knows by what they were told that something recurs."""
        found: dict[str, str] = {}
        for attribute in self.attributes:
            if attribute.tells_of_rhythm:
                for one in self.knowers(attribute):
                    found.setdefault(name_key(one.person), one.person)
        return sorted(found.values(), key=name_key)


def see_known() -> Known:
    """The ledger as it stands; of an attribute written twice, the newer counts."""
    zone = setup().tz
    attributes: dict[str, Attribute] = {}
    told: list[Told] = []
    for one in held_events(kinds=("attribute", "told")):
        event = one.event
        parts = [part.strip() for part in event.value.split(_PARTED.strip())]
        if event.kind == "attribute":
            value, cover, flag = (*parts, "", "")[:3]
            key = name_key(event.name)
            attributes[key] = Attribute(one.pk, event.name, value, cover, flag == RHYTHM)
        else:
            attribute, channel, what = (*parts, "", "")[:3]
            day = event.day(zone)
            told.append(Told(one.pk, event.name, attribute, what or TRUTH, channel, day))
    return Known(list(attributes.values()), told[::-1])


def do_write_attribute(
    now: datetime, name: str, value: str, cover: str, *, tells_of_rhythm: bool
) -> PadOutcome:
    """Write an attribute and what is shown in its place."""
    value, cover = (_one_part(text) for text in (value, cover))
    parts = [value, cover, *([RHYTHM] if tells_of_rhythm else [])]
    today = now.astimezone(setup().tz).date()
    event = Event(today, "attribute", clean_name(name), _PARTED.join(parts))
    return replace(do_note(now, [event]), said="Noted.")


def do_write_told(
    now: datetime, person: str, attribute: str, what: str, channel: str, day: date
) -> PadOutcome:
    """Write that somebody was told: which attribute, the truth or its cover, when and how."""
    known = {name_key(each.name): each.name for each in see_known().attributes}
    if name_key(attribute) not in known or what not in (TRUTH, COVER) or channel not in CHANNELS:
        raise BadInput("pad.told", "Choose what was told, and how.")
    value = _PARTED.join([known[name_key(attribute)], channel, what])
    return do_note(now, [Event(day, "told", clean_name(person), value)])


def _one_part(text: str) -> str:
    """A value that can stand beside another."""
    return " ".join(text.replace("|", "/").split())


def days_away() -> dict[str, frozenset[date]]:
    """The days off of others that the owner wrote down, by the name that was spelled first."""
    zone = setup().tz
    spelled: dict[str, str] = {}
    found: dict[str, set[date]] = {}
    for one in held_events(kinds=("away",)):
        name = spelled.setdefault(name_key(one.event.name), one.event.name)
        found.setdefault(name, set()).add(one.event.day(zone))
    return {name: frozenset(days) for name, days in found.items()}


def do_write_away(now: datetime, person: str, days: Iterable[date]) -> PadOutcome:
    """Write days off of somebody else, as everybody can see them; those that stand there stay."""
    person = clean_name(person)
    known = next((d for name, d in days_away().items() if same_name(name, person)), frozenset())
    new: Sequence[date] = sorted(set(days) - known)
    if len(new) > MOST_DAYS:
        raise BadInput("pad.days-off", _("Write at most {n} days at once.").format(n=MOST_DAYS))
    if not new:
        return PadOutcome("Nothing was changed.")
    return do_note(now, [Event(day, "away", person) for day in new])
