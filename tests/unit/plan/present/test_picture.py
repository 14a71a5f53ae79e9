"""The picture of a plan holds who changes and what moves, under a strict content policy."""

from __future__ import annotations

from xml.etree import ElementTree

from tests.unit.plan.rosters import mission, roster

from offwatch.plan import Solvers, replan
from offwatch.plan.present.picture import draw_plan

SVG = "{http://www.w3.org/2000/svg}"


def _moved(solver: Solvers) -> ElementTree.Element:
    base = roster(
        {"a": ".AA...........", "b": ".AA...........", "c": ".............e"},
        missions=[mission("A", "a", 1, 2, latest=8, step_days=7, need=2, skills={"s": 1})],
        skills={"a": ["s"]},
    )
    plan = replan(base, {"a": frozenset({1, 2})}, deadline_s=3, solver=solver)
    assert plan.moves
    return ElementTree.fromstring(draw_plan(base, plan))


def test_was_is_dashed_and_new_is_solid(solver: Solvers) -> None:
    """A moved mission is drawn twice: dashed where it was, solid where it is now."""
    bars = [
        (r.get("class"), r.get("stroke-dasharray"), r.get("fill")) for r in _bars(_moved(solver))
    ]
    assert ("was", "4 3", "none") in bars
    assert ("new", None, "#0b6b6b") in bars


def test_only_what_changes_has_a_row(solver: Solvers) -> None:
    """The mission and its crew have a row; who keeps everything has none."""
    names = [t.text for t in _moved(solver).iter(f"{SVG}text") if t.get("class") == "name"]
    assert names == ["Mission A", "A", "B"]


def test_days_without_a_change_are_left_out(solver: Solvers) -> None:
    """Moved by a week, both places stand side by side with a break between, in a phone's width."""
    picture = _moved(solver)
    texts = [t.text for t in picture.iter(f"{SVG}text") if t.get("class") == "day"]
    assert texts.count("…") == 1
    assert len([t for t in texts if t and t.isdigit()]) == 8
    width = int(picture.get("width", 0))
    assert width < 420
    assert all(float(r.get("x", 0)) + float(r.get("width", 0)) <= width for r in _bars(picture))


def test_nothing_in_it_needs_an_exception_to_the_content_policy(solver: Solvers) -> None:
    """No style attribute, no script, no reference to anything outside."""
    for element in _moved(solver).iter():
        assert not {"style", "href", "onclick"} & set(element.keys())
        assert element.tag != f"{SVG}script"


def test_a_name_cannot_break_out_of_the_picture() -> None:
    """Names are text, whatever is in them."""
    base = roster({"<b>&": "e....", "q": "....."})
    plan = replan(base, {"<b>&": frozenset({0})}, deadline_s=1)
    names = [t.text for t in ElementTree.fromstring(draw_plan(base, plan)).iter(f"{SVG}text")]
    assert "<B>&" in names


def _bars(picture: ElementTree.Element) -> list[ElementTree.Element]:
    return list(picture.iter(f"{SVG}rect"))
