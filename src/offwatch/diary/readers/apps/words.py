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
# How other languages say the few words on which it hangs what an entry means.
_ENGLISH = {
    english: frozenset(words.split(", "))
    for english, words in {
        "spotting": "schmierblutung, schmierblutungen, zwischenblutung, sangrado leve, manchado, "
        "petites pertes, saignotements, spottings, stänkblödning, perdite, escape",
        "very light": "sehr leicht, sehr schwach, très léger, muy ligero, muy leve, mycket lätt",
        "light": "leicht, schwach, gering, wenig, léger, légère, ligero, leve, leggero, lätt",
        "medium": "mittel, mittelstark, moyen, moyenne, medio, media, moderado, medel, gemiddeld",
        "heavy": "stark, schwer, viel, abondant, abondante, fort, forte, abundante, riklig, zwaar",
        "very heavy": "sehr stark, très abondant, muy abundante, mycket riklig, zeer zwaar",
        "positive": "positiv, positif, positivo, positief",
        "negative": "negativ, négatif, negativo, negatief",
        "yes": "ja, oui, sí, si, sì",
        "no": "nein, non, nej, nee",
        "none": "keine, keiner, kein, nichts, aucun, aucune, ninguno, ninguna, nessuno, ingen",
    }.items()
}
_TO_ENGLISH = {word: english for english, words in _ENGLISH.items() for word in words}
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


def in_english(words: str) -> str:
    """Give the English for what says how strong something is, or whether; else the words.

    Parameters
    ----------
    words : str
        In plain words.

    Returns
    -------
    str

    Examples
    --------
    >>> in_english("Sehr stark"), in_english("red")
    ('very heavy', 'red')
    """
    return _TO_ENGLISH.get(words.lower(), words)


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
