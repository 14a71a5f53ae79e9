"""A form of JSON kept as what it changes of another; values in, values out.

Objects are compared field by field, lists place by place. What stays is not written down, so that
a version that changes a dozen days of a large roster takes a few hundred bytes.
"""

from __future__ import annotations

from typing import Any

import msgspec

SHARE = 0.5  # a difference that takes more than this of the whole is not worth keeping


def form_changes(before: Any, after: Any) -> dict[str, Any] | None:
    """What ``after`` changes of ``before``, as `with_changes` takes it; none if it is the same.

    >>> form_changes({"a": 1, "b": [1, 2]}, {"b": [1, 3]})
    {'drop': ['a'], 'in': {'b': {'at': {'1': {'set': 3}}}}}
    """
    if before == after and _same_kind(before, after):
        return None
    if isinstance(before, dict) and isinstance(after, dict):
        found: dict[str, Any] = {
            "drop": sorted(key for key in before if key not in after),
            "add": {key: value for key, value in after.items() if key not in before},
            "in": _changed((key, before[key], after[key]) for key in before if key in after),
        }
        return {name: part for name, part in found.items() if part}
    if isinstance(before, list) and isinstance(after, list):
        both = min(len(before), len(after))
        found = {
            "at": _changed((str(i), before[i], after[i]) for i in range(both)),
            "more": after[both:],
        }
        cut = {"cut": both} if len(before) > both else {}
        return {name: part for name, part in found.items() if part} | cut
    return {"set": after}


def with_changes(before: Any, changes: dict[str, Any] | None) -> Any:
    """The form that ``changes`` make of another; ``before`` is taken apart and not to be used."""
    if changes is None:
        return before
    if "set" in changes:
        return changes["set"]
    if isinstance(before, dict):
        for key in changes.get("drop", ()):
            del before[key]
        for key, inner in changes.get("in", {}).items():
            before[key] = with_changes(before[key], inner)
        return before | changes.get("add", {})
    for place, inner in changes.get("at", {}).items():
        before[int(place)] = with_changes(before[int(place)], inner)
    if "cut" in changes:
        del before[changes["cut"] :]
    return before + changes.get("more", [])


def worth_keeping(changes: Any, whole: Any) -> bool:
    """Whether a difference takes clearly less than the form itself."""
    return len(msgspec.json.encode(changes)) < SHARE * len(msgspec.json.encode(whole))


def _same_kind(before: Any, after: Any) -> bool:
    """Python holds 1, 1.0 and true to be equal, JSON does not."""
    if isinstance(before, dict):
        return all(_same_kind(value, after[key]) for key, value in before.items())
    if isinstance(before, list):
        return all(map(_same_kind, before, after))
    return type(before) is type(after)


def _changed(pairs: Any) -> dict[str, Any]:
    inner = ((key, form_changes(old, new)) for key, old, new in pairs)
    return {key: changes for key, changes in inner if changes is not None}
