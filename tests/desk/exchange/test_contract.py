"""The pads' tests speak to a stand-in for the desk: here both hear the same, and say the same.

What is compared is what a pad sees: the kind of each answer, its state or code, the count, and
whether a repeat gets the same bytes. The roster itself is the real desk's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.test import Client
from nacl.signing import SigningKey

from offwatch.desk.exchange.duty_pages import duties_for
from offwatch.desk.keys import desk_public_key
from offwatch.desk.models import Team
from offwatch.desk.people.pair_device import new_pairing_code
from offwatch.wire import (
    NO_EPOCH,
    SIZE,
    Body,
    Days,
    Done,
    Duties,
    Keep,
    Pair,
    Pass,
    Quiet,
    Refusal,
    Said,
    code_key,
    device_id,
    new_message_id,
    new_signing_key,
    open_sealed,
    prove_code,
    public_text,
    read_public,
    seal,
    split_code,
)
from tests.desk.sample import FAR, FIRST, NOW, day, who
from tests.pad.stand_in import StandIn

Answer = Callable[[bytes], bytes]


@dataclass
class Talk:
    """One pad that speaks to one desk, and what it was told."""

    answer: Answer
    desk_key: str
    key: SigningKey = field(default_factory=new_signing_key)
    count: int = 0
    epoch: str = NO_EPOCH
    told: list[tuple[object, ...]] = field(default_factory=list)
    last: tuple[bytes, bytes] = (b"", b"")

    def say(self, body: Body, *, message_id: str = "", step: int = 1) -> None:
        self.count += step
        data = seal(
            body,
            device=device_id(public_text(self.key)),
            key=self.key,
            made_on=NOW.date(),
            message_id=message_id or new_message_id(),
            count=self.count,
        )
        self.post(data)

    def post(self, data: bytes) -> None:
        reply = self.answer(data)
        assert len(reply) == SIZE
        said = open_sealed(reply, read_public(self.desk_key))
        detail: object = ""
        match said.body:
            case Done(state=state):
                detail = state
            case Refusal(code=code):
                detail = code
            case Duties(page=page, more=more, epoch=epoch):
                self.epoch, detail = epoch, (page, more)
            case Said(epoch=epoch, days=days, passes=passes):
                self.epoch = epoch
                detail = (days, [each.duty_id for each in passes])
        self.told.append((said.type, detail, said.header.count))
        self.last = data, reply

    def repeat(self) -> None:
        before = self.last
        self.post(before[0])
        self.told.append(("same bytes", self.last == before))

    def pair(self, secret: str) -> None:
        public = public_text(self.key)
        self.say(Pair(public, prove_code(code_key(secret), public, self.desk_key)))


def exchange(
    answer: Answer, desk_key: str, new_code: Callable[[], str]
) -> list[tuple[object, ...]]:
    """A pad is paired and says everything that there is to say; another is paired after it."""
    stranger, pad = Talk(answer, desk_key), Talk(answer, desk_key)
    stranger.pair("A" * 16)
    stranger.say(Quiet(NO_EPOCH, 0))
    stranger.say(Pass("landing"))
    pad.pair(new_code())
    pad.repeat()
    pad.say(Quiet(pad.epoch, 0))
    pad.say(Quiet(pad.epoch, 0))
    pad.say(Keep(f"{day(FAR)}.watch"))
    pad.say(Pass("landing"))
    pad.repeat()
    name = new_message_id()
    days = tuple(FIRST + timedelta(days=28 + 2 * n) for n in range(6))
    pad.say(Days(1, days), message_id=name)
    pad.say(Quiet(pad.epoch, 0), message_id=name)
    pad.say(Quiet(pad.epoch, 0), step=-4)  # a copy from before
    pad.say(Quiet(pad.epoch, 0), step=9)
    anew = Talk(answer, desk_key)
    anew.pair(new_code())
    anew.say(Quiet(anew.epoch, 0))
    anew.say(Quiet(anew.epoch, 0))
    return stranger.told + pad.told + anew.told


def test_the_stand_in_answers_as_the_desk_does(team: Team) -> None:
    """The same words in the same order are answered alike."""
    knight = who(team, "knight")

    def answer(data: bytes) -> bytes:
        return Client().post("/wire", data, content_type="application/octet-stream").content

    def new_code() -> str:
        return split_code(new_pairing_code(knight, NOW + timedelta(hours=1)))[0]

    stand_in = StandIn()
    stand_in.set_duties(tuple(duties_for(knight, NOW)))
    told = exchange(answer, desk_public_key(), new_code)
    assert exchange(stand_in.answer, public_text(stand_in.key), lambda: stand_in.secret) == told
