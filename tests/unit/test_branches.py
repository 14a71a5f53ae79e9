"""The report of ``make coverage`` fails for one core alone, however well the others are tested."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.branches import main


@pytest.mark.parametrize(
    ("taken", "status"),
    [
        ({"plan/a.py": (100, 100), "vault/b.py": (19, 20), "spans.py": (19, 20)}, 0),
        ({"plan/a.py": (1000, 1000), "vault/b.py": (18, 20)}, 1),
        ({"plan/a.py": (90, 100), "plan/b.py": (100, 100)}, 0),
        ({"plan/a.py": (1000, 1000), "names.py": (7, 8), "spans.py": (12, 14)}, 1),
        ({"plan/a.py": (100, 100), "errors.py": (0, 0)}, 0),
    ],
)
def test_each_core_has_to_be_tested(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    taken: dict[str, tuple[int, int]],
    status: int,
) -> None:
    """19 of 20 branches are enough in each, and the core with fewer is marked."""
    files = {
        f"src/offwatch/{name}": {
            "summary": {"num_branches": all_of_them, "covered_branches": covered}
        }
        for name, (covered, all_of_them) in taken.items()
    }
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"files": files}))
    assert main(report) == status
    assert ("fewer than 95 %" in capsys.readouterr().out) == bool(status)
