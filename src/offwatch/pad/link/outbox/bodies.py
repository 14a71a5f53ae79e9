"""What the mask has released, as a message: the only place where one becomes the other."""

from __future__ import annotations

from offwatch.mask.release.released import Released
from offwatch.wire import Days, Keep, Pass


def body_of(released: Released) -> Days | Pass | Keep:
    """The message for a release; a pass by hand is a pass like any other."""
    if type(released) is not Released:
        raise TypeError("only what the mask has released may leave")
    if released.kind == "days":
        assert released.period is not None
        return Days(period=released.period, days=released.days)
    assert released.duty_id is not None
    if released.kind == "keep":
        return Keep(duty_id=released.duty_id)
    return Pass(duty_id=released.duty_id)
