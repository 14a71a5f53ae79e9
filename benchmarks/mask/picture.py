"""The frontier as an SVG picture: conflict days avoided against passes, one dot a norm."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

INKS = {1: "#1b3a4b", 2: "#8a5a00", 3: "#8a979e"}
WIDE, HIGH, LEFT, TOP = 640, 380, 56, 44
MOST_PASSES = 2.0


def draw_frontier(report: dict[str, Any], path: Path) -> Path:
    """Each norm by what it buys and costs; its label is K, days, passes."""
    rows = [row for row in report["cells"] if row["group"] in ("norm", "default")]
    parts = [_text(LEFT, 24, "What a norm buys, and what it costs in passes", 15)]
    for tick in range(0, 11, 2):
        y = _y(tick / 10)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDE - 16}" stroke="#d8dee2"/>')
        parts.append(_text(18, y + 4, f"{tick * 10} %"))
    for half in range(5):
        parts.append(_text(_x(half / 2) - 8, HIGH - 26, f"{half / 2:g}"))
    parts.append(_text(LEFT, HIGH - 8, "passes after publication, a person and period"))
    parts.append(_text(LEFT + 330, HIGH - 8, "height: conflict days avoided"))
    for row in rows:
        use = row["use"]
        x, y = _x(use["passes"]["value"]), _y(use["avoided"]["value"])
        ink = INKS[row["tracks"]]
        ring = ' stroke="#b3261e" stroke-width="3"' if row["group"] == "default" else ""
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{ink}"{ring}/>')
        parts.append(_text(x + 6, y + 3, f"{row['tracks']}·{row['days']}·{row['passes']}", 9))
    body = "".join(parts)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" '
        f'font-family="sans-serif"><rect width="{WIDE}" height="{HIGH}" fill="#fff"/>'
        f"{body}</svg>\n",
        encoding="utf-8",
    )
    return path


def _x(passes: float) -> float:
    return LEFT + min(passes, MOST_PASSES) / MOST_PASSES * (WIDE - LEFT - 60)


def _y(avoided: float) -> float:
    return HIGH - 48 - avoided * (HIGH - 48 - TOP)


def _text(x: float, y: float, words: str, size: int = 11) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="#26323a">{escape(words)}</text>'
