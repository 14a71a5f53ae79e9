"""What a medicine taken for an attack is, and on how many days of a month it was taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import lru_cache
from typing import Literal

from offwatch.diary.event import Event
from offwatch.names import name_key

MedicineClass = Literal["triptan", "opioid", "ergot", "combination", "simple"]
OVERUSE_DAYS: dict[MedicineClass, int] = {
    "triptan": 10,
    "opioid": 10,
    "ergot": 10,
    "combination": 10,
    "simple": 15,
}
"""Days a month from which ICHD-3 8.2.1 to 8.2.5 speaks of overuse, if over three months."""
_PIECES: tuple[tuple[MedicineClass, tuple[str, ...]], ...] = (
    ("triptan", ("triptan", "maxalt", "imigran", "imitrex", "zomig", "relpax", "ascotop")),
    ("ergot", ("ergotamin", "cafergot")),
    (
        "opioid",
        (
            "codein", "kodein", "tramadol", "tramal", "oxycod", "oxykod", "hydrocod", "morphin",
            "morfin", "tilidin", "tapentadol", "fentanyl", "buprenorph", "pethidin",
        ),
    ),
    ("combination", ("thomapyrin", "excedrin", "neuralgin", "titralgan", "migränin")),
    (
        "simple",
        (
            "ibuprofen", "ibuprom", "nurofen", "advil", "dolormin", "paracetamol", "acetaminophen",
            "tylenol", "panadol", "aspirin", "acetylsalicyl", "naproxen", "aleve", "diclofenac",
            "diklofenak", "voltaren", "ketoprofen", "dexketoprofen", "metamizol", "novalgin",
            "novamin", "dipyron", "nolotil", "indometa", "celecoxib", "etoricoxib", "mefenam",
        ),
    ),
)  # fmt: skip
_WORDS: dict[str, MedicineClass] = {"ibu": "simple", "asa": "simple", "ass": "simple"}


@lru_cache(maxsize=256)
def medicine_class(name: str) -> MedicineClass | None:
    """Give the class of a medicine, as far as its name tells.

    Parameters
    ----------
    name : str
        What somebody calls it.

    Returns
    -------
    MedicineClass or None
        None where the name tells of none.

    Examples
    --------
    >>> medicine_class("Sumatriptan 50"), medicine_class("Ibu"), medicine_class("tea")
    ('triptan', 'simple', None)
    """
    key = name_key(name)
    for of, pieces in _PIECES:
        if any(piece in key for piece in pieces):
            return of
    words = key.replace("-", " ").split()
    return next((_WORDS[word] for word in words if word in _WORDS), None)


@dataclass(frozen=True, slots=True)
class MedicineMonth:
    """What was taken for attacks in one month, in days on which it was.

    Parameters
    ----------
    first : date
        The month's first day.
    any_days : int
        Days on which anything was taken.
    by_name : dict of str to int
        Each by its name, as it was spelled first.
    by_class : dict of MedicineClass to int
        Those whose class is known.
    """

    first: date
    any_days: int
    by_name: dict[str, int]
    by_class: dict[MedicineClass, int]

    @property
    def over(self) -> tuple[MedicineClass, ...]:
        """The classes that were taken on so many days that ICHD-3 8.2 names the number.

        Returns
        -------
        tuple of MedicineClass
        """
        return tuple(of for of, days in self.by_class.items() if days >= OVERUSE_DAYS[of])


def medicine_months(events: Iterable[Event], zone: tzinfo) -> dict[date, MedicineMonth]:
    """Count the days of each month on which medicine was taken for an attack.

    Parameters
    ----------
    events : iterable of Event
        Of any kind; regimens are not counted, only what was taken as needed.
    zone : tzinfo
        Where days are counted.

    Returns
    -------
    dict of date to MedicineMonth
        By the first day of the month; months without any are left out.

    References
    ----------
    Headache Classification Committee of the International Headache Society, The International
    Classification of Headache Disorders, 3rd edition, Cephalalgia 38, 2018, section 8.2.
    """
    spelled: dict[str, str] = {}
    names: dict[date, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    classes: dict[date, dict[MedicineClass, set[date]]] = defaultdict(lambda: defaultdict(set))
    for event in events:
        if event.kind != "medicine":
            continue
        day = event.day(zone)
        name = spelled.setdefault(name_key(event.name), event.name)
        names[day.replace(day=1)][name].add(day)
        of = medicine_class(event.name)
        if of is not None:
            classes[day.replace(day=1)][of].add(day)
    return {
        first: MedicineMonth(
            first,
            len(set().union(*each.values())),
            {name: len(days) for name, days in each.items()},
            {of: len(days) for of, days in classes[first].items()},
        )
        for first, each in sorted(names.items())
    }
