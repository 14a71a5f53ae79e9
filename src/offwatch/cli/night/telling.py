"""The record of the story as it is walked: what was done, what showed, how long it took."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from offwatch.errors import OffwatchError, Unavailable


@dataclass
class DemoStep:
    """One step; ``row`` is its row in the README's table, if it has one."""

    id: str
    row: int | None
    title: str
    shown: str = ""
    seconds: float = 0.0
    ok: bool = False

    def expect(self, holds: bool, otherwise: str) -> None:
        """Stop the story unless something is as it should be."""
        if not holds:
            raise Unavailable("demo.unexpected", otherwise)


class Telling:
    """The steps in order; a step that fails ends the story and is in the record."""

    def __init__(
        self, on_begin: Callable[[DemoStep], None], on_end: Callable[[DemoStep], None]
    ) -> None:
        self.steps: list[DemoStep] = []
        self._on_begin = on_begin
        self._on_end = on_end
        self._began = monotonic()

    @contextmanager
    def step(self, id: str, row: int | None, title: str) -> Iterator[DemoStep]:  # noqa: A002
        step = DemoStep(id, row, title)
        self.steps.append(step)
        self._on_begin(step)
        began = monotonic()
        try:
            yield step
            step.ok = True
        except OffwatchError as error:
            step.shown = error.message
            raise
        finally:
            step.seconds = round(monotonic() - began, 2)
            self._on_end(step)

    @property
    def ok(self) -> bool:
        return bool(self.steps) and all(step.ok for step in self.steps)

    @property
    def seconds(self) -> float:
        """Since the story began."""
        return round(monotonic() - self._began, 2)

    def as_dict(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "seconds": self.seconds,
            "steps": [asdict(step) for step in self.steps],
        }
