"""What reaches a log: the level, the place, our own words; never what a person typed or wrote."""

from __future__ import annotations

import logging
import re
import traceback

OURS = "offwatch"
_HOLE = re.compile(r"%(\(\w+\))?[-+ #0-9.]*[a-zA-Z]")


class Plain(logging.Formatter):
    """Our own messages as they are; of all others the template and the place, without a value.

    Of a request that came to nothing: the status, and which page it was for if there is one.
    Addresses hold secrets (a calendar's), host names and exceptions hold what somebody sent.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {record.name}: {self._words(record)}"
        if record.exc_info and (error := record.exc_info[1]):
            line += f"\n{trace(error)}"
        return line

    def _words(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] == OURS:
            return record.getMessage()
        if status := getattr(record, "status_code", None):
            match = getattr(getattr(record, "request", None), "resolver_match", None)
            return f"{status} {match.view_name}" if match else str(status)
        if record.args:
            return _HOLE.sub("…", str(record.msg))
        return f"{record.module}:{record.lineno}"


def trace(error: BaseException) -> str:
    """The kinds of the exceptions and where they were raised, the first cause first."""
    chain: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in chain:
        chain.append(each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return "\n".join(_one(each) for each in reversed(chain))


def _one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"  {f.filename}:{f.lineno} in {f.name}" for f in frames]
    return "\n".join([f"{type(error).__module__}.{type(error).__qualname__}", *places])
