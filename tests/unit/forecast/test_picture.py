"""The strip of days."""

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from offwatch.diary import Diary, Event
from offwatch.forecast import Outlook, outlook, outlooks
from offwatch.forecast.present.picture import DutyBar, strip_svg, strip_text
from offwatch.forecast.present.sentences import headline, odds
from offwatch.spans import DaySpan

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 4, 20)


@pytest.fixture(scope="module")
def found() -> Outlook:
    days = [date(2026, 1, 3), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 29)]
    diary = Diary(UTC, [Event(day, "onset", "period") for day in days])
    return outlook(diary, now=datetime(2026, 4, 20, 9, tzinfo=UTC))


def span(start: int, end: int) -> DaySpan:
    return DaySpan(TODAY + timedelta(days=start), TODAY + timedelta(days=end))


def test_a_strict_page_can_hold_it(found: Outlook) -> None:
    """No style, no script, no link: only attributes and classes."""
    svg = strip_svg(found, [DutyBar('<script>"&', span(2, 4))])
    assert not re.search(r"style|<script|href|onload", svg.replace("&lt;script", ""))
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert "Next period: most likely" in (title.text or "")


def test_bars_are_as_high_as_the_odds(found: Outlook) -> None:
    """A bar a day, its height in proportion, within the picture at every length."""
    for days in (1, 7, 14, 28, 90):
        root = ET.fromstring(strip_svg(found, days=days))
        bars = [r for r in root.iter(f"{SVG}rect") if r.get("class") == "bar"]
        assert len(bars) == days
        for bar, chance in zip(bars, found.in_episode, strict=False):
            assert float(bar.get("height", 0)) == pytest.approx(max(96 * chance, 0.75), abs=0.01)
            assert float(bar.get("x", 0)) + float(bar.get("width", 0)) <= 360


def test_the_scale_says_what_a_height_means(found: Outlook) -> None:
    """Lines at 0, 50 and 100 in 100, and by day where there is room its weekday."""
    for days, weekdays in ((14, 14), (90, 0)):
        texts = [t.text for t in ET.fromstring(strip_svg(found, days=days)).iter(f"{SVG}text")]
        assert {"0", "50", "100"} <= set(texts)
        assert sum(t in {"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"} for t in texts) == weekdays


def test_duties_stand_beneath_their_days(found: Outlook) -> None:
    """A duty starts where its first day's bar does; overlapping ones take another row."""
    duties = [
        DutyBar("Watch", span(3, 5)),
        DutyBar("Drill", span(4, 6)),
        DutyBar("Past", span(-9, -7)),
    ]
    root = ET.fromstring(strip_svg(found, duties, days=14))
    rects = list(root.iter(f"{SVG}rect"))
    bars = [r for r in rects if r.get("class") == "bar"]
    drawn = [r for r in rects if r.get("class") == "duty"]
    assert [d.get("x") for d in drawn] == [bars[3].get("x"), bars[4].get("x")]
    assert drawn[0].get("y") != drawn[1].get("y")


def test_the_terminal_shows_the_same_days(found: Outlook) -> None:
    """Duties beneath on the same axis, a column a day."""
    text = strip_text(found, [DutyBar("Watch", span(3, 5))], days=28)
    assert text.splitlines()[-1] == "   ▀▀ Watch"
    assert max(len(line) for line in text.splitlines()) <= 36


def test_the_headline_is_a_band(found: Outlook) -> None:
    """Never a lone date, and honest when it is others' rhythm."""
    assert re.fullmatch(
        r"Next period: most likely \w+, \d+ April to \w+, \d+ April", headline(found)
    )
    unknown = outlook(Diary(UTC, []), now=datetime(2026, 4, 20, tzinfo=UTC))
    assert headline(unknown).startswith("Too little is known")


def test_odds_never_claim_certainty() -> None:
    """What is not certain is not shown as 100 or 0."""
    assert [odds(p) for p in (0.0, 0.002, 0.5, 0.999, 1.0)] == [
        "0 in 100",
        "under 1 in 100",
        "50 in 100",
        "99 in 100",
        "100 in 100",
    ]


def test_each_rhythm_has_a_row_with_its_mark_and_name() -> None:
    """Told apart by place, shape, colour and name; the duty beneath counts any of them."""
    rows = [Event(date(2026, m, 3), "onset", name) for m in range(1, 5) for name in ("a", "<b>")]
    got = outlooks(Diary(UTC, rows), now=datetime(2026, 4, 20, 9, tzinfo=UTC))
    root = ET.fromstring(strip_svg(got, [DutyBar("Watch", span(8, 12))], days=14))
    names = ["".join(t.itertext()) for t in root.iter(f"{SVG}text") if t.get("class") == "lane"]
    assert names == ["● a", "▲ <b>"]
    bars = [r for r in root.iter(f"{SVG}rect") if (r.get("class") or "").startswith("bar")]
    assert [r.get("class") for r in bars] == ["bar of1"] * 14 + ["bar of2"] * 14
    assert len({r.get("fill") for r in bars}) == 2
    title = root.find(f"{SVG}title")
    assert title is not None
    assert f"Watch: {odds(got.clash(span(8, 12)))}." in (title.text or "")
