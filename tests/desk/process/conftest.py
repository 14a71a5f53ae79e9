"""One running desk that the tests of this folder share, and the files a desk is made from."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.desk.process.programs import TEAM, desk, ended, home, left_over, serve
from tests.desk.sample import roster_form


@dataclass(frozen=True, slots=True)
class Served:
    """A desk that runs: its folder, its address, and the passwords of its people."""

    home: Path
    address: str
    port: int
    files: tuple[str, ...]
    accounts: list[dict[str, str]]
    log: Path
    pid: int

    @property
    def passwords(self) -> dict[str, str]:
        return {a["login"]: a["password"] for a in self.accounts}

    def said(self) -> str:
        return self.log.read_text()


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder with the two files of a team in it."""
    with tempfile.TemporaryDirectory(prefix="offwatch-") as folder:
        Path(folder).chmod(0o711)
        write_files(Path(folder))
        yield Path(folder)


@pytest.fixture(scope="package")
def served() -> Iterator[Served]:
    """A desk with a team, up for as long as tests of this folder want it."""
    with tempfile.TemporaryDirectory(prefix="offwatch-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        write_files(place)
        files = ["--roster", str(place / "roster.json"), "--team", str(place / "team.json")]
        made = desk("init", "--home", str(home(place)), *files, "--json")
        assert made.returncode == 0, made.stderr
        assert left_over(place) == []
        log = place / "log"
        with log.open("w") as errors:
            process, address = serve(place, errors)
        try:
            yield Served(
                home=home(place),
                address=address,
                port=int(address.rpartition(":")[2]),
                files=tuple(files),
                accounts=json.loads(made.stdout)["accounts"],
                log=log,
                pid=process.pid,
            )
        finally:
            process.terminate()
            assert ended(process) == 0
            assert left_over(place) == []


def write_files(place: Path) -> None:
    (place / "roster.json").write_text(json.dumps(roster_form()))
    (place / "team.json").write_text(json.dumps(TEAM))
