"""What being told costs the mask: to whoever knows that something recurs, only *when* is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from offwatch.language import gettext as _
from offwatch.pad.diary.records.known import Known
from offwatch.pad.masking.state import norm_in_force
from offwatch.pad.models import DeskLink
from offwatch.pad.pages.meter_page import see_now
from offwatch.pad.pages.words import percent_words


@dataclass(frozen=True, slots=True)
class KnowingCost:
    """Who knows that something recurs, and what an observer who does could make of one's days."""

    knowers: list[str]
    sentences: list[str]


def see_cost(known: Known, now: datetime) -> KnowingCost:
    """In words, with the meter's numbers where there is enough to go by."""
    knowers = known.of_rhythm()
    if not knowers:
        return KnowingCost(
            [], [_("Nobody has been told anything about a rhythm; that costs the mask nothing.")]
        )
    names = ", ".join(knowers)
    said = [_("From {names} the mask no longer hides that something recurs.").format(names=names)]
    norm = norm_in_force(DeskLink.objects.first())
    if norm is None:
        said.append(_("Without a team there is no mask, so nothing hides when, either."))
        return KnowingCost(knowers, said)
    if norm.tracks == 1:
        said.append(
            _("Your team’s pads follow one rhythm each, so nothing is promised about when, either.")
        )
    before = see_now(now)
    if before is None or before.now is None:
        said.append(
            _(
                "Too early to say what they could guess about when: it takes one full period, "
                "or it is still being worked out."
            )
        )
        return KnowingCost(knowers, said)
    said.append(
        _(
            "Knowing that, their best guess of when it next starts, two days either way, "
            "would be right {right} of the time, going by your requests; by chance it would"
            " be {chance}."
        ).format(
            right=percent_words(before.now.guess_right),
            chance=percent_words(before.now.guess_chance),
        )
    )
    return KnowingCost(knowers, said)
