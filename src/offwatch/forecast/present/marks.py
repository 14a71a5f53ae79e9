"""How rhythms are told apart in every picture and list: a shape and a colour each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one rhythm.

    Attributes
    ----------
    shape : str
        One character, so that nobody needs to tell colours apart.
    colour : str
        As SVG writes it, for a picture outside a page; pages have their own by ``css``.
    terminal : str
        As a terminal names it.
    css : str
        The class that bars and marks bear.
    """

    shape: str
    colour: str
    terminal: str
    css: str


MARKS = (
    Mark("●", "#c77a1a", "yellow", "of1"),
    Mark("▲", "#7a4f8a", "magenta", "of2"),
    Mark("■", "#5f7d2e", "green", "of3"),
    Mark("◆", "#8a5a3c", "red", "of4"),
    Mark("✚", "#4d6a78", "cyan", "of5"),
    Mark("★", "#7d7420", "white", "of6"),
)


def mark_of(place: int) -> Mark:
    """The mark of the rhythm at this place among those of a diary.

    Parameters
    ----------
    place : int
        From 0.

    Returns
    -------
    Mark
        The last one for all past the handful.
    """
    return MARKS[min(place, len(MARKS) - 1)]
