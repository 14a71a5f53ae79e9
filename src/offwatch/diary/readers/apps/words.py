"""The words of other trackers: their codes in plain English, and which say that all is well."""

from __future__ import annotations

import re

_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# Whole entries, in plain words, that say that there was nothing.
_NOTHING = frozenset(
    (
        "", "0", "absent", "false", "feel good", "free", "negative", "never", "no", "none",
        "not present", "nothing", "null", "normal", "regular", "unmarked",
    )
)  # fmt: skip
# A word that says so of whatever it stands beside: pain free, skin good, everything is fine.
_WELL = frozenset(("fine", "free", "good", "great", "healthy", "normal", "ok", "okay", "perfect"))
_NO = re.compile(
    r"(no|not|none|without)( any)? "
    r"(symptoms?|pain|cramps?|headaches?|migraine|issues?|problems?|bleeding|period|spotting|nausea"
    r"|present|sex|medication|medicine|change|changes)\b"
)
_CALM = frozenset(
    (
        "balanced", "calm", "confident", "content", "energetic", "energized", "excited", "happy",
        "high energy", "indifferent", "motivated", "neutral", "productive", "rad", "refreshed",
        "relaxed", "fully energized", "meh", "grateful", "peaceful", "rested",
    )
)  # fmt: skip
LEVELS = {
    "very light": 1,
    "light": 1,
    "low": 1,
    "mild": 1,
    "medium": 2,
    "moderate": 2,
    "normal": 2,
    "heavy": 3,
    "high": 3,
    "strong": 3,
    "very heavy": 4,
    "super heavy": 4,
    "very high": 4,
}
SPOTTING = frozenset(("spotting", "spot", "brown", "red", "other spotting"))


def plain(code: str) -> str:
    """Give a code such as ``PAIN_SORE_BREASTS`` or ``TenderBreasts`` in plain words.

    Parameters
    ----------
    code : str
        A code; what holds blanks already is only trimmed.

    Returns
    -------
    str

    Examples
    --------
    >>> plain("DrawingPain"), plain("very_heavy"), plain("Läuft gut")
    ('drawing pain', 'very heavy', 'Läuft gut')
    """
    code = " ".join(code.split())
    if " " in code or not code.isascii():
        return code
    return " ".join(_PIECES.findall(code)).lower() or code


def is_nothing(words: str) -> bool:
    """Say whether an entry says that there was nothing.

    Parameters
    ----------
    words : str
        In plain words.

    Returns
    -------
    bool

    Examples
    --------
    >>> is_nothing("pain free"), is_nothing("period cramps"), is_nothing("no appetite")
    (True, False, False)
    """
    words = words.lower()
    return words in _NOTHING or not _WELL.isdisjoint(words.split()) or _NO.match(words) is not None


def is_well(words: str) -> bool:
    """Say whether a mood or the like is no complaint."""
    return is_nothing(words) or words.lower() in _CALM
