"""The picture of a long outlook: a row a month, a square a day."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from offwatch.diary import Diary, Event
from offwatch.forecast import Outlook, outlook
from offwatch.forecast.present.year_picture import year_svg

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def found() -> Outlook:
    days = [date(2026, 8, 1) + timedelta(days=28 * n) for n in range(4)]
    diary = Diary(UTC, [Event(day, "onset", "<period>") for day in days])
    return outlook(diary, now=datetime(2026, 11, 20, 9, tzinfo=UTC), days=200)


@pytest.mark.parametrize("days", [1, 11, 12, 43, 200, None, 999])
def test_every_day_has_its_square(found: Outlook, days: int | None) -> None:
    """One for each day asked for, darker the likelier, within the picture; today's has an edge."""
    root = ET.fromstring(year_svg(found, days=days))
    squares = [r for r in root.iter(f"{SVG}rect") if r.get("class") == "bar"]
    assert len(squares) == min(days or 200, 200)
    _, _, width, height = map(float, (root.get("viewBox") or "").split())
    for square, chance in zip(squares, found.in_episode, strict=False):
        assert float(square.get("fill-opacity", 0)) == pytest.approx(0.06 + 0.94 * chance, abs=1e-3)
        assert float(square.get("x", 0)) + float(square.get("width", 0)) <= width
        assert float(square.get("y", 0)) + float(square.get("height", 0)) <= height
    assert [square.get("stroke") is not None for square in squares[:2]] == [True, False][
        : len(squares)
    ]


def test_a_day_stands_in_the_row_of_its_month(found: Outlook) -> None:
    """Under the number of the day; January tells the year; each square says its day and odds."""
    root = ET.fromstring(year_svg(found, days=100))
    texts = [t.text for t in root.iter(f"{SVG}text")]
    assert texts == ["1", "8", "15", "22", "29", "Nov", "Dec", "Jan 27", "Feb"]
    places = {
        (title.text or "").split(":")[0]: (float(square.get("x", 0)), float(square.get("y", 0)))
        for square in root.iter(f"{SVG}rect")
        if (title := square.find(f"{SVG}title")) is not None
    }
    assert places["20 Nov"][0] == places["20 Dec"][0] == places["20 Jan"][0]
    assert len({places[f"{n} Dec"][1] for n in range(1, 32)}) == 1
    rows = [places[day][1] for day in ("30 Nov", "1 Dec", "1 Jan", "1 Feb")]
    assert rows == sorted(set(rows))
