"""Run every case in a folder of cases and print a line each: ``python -m tests.cases [FOLDER]``.

A case is a folder with inputs and an ``expected.md``; its inputs are copied to a new folder first.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from tests.cases import diaries, rosters

CASES = Path(os.environ.get("OFFWATCH_CASES", Path(__file__).parents[3] / "shared" / "cases"))
Check = Callable[[Path], bool]


def checks(*modules: ModuleType) -> dict[str, Check]:
    """The public functions, by the name of their case's folder in small letters."""
    return {
        name.replace("_", "-"): check
        for module in modules
        for name, check in vars(module).items()
        if callable(check) and check.__module__ == module.__name__ and name[0] != "_"
    }


def run(folder: Path, check: Check) -> str:
    with tempfile.TemporaryDirectory(prefix="offwatch-") as scratch:
        Path(scratch).chmod(0o711)
        copy = Path(scratch) / "case"
        shutil.copytree(folder, copy)
        copy.chmod(0o755)
        try:
            return "right" if check(copy) else "WRONG"
        except Exception as error:  # whatever a case ends with, the others run
            last = traceback.extract_tb(error.__traceback__)[-1]
            return f"WRONG  {type(error).__name__} at {last.name}:{last.lineno}"


def main(arguments: list[str]) -> int:
    home = Path(arguments[0]) if arguments else CASES
    if not home.is_dir():
        print(f"no cases in {home.name}: nothing was run")
        return 0
    known = checks(diaries, rosters)
    wrong = 0
    for folder in sorted(home.iterdir()):
        check = known.get(folder.name.lower())
        if check is not None:
            verdict = run(folder, check)
            wrong += verdict != "right"
            print(f"{folder.name:45} {verdict}", flush=True)
    print(f"{wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
