"""Linked absences: whose days off lie on one's own, before one more is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from offwatch.language import gettext as _
from offwatch.language import ngettext, short_day
from offwatch.norm import Norm
from offwatch.pad.diary.records.known import days_away
from offwatch.pad.masking.aside import WAIT_S, Aside, with_duty_passed
from offwatch.pad.masking.state import norm_in_force
from offwatch.pad.models import DeskLink, KnownDuty
from offwatch.pad.pages.words import percent_words
from offwatch.spans import DaySpan, InstantSpan

if TYPE_CHECKING:
    from offwatch.mask.meter import TeamHistory
    from offwatch.pad.masking.history import OwnHistory

RARE = 0.05


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody who is off on days of this duty, or of one's own.

    ``p_now`` and ``p_after``: how likely strangers share as many days; none where there is less
    than a whole period to go by.
    """

    person: str
    shared: frozenset[date]
    days: frozenset[date]
    p_now: float | None
    p_after: float | None

    @property
    def is_warning(self) -> bool:
        """Whether asking for this duty ties the two together, or more than before."""
        return bool(self.days)

    @property
    def words(self) -> str:
        """What two people’s days off would show, in sentences."""
        listed = ", ".join(short_day(day) for day in sorted(self.days))
        said = [
            _("{person} is off on the same days: {days}.").format(person=self.person, days=listed)
        ]
        together = len(self.shared | self.days)
        said.append(
            ngettext(
                "If this duty moves, both of you are off on {n} known day.",
                "If this duty moves, both of you are off on {n} known days.",
                together,
            ).format(n=together)
        )
        if self.p_after is not None and self.p_now is not None:
            said.append(
                _(
                    "Two other people of the team would share as many with a chance of {now} now, "
                    "and of {after} after this."
                ).format(now=percent_words(self.p_now), after=percent_words(self.p_after))
            )
            if self.p_after <= RARE:
                said.append(
                    _("So few people would share so many that the two of you stand out together.")
                )
        return " ".join(said)


def see_links(duty: KnownDuty, now: datetime) -> list[Link]:
    """Whoever is off on a day of this duty, the one who would stand out most first."""
    others = days_away()
    norm = norm_in_force(DeskLink.objects.first())
    if not others or norm is None:
        return []
    from offwatch.pad.masking.history import see_history  # the meter, and only where it is needed

    zone = ZoneInfo(norm.zone)
    span = InstantSpan(duty.start_at, duty.end_at).days_in(zone)
    touching = {name: days for name, days in others.items() if any(day in days for day in span)}
    if not touching:
        return []
    own = see_history(norm, norm.today(now), span.end_day - timedelta(days=1))
    mine: frozenset[date] = own.asked | own.passed if own else frozenset()
    found = []
    for name, days in touching.items():
        there = frozenset(day for day in span if day in days)
        p_now, p_after = _chances(own, days, there, norm) if own else (None, None)
        found.append(Link(name, mine & days, there, p_now, p_after))
    return sorted(found, key=lambda link: (link.p_after is None, link.p_after or 0.0, link.person))


def _chances(
    own: OwnHistory, days: frozenset[date], there: frozenset[date], norm: Norm
) -> tuple[float | None, float | None]:
    """How likely strangers share as many days: now, and with this duty passed."""
    day = (min(there) - norm.first_day).days
    try:
        return _strangers.ask(_pair(own, days, norm), norm, day).result(WAIT_S)
    except TimeoutError:
        return None, None


def _share(team: TeamHistory, norm: Norm, day: int | None) -> tuple[float, float]:
    from offwatch.mask.meter.measure import p_of_colleagues

    now = float(p_of_colleagues(team, 0, norm)[0])
    then = team if day is None or not team.duty[0, day] else with_duty_passed(team, day)
    return now, now if then is team else float(p_of_colleagues(then, 0, norm)[0])


def _pair(own: OwnHistory, days: frozenset[date], norm: Norm) -> TeamHistory:
    """One's own history, and beside it somebody of whom only days off are known."""
    import numpy as np

    from offwatch.mask.meter import TeamHistory

    alone = own.team(norm)
    their = np.zeros((1, alone.asked.shape[1]), dtype=np.bool_)
    span = DaySpan(norm.first_day, norm.first_day + timedelta(days=their.shape[1]))
    their[0, [(day - norm.first_day).days for day in days if day in span]] = True
    none = np.zeros_like(their)
    return TeamHistory(
        ("me", "other"),
        np.concatenate([alone.asked, their]),
        np.concatenate([alone.duty, none]),
        np.concatenate([alone.passed, none]),
        np.repeat(alone.first, 2),
        np.repeat(alone.last, 2),
    )


_strangers = Aside(_share)
