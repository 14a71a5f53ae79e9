"""Planning works where nothing but the core is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.unit.plan.rosters import day, form

BLOCKED = ("ortools", "highspy", "django", "jsonschema", "nacl", "icalendar", "psycopg")
CODE = f"""
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {BLOCKED!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
from offwatch.cli import main
main()
"""


def test_replan_without_any_extra(tmp_path: Path) -> None:
    """The greedy answer comes, checked, and it is said how to install the solvers."""
    lines = {"a": "e....", "b": ".....", "c": "l...."}
    (tmp_path / "r.json").write_text(json.dumps(form(lines, off={"b": [0]})))
    (tmp_path / "a.json").write_text(json.dumps({"a": [day(0)]}))
    # a solver's process that finds no solver is what a bare install has
    for name in ("ortools", "highspy"):
        (tmp_path / "none" / name).mkdir(parents=True)
        (tmp_path / "none" / name / "__init__.py").write_text("raise ImportError")
    done = subprocess.run(
        [sys.executable, "-c", CODE, "replan", "r.json", "--absent", "a.json", "--json"],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{tmp_path / 'none'}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr
    plan = json.loads(done.stdout)
    assert plan["objective"][:2] == [1, 0]
    assert "pip install offwatch[desk]" in plan["solver"]
