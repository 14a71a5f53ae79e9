"""Ours over exact Bayes with its interval, one row a part, as plain SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from benchmarks.suppressed.run import Line

INK, FAINT = "#1b3a4b", "#8a979e"
_WIDE, _ROW, _LEFT = 720, 36, 380


def draw(lines: Sequence[Line], path: Path) -> Path:
    """A dot and a bar a line; the dashed line is where the two are the same."""
    ends = [end for line in lines for end in (line.over_exact.low, line.over_exact.high)]
    low, high = min(*ends, 0.98), max(*ends, 1.04)

    def across(value: float) -> float:
        return _LEFT + (value - low) / (high - low) * (_WIDE - _LEFT - 20)

    tall = _ROW * len(lines) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDE}" height="{tall}"'
        f' viewBox="0 0 {_WIDE} {tall}" font-family="sans-serif" font-size="11" fill="{INK}">',
        "<title>Ours over exact Bayes</title>",
    ]
    for value, dashes in ((1.0, "4 3"), (lines[0].at_most, "1 3")):
        x = across(value)
        parts.append(
            f'<path d="M{x:.1f} 8V{tall - 24}" stroke="{FAINT}" stroke-dasharray="{dashes}"/>'
            f'<text x="{x:.1f}" y="{tall - 8}" text-anchor="middle">{value:g}</text>'
        )
    for i, line in enumerate(lines):
        y, over = i * _ROW + 24, line.over_exact
        parts.append(
            f'<text x="8" y="{y + 4}">{escape(line.part)}</text>'
            f'<path d="M{across(over.low):.1f} {y}H{across(over.high):.1f}" stroke="{INK}"/>'
            f'<circle cx="{across(over.value):.1f}" cy="{y}" r="3"/>'
        )
    path.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")
    return path
