"""In which state each duty of a person is: planned, kept, requested, and so on.

A holding is one person's hold of one duty at one time. Its state follows from three tables, read
here and nowhere else: who is booked, what was kept, what was requested and how that was answered.
Whoever changes a holding asks `go` for the next state, under the team's lock.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from offwatch.desk.models import Booking, DutyRequest, Keep, Person
from offwatch.desk.states import PENDING, HoldingState, RequestState

_GONE = (RequestState.GRANTED, RequestState.MOVED)


@dataclass(frozen=True, slots=True)
class Holdings:
    """One person's bookings in the rosters in force, what they kept, and what they requested."""

    booked: dict[str, Booking]
    kept: frozenset[str]
    requests: dict[str, list[DutyRequest]] = field(default_factory=dict)

    def state(self, duty_id: str) -> HoldingState:
        """Where the person's hold of this duty stands."""
        booking = self.booked.get(duty_id)
        request = self.request(duty_id)
        if booking is None:
            granted = request is not None and request.state == RequestState.GRANTED
            return HoldingState.GRANTED if granted else HoldingState.GIVEN_AWAY
        if request is not None and request.state in PENDING:
            return HoldingState.REQUESTED
        if duty_id in self.kept:
            return HoldingState.KEPT
        if request is not None and request.state in (RequestState.REFUSED, RequestState.LAPSED):
            return HoldingState.DECLINED
        return HoldingState.PLANNED

    def request(self, duty_id: str) -> DutyRequest | None:
        """The latest request about the present hold of a duty; about the last one, if it is gone.

        A duty that was given away and came back is held anew: what was asked before is over.
        """
        booking = self.booked.get(duty_id)
        for request in reversed(self.requests.get(duty_id, [])):
            if booking is None or request.state in PENDING:
                return request
            anew = request.state in _GONE or request.made_at < booking.planned_at
            return None if anew or request.starts_at != booking.starts_at else request
        return None

    def has_moved(self, duty_id: str) -> bool:
        """Whether a request was answered by moving this duty in time, with its holder on it."""
        booking = self.booked.get(duty_id)
        requests = self.requests.get(duty_id, [])
        return (
            booking is not None
            and bool(requests)
            and requests[-1].state in _GONE
            and requests[-1].starts_at != booking.starts_at
        )


def holdings_of(person: Person) -> Holdings:
    """Read one person's holdings; under the team's lock if anything is to be changed."""
    bookings = Booking.objects.in_force().filter(person=person)
    requests: defaultdict[str, list[DutyRequest]] = defaultdict(list)
    for request in DutyRequest.objects.filter(person=person).order_by("made_at", "pk"):
        requests[request.duty_id].append(request)
    return Holdings(
        {booking.duty_id: booking for booking in bookings.order_by("first_day")},
        frozenset(Keep.objects.filter(person=person).values_list("duty_id", flat=True)),
        dict(requests),
    )
