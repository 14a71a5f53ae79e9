"""Histograms of ranks and lines of odds, as plain SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.calibration.verdicts import Odds

INK, FAINT = "#1b3a4b", "#8a979e"
_WIDE, _HIGH, _ACROSS = 230, 130, 3
_LEFT, _TOP = 16, 28


def draw_ranks(title: str, histograms: Sequence[tuple[str, Sequence[int]]], path: Path) -> Path:
    """A small histogram a question; grey is where 99 % of bars lie if the forecast is right."""
    return _write(title, [(name, _bars(counts)) for name, counts in histograms], path)


def draw_odds(title: str, odds: Sequence[Odds], path: Path) -> Path:
    """For each question what came against what was said; on the line they are the same."""
    return _write(title, [(one.question, _dots(one)) for one in odds], path)


def _bars(counts: Sequence[int]) -> list[str]:
    wide, high = _WIDE - 2 * _LEFT, _HIGH - _TOP - 12
    n, bins = sum(counts), len(counts)
    even = n / bins
    band = 2.576 * math.sqrt(even * (1 - 1 / bins))
    scale = high / max(*counts, even + band, 1)
    low, top = max(even - band, 0) * scale, (even + band) * scale
    found = [
        f'<rect x="0" y="{high - top:.1f}" width="{wide}" height="{top - low:.1f}"'
        f' fill="{FAINT}" opacity="0.3"/>'
    ]
    for i, count in enumerate(counts):
        tall = count * scale
        found.append(
            f'<rect x="{i * wide / bins + 0.5:.1f}" y="{high - tall:.1f}"'
            f' width="{wide / bins - 1:.1f}" height="{tall:.1f}" fill="{INK}" opacity="0.75"/>'
        )
    return found


def _dots(odds: Odds) -> list[str]:
    side = _HIGH - _TOP - 12
    found = [f'<path d="M0 {side}L{side} 0" stroke="{FAINT}" fill="none"/>']
    for n, said, came in odds.rows:
        share = min(max(came / 100, 0.0), 1.0)
        half = 1.96 * math.sqrt(max(share * (1 - share), 0.25 / n) / n)
        x, y = said / 100 * side, (1 - share) * side
        found.append(
            f'<path d="M{x:.1f} {min(y + half * side, side):.1f}V{max(y - half * side, 0):.1f}"'
            f' stroke="{INK}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{INK}"/>'
        )
    return found


def _write(title: str, panels: Sequence[tuple[str, list[str]]], path: Path) -> Path:
    rows = math.ceil(len(panels) / _ACROSS)
    wide, high = _WIDE * _ACROSS, _HIGH * rows + _TOP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}"'
        f' viewBox="0 0 {wide} {high}" font-family="sans-serif" font-size="10" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<text x="{_LEFT}" y="18" font-size="13">{escape(title)}</text>',
    ]
    for i, (name, shapes) in enumerate(panels):
        x, y = (i % _ACROSS) * _WIDE + _LEFT, (i // _ACROSS) * _HIGH + _TOP
        parts.append(f'<g transform="translate({x} {y})"><text y="12">{escape(name)}</text>')
        parts.append(f'<g transform="translate(0 {_TOP - 8})">{"".join(shapes)}</g></g>')
    path.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")
    return path
