"""Reliability: what was said beside what came."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

INK, FAINT = "#1b3a4b", "#8a979e"
_SETTINGS: dict[Any, Any] = {"svg.hashsalt": "offwatch", "font.size": 9, "axes.spines.top": False}


def draw_pictures(report: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write one picture a data set, or none where matplotlib is not installed."""
    if find_spec("matplotlib") is None:
        return []
    import matplotlib as mpl

    mpl.use("svg")
    parts = {"headaches": report["headaches"], **report["seizures"]}
    parts |= {f"rhythms-{name}": part for name, part in report["rhythms"].items()}
    with mpl.rc_context(_SETTINGS | {"axes.spines.right": False}):
        return [
            _draw(name, part["reliability"], folder / f"episodes-{name}.svg")
            for name, part in parts.items()
            if part is not None
        ]


def _draw(name: str, points: list[dict[str, float]], path: Path) -> Path:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(3.4, 3.4))
    most = max(max(p["said"], p["came"]) for p in points) * 1.05 + 0.01
    axes.plot([0, most], [0, most], color=FAINT, linewidth=0.8)
    axes.plot([p["said"] for p in points], [p["came"] for p in points], "o-", color=INK, ms=4)
    axes.set(title=name, xlabel="chance given", ylabel="came", xlim=(0, most), ylim=(0, most))
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path
