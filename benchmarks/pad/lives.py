"""A diary of many years: an entry on every day, and three conditions."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from offwatch.diary import Event, Kind

PER_YEAR = 365


def write_life(years: int, today: date, seed: int = 1) -> list[Event]:
    """Periods, migraine, headaches written day by day, and how bad each day was.

    Parameters
    ----------
    years : int
        How long it goes back.
    today : date
        The first day that is not written.
    seed : int
        Of what is drawn.

    Returns
    -------
    list of Event
        In no order.
    """
    rng = np.random.default_rng(seed)
    days = years * PER_YEAR
    first = today - timedelta(days=days)
    found = [
        Event(first + timedelta(days=day), "note", "", f"day {day}: nothing much to say of it")
        for day in range(days)
    ]

    def attacks(name: str, gaps: list[int], lasts: list[int]) -> None:
        day = 0
        for gap, long in zip(gaps, lasts, strict=True):
            day += gap + long
            if day >= days:
                return
            written: tuple[tuple[int, Kind], ...] = ((day - long, "onset"), (day, "end"))
            found.extend(Event(first + timedelta(days=at), kind, name) for at, kind in written)

    often = days // 6
    attacks("period", (24 + rng.integers(-2, 3, often)).tolist(), [4] * often)
    attacks("migraine", (1 + rng.geometric(0.12, days)).tolist(), rng.integers(0, 3, days).tolist())
    ill = rng.random(days) < 0.25
    found += [
        Event(first + timedelta(days=int(day)), "onset", "headache") for day in np.flatnonzero(ill)
    ]
    return found
