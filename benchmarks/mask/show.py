"""The report as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.report import target_lines


def show(report: dict[str, Any]) -> Iterator[str]:
    """Targets first, then a line a cell and look."""
    yield from target_lines(report["targets"], 64, 8)
    for row in report["cells"]:
        use = row["use"]
        avoided = f"avoided {_range(use['avoided'])}  " if "avoided" in use else ""
        yield f"{row['group']}: {row['name']} ({row['people']} + {row['people']} people)"
        yield f"    {avoided}passes {_range(use['passes'])}"
        for look, found in row["looks"].items():
            best = found["best"]
            span = f"{best['auc']:.3f} [{best['low']:.3f}, {best['high']:.3f}]"
            yield f"    {look:>2} periods: {best['attack']} {span}"
    for name in ("naming", "rare"):
        if name in report:
            yield f"{name}: {report[name]}"
    for name in ("costs", "planned", "sights"):
        yield from (f"{name}: {row}" for row in report.get(name, ()))
    for row in report.get("initiator", ()):
        yield f"initiator: { ({key: value for key, value in row.items() if key != 'seen'}) }"
        for sight, looks in row["seen"].items():
            for look, best in looks.items():
                span = f"{best['auc']:.3f} [{best['low']:.3f}, {best['high']:.3f}]"
                yield f"    {sight}, {look} periods: {best['attack']} {span}"


def _range(found: dict[str, float]) -> str:
    return f"{found['value']:.3f} [{found['low']:.3f}, {found['high']:.3f}]"
