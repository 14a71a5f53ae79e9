"""A roster on its way into force: its form, and what was read from it, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from offwatch.plan import Roster, read_roster


@dataclass(frozen=True, slots=True)
class Publication:
    """A form that was read against its schema, and the roster it holds."""

    form: dict[str, Any]
    roster: Roster

    @classmethod
    def read(cls, form: Mapping[str, Any]) -> Self:
        """Read a form; every fault found is named in one refusal."""
        return cls(dict(form), read_roster(form))
