"""JSON exports: parsed within bounds, and given to the reader whose form they have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from offwatch.diary.readers.apps.clue import is_clue, parse_clue
from offwatch.diary.readers.apps.flo import is_flo, parse_flo
from offwatch.diary.readers.apps.mensinator import is_mensinator, parse_mensinator
from offwatch.diary.readers.apps.menstrudel import is_menstrudel, parse_menstrudel
from offwatch.diary.readers.apps.ovumcy import is_ovumcy, parse_ovumcy
from offwatch.diary.readers.mapped import is_spans_list, parse_spans_list
from offwatch.diary.readers.whole import is_whole, parse_whole
from offwatch.diary.reading import Reading
from offwatch.errors import BadInput
from offwatch.strict_json import parse_json

MOST_VALUES = 2_000_000
# Under which the apps keep what they have written of days.
_LISTS = frozenset(
    ("data", "measurements", "entries", "days", "logs", "periods", "cycles", "notes",
     "operationalData", "pointEventsManualData", "point_events_manual_v2", "ovulations", "symptoms")
)  # fmt: skip
Parse = Callable[[Any, tzinfo, datetime | None], Reading]
_FORMS: tuple[tuple[str, Callable[[Any], bool], Parse], ...] = (
    ("offwatch", is_whole, parse_whole),
    ("clue", is_clue, parse_clue),
    ("flo", is_flo, parse_flo),
    ("ovumcy", is_ovumcy, parse_ovumcy),
    ("menstrudel", is_menstrudel, parse_menstrudel),
    ("mensinator", is_mensinator, parse_mensinator),
    ("spans", is_spans_list, parse_spans_list),
)


def is_structured(text: str) -> bool:
    """Say whether a text is meant to be JSON."""
    return text.removeprefix("\ufeff").lstrip()[:1] in ("{", "[")


def parse_structured(text: str, zone: tzinfo, now: datetime | None = None) -> tuple[str, Reading]:
    """Read a JSON export.

    Parameters
    ----------
    text : str
        The JSON.
    zone : tzinfo
        Where days are counted.
    now : datetime, optional
        With it, episodes after its day are rejected.

    Returns
    -------
    (str, Reading)
        The form, and what was read.

    Raises
    ------
    BadInput
        ``diary.bad-json``, ``diary.too-many-rows`` or ``diary.unknown-format``.
    """
    # Each value takes far more memory than its text; a comma or a bracket stands before each.
    if text.count(",") + text.count("{") + text.count("[") > MOST_VALUES:
        raise BadInput(
            "diary.too-many-rows",
            "The file holds more than 2000000 values; split it by years.",
        )
    try:
        data = parse_json(text, "diary.bad-json", "This export")
    except BadInput as error:
        raise BadInput(error.code, f"{error.message} Export it again.") from None
    if not is_whole(data) and _holds_nothing(data):
        raise BadInput(
            "diary.empty",
            "This file holds no entries: the app that wrote it had none, or left them out. Nothing "
            "is wrong with the file.",
        )
    for form, is_it, parse in _FORMS:
        if is_it(data):
            return form, parse(data, zone, now)
    raise BadInput(
        "diary.unknown-format",
        "This is JSON, but of no app that is known here. docs/diary.md lists what can be read.",
    )


def _holds_nothing(data: Any) -> bool:
    """Whether it is an empty list, or an object all of whose lists of entries are empty."""
    if isinstance(data, list):
        return all(one == {} or one is None for one in data)
    if not isinstance(data, dict) or not data:
        return data == {}
    held = {key: value for key, value in data.items() if isinstance(value, list | dict)}
    if held.keys().isdisjoint(_LISTS):
        return False
    return all(_holds_nothing(held[key]) for key in held.keys() & _LISTS)
