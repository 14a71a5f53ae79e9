"""What can be said at all: a walk over the message types."""

from __future__ import annotations

import typing
from datetime import date, datetime

import msgspec
import pytest

from offwatch.wire import DESK_SAYS, PAD_SAYS, Body

FORBIDDEN = ("reason", "note", "text", "comment", "cause", "symptom", "health", "message")


def _atoms(annotation: object) -> list[tuple[object, str | None]]:
    """Every leaf type in an annotation with the pattern that bounds it, if any."""
    if typing.get_origin(annotation) is typing.Annotated:
        base, *extra = typing.get_args(annotation)
        pattern = next(
            (m.pattern for m in extra if isinstance(m, msgspec.Meta) and m.pattern), None
        )
        return [(atom, pattern or inner) for atom, inner in _atoms(base)]
    if typing.get_origin(annotation) is typing.Literal:
        return [(typing.Literal, "fixed")]
    parts = [part for part in typing.get_args(annotation) if part is not Ellipsis]
    if parts:
        return [atom for part in parts for atom in _atoms(part)]
    return [(annotation, None)]


@pytest.mark.parametrize("name", PAD_SAYS)
def test_a_pad_has_no_place_for_words(name: str) -> None:
    """Whatever a pad says is a number, a date or an identifier of a fixed pattern."""
    for field, annotation in typing.get_type_hints(PAD_SAYS[name], include_extras=True).items():
        for atom, pattern in _atoms(annotation):
            assert atom in (int, date, datetime, bool, typing.Literal) or (
                atom is str and pattern
            ), f"{name}.{field} could hold free text"


@pytest.mark.parametrize("body", [*PAD_SAYS.values(), *DESK_SAYS.values()])
def test_no_field_is_named_for_why_someone_asks(body: type[Body]) -> None:
    """No field's name invites a cause."""
    names = set(typing.get_type_hints(body)) - {"message_id"}
    assert not [name for name in names if any(word in name for word in FORBIDDEN)]


@pytest.mark.parametrize("body", [*PAD_SAYS.values(), *DESK_SAYS.values()])
def test_every_message_is_frozen_and_closed(body: type[Body]) -> None:
    """A message cannot be changed after it is made nor carry a field we do not know."""
    assert body.__struct_config__.frozen
    assert body.__struct_config__.forbid_unknown_fields
