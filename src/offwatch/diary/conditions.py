"""What people call what recurs, in several languages, and which condition that is."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, get_args

from offwatch.names import name_key

Condition = Literal["menstrual", "migraine", "headache", "cluster", "seizure", "flare"]
CONDITIONS: tuple[Condition, ...] = get_args(Condition)

# Pieces of words: German joins words, and plurals only add letters. The first line that fits
# decides, so that a cluster of seizures is of seizures and a menstrual migraine is a migraine.
_PIECES: tuple[tuple[Condition, tuple[str, ...]], ...] = (
    ("seizure", ("seizure", "epilep", "épilep", "convuls", "krampfanf", "convulsi", "grand mal")),
    ("cluster", ("cluster", "bing-horton")),
    ("migraine", ("migrain", "migrän", "migraen", "migrañ", "emicrani", "hemicran", "enxaquec")),
    (
        "headache",
        (
            "headache", "head ache", "kopfschmerz", "kopfweh", "hoofdpijn", "cefale", "cephal",
            "céphal", "mal de tête", "maux de tête", "mal di testa", "dolor de cabeza",
            "dor de cabeça",
        ),
    ),
    ("flare", ("flare", "krankheitssch", "rheumasch", "relapse")),
    (
        "menstrual",
        (
            "menstru", "mestru", "menses", "regelblut", "monatsblut", "periodenbl", "bleeding",
            "ongesteld",
        ),
    ),
)  # fmt: skip
# Whole words, too short or too common for a piece.
_WORDS: dict[str, Condition] = {
    **dict.fromkeys(("anfall", "anfälle", "anfaelle", "fit", "fits"), "seizure"),
    **dict.fromkeys(("schub", "schübe", "schuebe", "brote", "brotes", "poussée"), "flare"),
    **dict.fromkeys(
        (
            "period", "periods", "periode", "perioden", "periodo", "período", "regel", "regla",
            "règles", "blutung", "blutungen", "tage",
        ),
        "menstrual",
    ),
}  # fmt: skip


@lru_cache(maxsize=256)
def condition_of(name: str) -> Condition | None:
    """Give the condition that a name tells of.

    Parameters
    ----------
    name : str
        What somebody calls their episodes, in English, German, Spanish, French, Italian, Dutch or
        Portuguese, in the singular or plural.

    Returns
    -------
    Condition or None
        None where the name tells of none of them.

    Examples
    --------
    >>> condition_of("Migräneattacken"), condition_of("Regelblutung"), condition_of("rash")
    ('migraine', 'menstrual', None)
    """
    key = name_key(name)
    for condition, pieces in _PIECES:
        if any(piece in key for piece in pieces):
            return condition
    words = key.replace("-", " ").split()
    return next((_WORDS[word] for word in words if word in _WORDS), None)
