"""A look into the desk's own database, as whoever runs it could: every value of every table."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

KINDS = ("onset", "episode", "regimen", "exposure", "precursor", "forecast", "odds", "diary")


@dataclass(frozen=True)
class Knowledge:
    """``private`` is what was found of the diary: words, or dates other than the roster's."""

    tables: int
    values: int
    words: int
    private: tuple[str, ...]
    requests: str


def look_into(desk_home: Path, diary: Path) -> Knowledge:
    """Read the whole database as text and search it for anything of a diary."""
    import psycopg

    from offwatch.desk.process import postgres

    with postgres.running(desk_home) as server, psycopg.connect(server.url) as link:
        names = [
            row[0]
            for row in link.execute(
                "select quote_ident(table_name) from information_schema.tables"
                " where table_schema = 'public' and table_type = 'BASE TABLE'"
            )
        ]
        texts = {name: _dump(link, name) for name in names}
        requests = link.execute("select duty_id, state from desk_dutyrequest").fetchall()
    words = _words(diary)
    everything = "\n".join(texts.values()).lower()
    found = [word for word in words if word in everything]
    columns = " ".join(text.split("\n", 1)[0] for text in texts.values()).lower()
    found += [kind for kind in KINDS if kind in columns]
    values = sum(len(row) for text in texts.values() for row in csv.reader(io.StringIO(text)))
    shown = ", ".join(f"“{duty}”, {state}" for duty, state in requests)
    return Knowledge(len(names), values, len(words), tuple(found), shown)


def _dump(link: psycopg.Connection[Any], table: str) -> str:
    with link.cursor().copy(f"copy {table} to stdout with (format csv, header)") as lines:
        return b"".join(bytes(line) for line in lines).decode()


def _words(diary: Path) -> list[str]:
    """The days, names and values of a diary; its kinds are looked for as columns only."""
    with diary.open() as file:
        rows = list(csv.DictReader(file))
    cells = {row[key].lower() for row in rows for key in ("at", "name", "value")}
    return sorted(cell for cell in cells if len(cell) > 3)
