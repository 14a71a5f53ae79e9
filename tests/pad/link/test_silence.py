"""What leaves a pad says nothing of what is in it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.examples import some
from tests.pad.conftest import write_days
from tests.pad.stand_in import StandIn
from tests.pad.written import add_events

from offwatch.diary import Event
from offwatch.errors import Refused
from offwatch.mask.release.ledger import MemoryLedger
from offwatch.mask.release.released import release_duty
from offwatch.pad.diary.record import do_log
from offwatch.pad.diary.rows import setup
from offwatch.pad.link.outbox import VaultLedger, body_of, put_released
from offwatch.pad.link.tick import do_tick
from offwatch.pad.masking.batch import do_batch
from offwatch.pad.models import DiaryEntry, OutboxItem
from offwatch.wire import PAD_SAYS, Keep, Pass, Quiet

DAY = date(2026, 11, 23)

# words that no number or identifier of an envelope can hold by chance
words = st.text(st.characters(categories=["L", "N"]), min_size=6, max_size=30).filter(
    lambda word: not set(word.lower()) <= set("0123456789abcdef")
)


def at(day: int, hour: int = 6) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=UTC) + timedelta(days=day)


@given(note=words, name=words, sign=words)
@settings(
    max_examples=some(6), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_word_of_a_diary_ever_leaves(paired: StandIn, note: str, name: str, sign: str) -> None:
    """Whatever is written in notes, names and values, no envelope holds it in any spelling."""
    DiaryEntry.objects.all().delete()
    zone = setup().tz
    write_days([DAY - timedelta(days=28 * i) for i in range(6, 0, -1)])
    add_events(
        [
            Event(DAY - timedelta(days=3), "note", "", note),
            Event(DAY - timedelta(days=2), "precursor", sign, note),
            Event(DAY - timedelta(days=90), "regimen_start", name, "none"),
        ],
        zone,
        None,
    )
    do_batch(at(0))
    do_tick(at(0))
    do_tick(at(0))
    for item in OutboxItem.objects.all():
        sent = item.envelope
        text = sent.decode("ascii").lower()  # nothing but ASCII in it, so nothing hides
        text += bytes(item.body).decode("ascii").lower()
        for word in (note, name, sign):
            assert word.lower() not in text
            assert word.encode() not in sent


def test_what_leaves_looks_the_same_with_an_episode_and_without(home: Path, desk: StandIn) -> None:
    """Over a week: the same number of envelopes, of the same size, at the same ticks, of a kind."""
    from offwatch.pad.link.pairing import do_pair

    seen = []
    for episode in (False, True):
        OutboxItem.objects.all().delete()
        do_pair(at(-1), desk.url, desk.code)
        desk.heard.clear()
        for day in range(7):
            if episode and day == 2:
                do_log(at(day, 7), "onset")
            do_batch(at(day))
            for tick in range(2):
                do_tick(at(day, 8 + tick))
        seen.append(
            [
                (len(data), e.type, e.made_on)
                for data, e in zip(desk.heard, desk.opened(), strict=True)
            ]
        )
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM pad_trackstate")
            cursor.execute("DELETE FROM pad_outboxitem")
            cursor.execute("DELETE FROM pad_releaserow")
    assert seen[0] == seen[1]
    assert len(seen[0]) == 14


@pytest.mark.parametrize(
    "thing",
    ["landing", Pass("landing"), Quiet("0" * 16, 0), {"duty_id": "landing"}, None, object()],
)
def test_only_what_the_mask_released_becomes_a_message(home: Path, thing: object) -> None:
    """Anything but a release, even a finished message, is refused by the message makers."""
    with pytest.raises(TypeError):
        body_of(thing)  # type: ignore[arg-type]


def test_a_release_says_only_its_duty(now: datetime) -> None:
    """A pass by hand is on the wire what any pass is; a keep is a keep."""
    ledger = MemoryLedger()
    assert body_of(release_duty(ledger, "hand", "landing", now)) == Pass("landing")
    assert body_of(release_duty(ledger, "pass", "landing", now)) == Pass("landing")
    assert body_of(release_duty(ledger, "keep", "landing", now)) == Keep("landing")


def test_a_release_that_is_not_in_the_vaults_ledger_cannot_leave(
    paired: StandIn, now: datetime
) -> None:
    """What was written in some other ledger finds no envelope."""
    released = release_duty(MemoryLedger(), "pass", "landing", now)
    with pytest.raises(Exception, match="does not exist"):
        put_released(released, now)
    assert not OutboxItem.objects.filter(type="pass").exists()


def test_the_ledger_is_not_written_apart_from_the_envelope(home: Path, now: datetime) -> None:
    """Outside a transaction the ledger takes nothing, also where Python drops its assertions."""
    with pytest.raises(Refused) as caught:
        release_duty(VaultLedger(), "pass", "landing", now)
    assert caught.value.code == "pad.release-alone"


def test_the_message_makers_live_in_one_place() -> None:
    """No other module of the pad makes a message for the desk, under whatever name it imports it.

    A class may be named in a pattern or an annotation; it is called in the outbox only.
    """
    import offwatch.pad as pad

    folder = Path(pad.__file__).parent
    found = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if _makes_a_message(ast.parse(path.read_text()))
    }
    assert found == {"link/outbox/bodies.py"}


@pytest.mark.parametrize(
    ("code", "makes"),
    [
        ("from offwatch.wire import Pass\nPass('x')", True),
        ("from offwatch.wire import Pass as P\nP('x')", True),
        ("import offwatch.wire as w\nw.Pass('x')", True),
        ("from offwatch import wire\nwire.Quiet('', 1)", True),
        ("from offwatch.wire.messages import Keep\n[Keep(x) for x in y]", True),
        ("from offwatch.wire import Pass\nf = Pass\nf('x')", True),
        ("from offwatch.wire import Pass\nmap(Pass, names)", True),
        ("from offwatch.wire import PAD_SAYS\nPAD_SAYS['pass']('x')", True),
        ("from offwatch.wire import Pass\nmatch b:\n    case Pass():\n        pass", False),
        ("from offwatch.wire import Pass\ndef f(a: Pass) -> Pass | None: ...", False),
        ("from offwatch.wire import Pass\nisinstance(x, Pass)", False),
        ("from offwatch.wire import Done\nDone('x', 'noted')", False),
    ],
)
def test_a_maker_of_messages_is_found_however_it_is_written(code: str, makes: bool) -> None:
    """The search above looks at what the code does, not at how it is spelled."""
    assert _makes_a_message(ast.parse(code)) is makes


def _makes_a_message(tree: ast.Module) -> bool:
    makers = {form.__name__ for form in PAD_SAYS.values()}
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("offwatch.wire")
        for alias in node.names
        if alias.name in makers
    }
    harmless = _annotations(tree) | _patterns(tree) | _checked(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names and id(node) not in harmless:
            return True
        if isinstance(node, ast.Attribute) and node.attr in makers and id(node) not in harmless:
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Subscript):
            return True  # a class out of a table: nothing of the pad needs that
    return False


def _all(nodes: Iterable[ast.AST | None]) -> set[int]:
    return {id(inner) for node in nodes if node is not None for inner in ast.walk(node)}


def _annotations(tree: ast.Module) -> set[int]:
    nodes: list[ast.AST | None] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            nodes.append(node.returns)
        elif isinstance(node, ast.arg | ast.AnnAssign):
            nodes.append(node.annotation)
    return _all(nodes)


def _patterns(tree: ast.Module) -> set[int]:
    return _all(node.cls for node in ast.walk(tree) if isinstance(node, ast.MatchClass))


def _checked(tree: ast.Module) -> set[int]:
    """What ``isinstance`` looks for."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return _all(c.args[1] for c in calls if getattr(c.func, "id", "") == "isinstance")
