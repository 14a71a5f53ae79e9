"""The served pad as its attackers meet it: memory, half-open requests, temporary files, kills."""

from __future__ import annotations

import re
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import psutil
import pytest
from tests.faults.pad_process import PASSPHRASE, WORD, PadProcess, copies, make_pad, served

import offwatch

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    home = tmp_path_factory.mktemp("made") / "pad"
    return home, make_pad(home)


@pytest.fixture(scope="module")
def pad(made: tuple[Path, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[PadProcess]:
    """One pad for all tests, in their order; the last ones kill it."""
    with served(made, tmp_path_factory.mktemp("served") / "pad") as pad:
        yield pad


def wait_for(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to hold"
        time.sleep(0.05)


def unlock(pad: PadProcess) -> None:
    """Unlock, and read and write what would be private."""
    browser = pad.visit(launched=True)
    browser.press("Unlock", {"passphrase": PASSPHRASE})
    assert browser.path == "/"
    for page in ("/", "/outlook"):
        browser.open(page)
    pad.browser = browser  # type: ignore[attr-defined]


@linux_only
@pytest.mark.parametrize("how", ["lock", "idle"])
def test_after_lock_nothing_private_is_in_memory(
    made: tuple[Path, bytes], tmp_path: Path, how: str
) -> None:
    """No copy of the key, of the passphrase or of a word of the diary in any process that is left.

    While it is unlocked key and word are found: the search can find them.
    """
    env = {"OFFWATCH_PAD_IDLE_S": "15"} if how == "idle" else {}
    secrets = (made[1], made[1].hex().encode(), PASSPHRASE.encode(), WORD.encode())
    with served(made, tmp_path / "pad", **env) as pad:
        unlock(pad)
        site = pad.processes()[1]
        if copies_or_none(site.pid, secrets) is not None:
            _, key, _, word = sum_of(pad, secrets)
            assert key > 0
            assert word > 0
        if how == "lock":
            pad.browser.press("Lock")  # type: ignore[attr-defined]
            assert pad.browser.page.button("Unlock")  # type: ignore[attr-defined]
        wait_for(lambda: not psutil.pid_exists(site.pid))
        assert pad.visit().page.button("Unlock")
        time.sleep(0.5)
        assert sum_of(pad, secrets) == [0] * len(secrets)


def copies_or_none(pid: int, words: tuple[bytes, ...]) -> list[int] | None:
    """None where the system lets nobody read that process's memory, which is as well."""
    try:
        return copies(pid, *words)
    except (PermissionError, FileNotFoundError, ProcessLookupError):
        return None


def sum_of(pad: PadProcess, words: tuple[bytes, ...]) -> list[int]:
    found = [copies_or_none(each.pid, words) for each in pad.processes()]
    return [sum(n) for n in zip(*(f for f in found if f is not None), strict=True)] or [0] * 4


@linux_only
def test_no_process_writes_a_core_dump(pad: PadProcess) -> None:
    """Whatever crashes leaves no picture of its memory on disk."""
    for each in pad.processes():
        limits = Path(f"/proc/{each.pid}/limits").read_text()
        assert re.search(r"Max core file size +0 +0", limits)


def test_a_large_form_is_refused_before_anybody_has_unlocked(pad: PadProcess) -> None:
    """A stranger cannot fill the memory of a locked pad."""
    with httpx.Client(trust_env=False) as client:
        answer = client.post(
            f"http://127.0.0.1:{pad.port}/unlock",
            content=b"x" * 200_000,
            headers={"host": pad.site.removeprefix("http://")},
        )
    assert answer.status_code == 413


def test_it_answers_on_both_of_the_machines_own_addresses(pad: PadProcess) -> None:
    """Nobody else can answer in its place on ::1."""
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("no IPv6 on this machine")
    for address in ("127.0.0.1", "::1"):
        socket.create_connection((address, pad.port), 5).close()


def test_half_sent_requests_do_not_stop_it(pad: PadProcess) -> None:
    """500 connections that never finish a request, kept up: the owner's page comes at once."""
    head = b"POST /unlock HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2048\r\n\r\nhalf"
    with ExitStack() as stack:
        for _ in range(500):
            with suppress(OSError):
                link = stack.enter_context(socket.create_connection(("127.0.0.1", pad.port), 5))
                link.sendall(head)
        began = time.monotonic()
        browser = pad.visit()
        assert browser.page.button("Unlock")
        assert time.monotonic() - began < 20


def test_who_guesses_does_not_slow_the_owner(pad: PadProcess) -> None:
    """After a storm of guesses from strangers the owner's own address opens the pad."""
    stranger, owner = pad.visit(), pad.visit(launched=True)
    token = dict(stranger.page.forms[0].fields)
    statuses = []
    with httpx.Client(trust_env=False) as client:
        host = {"host": f"pad-aaaaaaaaaaaaaaaa.localhost:{pad.port}"}
        cookies = f"pad_csrf={token['csrfmiddlewaretoken']}"
        for n in range(12):
            answer = client.post(
                f"http://127.0.0.1:{pad.port}/unlock",
                data={**token, "passphrase": f"guess number {n}"},
                headers={**host, "cookie": cookies},
            )
            statuses.append(answer.status_code)
    assert statuses[:3] == [403] * 3
    assert 429 in statuses
    assert statuses.count(403) < 8
    owner.press("Unlock", {"passphrase": PASSPHRASE})
    assert owner.path == "/"


@linux_only
def test_a_page_that_is_read_slowly_is_not_put_in_a_file(pad: PadProcess) -> None:
    """An answer of megabytes and a form of megabytes stay in memory until they have been taken."""
    unlock(pad)
    browser = pad.browser  # type: ignore[attr-defined]
    site = pad.processes()[1]
    cookies = "; ".join(f"{c.name}={c.value}" for c in browser._client.cookies.jar)
    host = pad.site.removeprefix("http://")
    with ExitStack() as stack:
        slow = stack.enter_context(socket.socket())
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", pad.port))
        slow.sendall(f"GET /source HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() * 4)
        sender = stack.enter_context(socket.create_connection(("127.0.0.1", pad.port)))
        sender.sendall(
            f"POST /log/onset HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n"
            f"Content-Length: 5000000\r\n\r\n".encode()
        )
        sender.sendall(b"x" * 4_000_000)
        ours = (str(pad.home), str(Path(offwatch.__file__).parent))  # its source is what it sends
        for _ in range(20):
            files = [link for link in open_files(site.pid) if not link.startswith(ours)]
            assert [f for f in files if "/tmp" in f or "(deleted)" in f] == []
            time.sleep(0.1)


def open_files(pid: int) -> list[str]:
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        if link.name == "2":
            continue  # standard error is where the test runner wants it
        with suppress(OSError):
            found.append(str(link.readlink()))
    return [name for name in found if name.startswith("/") and not name.startswith("/dev/")]


def test_a_killed_site_is_started_again(pad: PadProcess) -> None:
    """kill -9 of the process with the pages costs a moment; the pad is locked then."""
    unlock(pad)
    pad.processes()[1].send_signal(signal.SIGKILL)
    assert pad.visit().page.button("Unlock")
    assert pad.process.poll() is None


def test_a_killed_server_takes_its_site_along(pad: PadProcess) -> None:
    """kill -9 of the process that was started leaves no process that serves the pad."""
    sites = pad.processes()[1:]
    pad.process.kill()
    pad.process.wait()
    wait_for(lambda: not any(each.is_running() for each in sites), 10)
