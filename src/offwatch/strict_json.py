"""JSON read strictly: no key twice in one object, no endless nesting, no numbers that are none."""

from __future__ import annotations

import json
from typing import Any

from offwatch.errors import BadInput

MOST_DEPTH = 32  # lists and objects within each other; no form of ours has more than eight
SHOWN = 40  # characters of somebody's text repeated in a message


class _Doubled(dict[str, Any]):
    """An object in which a key was given twice."""

    key = ""


def parse_json(data: bytes | str, code: str, name: str) -> Any:
    """Parse JSON in which no object says the same key twice.

    Parameters
    ----------
    data : bytes or str
        The text; a byte order mark is allowed.
    code : str
        The code of the refusal.
    name : str
        What the file is called, for the message.

    Returns
    -------
    object
        What the text says.

    Raises
    ------
    BadInput
        It is no JSON, an object holds a key twice (the message names the path), or lists and
        objects are nested too deep.
    """
    name = name[:80]
    if isinstance(data, str):
        data = data.removeprefix("\ufeff")
    try:
        found = json.loads(data, object_pairs_hook=_pairs, parse_constant=_no_number)
    except RecursionError:
        raise _too_deep(code, name) from None
    except ValueError:
        raise BadInput(code, f"{name} is not a JSON file.") from None
    todo: list[tuple[Any, str, int]] = [(found, "", 1)]
    while todo:
        value, path, depth = todo.pop()
        if depth > MOST_DEPTH:
            raise _too_deep(code, name)
        if isinstance(value, _Doubled):
            where = f"{path}.{_short(value.key)}".removeprefix(".")
            message = f"{name} says “{where}” twice in one object; keep one of them."
            raise BadInput(code, message)
        if isinstance(value, dict):
            todo += [(v, f"{path}.{_short(k)}", depth + 1) for k, v in value.items()]
        elif isinstance(value, list):
            todo += [(v, f"{path}[{i}]", depth + 1) for i, v in enumerate(value)]
    return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled, seen = _Doubled(found), set[str]()
    for key, _ in pairs:
        if key in seen:
            doubled.key = key
            break
        seen.add(key)
    return doubled


def _too_deep(code: str, name: str) -> BadInput:
    return BadInput(code, f"{name} nests lists and objects more than {MOST_DEPTH} deep.")


def _short(key: str) -> str:
    shown = key if len(key) <= SHOWN else f"{key[:SHOWN]}…"
    return shown.encode("utf-8", "replace").decode()


def _no_number(text: str) -> Any:
    raise ValueError(text)
