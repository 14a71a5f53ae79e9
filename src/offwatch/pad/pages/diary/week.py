"""The day that a week begins on: as its owner wants it, or as is usual where they are."""

from __future__ import annotations

import calendar
import re

from django.http import HttpRequest
from django.utils.translation import get_language

# Unicode CLDR, weekData; everywhere else a week begins on Monday.
_SUNDAY = (
    "AG AO AS BD BR BS BT BW BZ CA CO CV DM DO ET GQ GT GU GW HK HN ID IL IN IS JM JP KE KH KR LA "
    "MH MM MO MT MX MZ NI NP PA PE PH PK PR PT PY SA SG ST SV TH TL TT TW UM US VE VI WS YE ZA ZW"
)
_SATURDAY = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY"
_FIRST = {"MV": calendar.FRIDAY}
_FIRST |= dict.fromkeys(_SUNDAY.split(), calendar.SUNDAY)
_FIRST |= dict.fromkeys(_SATURDAY.split(), calendar.SATURDAY)
_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?-([a-z]{2})\b", re.IGNORECASE)


def first_weekday(request: HttpRequest, chosen: int | None) -> int:
    """The first day of a week, Monday being 0.

    Where none is chosen the browser says where its owner is, by the region of the first of its
    languages that the page is in.
    """
    if chosen is not None:
        return chosen
    spoken = get_language().partition("-")[0]
    for tag in request.headers.get("Accept-Language", "").split(","):
        found = _TAG.match(tag.strip())
        if found is not None and found[1].lower() == spoken:
            return weekday_of(found[2])
    return calendar.MONDAY


def weekday_of(region: str) -> int:
    """The day on which a week begins in a region of the world."""
    return _FIRST.get(region.upper(), calendar.MONDAY)
