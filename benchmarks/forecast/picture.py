"""Two pictures: ours against each peer, and how often the interval holds late in the cycle."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.forecast.methods import GIBBS, POISSON
from benchmarks.forecast.ours import OURS

INK, FAINT = "#1b3a4b", "#8a979e"
_SETTINGS: dict[Any, Any] = {"svg.hashsalt": "offwatch", "font.size": 9, "axes.spines.top": False}


def draw_pictures(report: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write the pictures, or none where matplotlib is not installed."""
    if find_spec("matplotlib") is None:
        return []
    import matplotlib as mpl

    mpl.use("svg")
    with mpl.rc_context(_SETTINGS | {"axes.spines.right": False}):
        return [
            _draw_ratios(report, folder / "forecast-ratios.svg"),
            _draw_today(report, folder / "forecast-today.svg"),
        ]


def _draw_ratios(report: Mapping[str, Any], path: Path) -> Path:
    """Ours over each peer's: CRPS, or MAE for a rule that names a day only."""
    from matplotlib import pyplot as plt

    names = [n for n, row in report["clean"]["methods"].items() if "against" in row]
    figure, axes = plt.subplots(figsize=(7.2, 0.45 * len(names) + 1.2))
    for shift, part, colour in ((0.14, "clean", INK), (-0.14, "dropped", FAINT)):
        for at, name in enumerate(reversed(names)):
            against = report[part]["methods"][name]["against"]
            one = against.get("crps_ratio", against["mae_ratio"])
            label = {"clean": "clean records", "dropped": "logs dropped"}[part] if at == 0 else None
            axes.plot([one.low, one.high], [at + shift] * 2, color=colour, linewidth=1.5)
            axes.plot(one.value, at + shift, "o", color=colour, markersize=4, label=label)
    rules = report["clean"]["methods"]
    labels = [f"{n} (MAE)" if "crps" not in rules[n] else n for n in reversed(names)]
    axes.set_yticks(range(len(names)), labels)
    axes.axvline(1.0, color=FAINT, linewidth=0.8)
    axes.set_xlabel("Offwatch's CRPS over the peer's, 95 % over people; below 1 ours is better")
    axes.legend(frameon=False, loc="lower left")
    return _save(figure, path)


def _draw_today(report: Mapping[str, Any], path: Path) -> Path:
    """How often the 80 % interval holds on each morning of a cycle that still runs."""
    from matplotlib import pyplot as plt

    rows = report["today"]
    figure, axes = plt.subplots(figsize=(7.2, 3.6))
    axes.axhspan(75, 85, color=FAINT, alpha=0.15, linewidth=0)
    places = list(range(len(rows)))
    for name, colour, style in ((GIBBS, FAINT, ":"), (POISSON, FAINT, "--"), (OURS, INK, "-")):
        held = [row["methods"][name]["cov80"] for row in rows]
        axes.plot(places, [h.value for h in held], style, color=colour, label=name)
        if name == OURS:
            axes.vlines(places, [h.low for h in held], [h.high for h in held], color=INK, lw=0.8)
    axes.set_xticks(places, [row["day"] for row in rows])
    axes.set_xlabel("today is day … and the next onset has not come")
    axes.set_ylabel("80 % interval holds, %")
    axes.legend(frameon=False, ncols=3, loc="lower left")
    return _save(figure, path)


def _save(figure: Any, path: Path) -> Path:
    from matplotlib import pyplot as plt

    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path
