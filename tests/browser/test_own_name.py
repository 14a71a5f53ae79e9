"""A real browser gives the pad's cookies to the pad and to no other port of this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.faults.pad_process import PASSPHRASE, PadProcess, make_pad, served


@pytest.fixture(scope="module")
def pad(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PadProcess]:
    folder = tmp_path_factory.mktemp("own-name")
    with served((folder / "made", make_pad(folder / "made")), folder / "pad") as pad:
        yield pad


class Neighbour:
    """Another program on another port of this machine; the cookies it has been sent."""

    def __init__(self) -> None:
        self.cookies: list[str | None] = []
        neighbour = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                neighbour.cookies.append(self.headers.get("Cookie"))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    neighbour = Neighbour()
    yield neighbour
    neighbour.server.shutdown()
    neighbour.server.server_close()


@pytest.mark.parametrize("by", ["the printed address", "localhost", "127.0.0.1", "the own name"])
def test_no_other_port_is_sent_a_cookie(
    browser: Browser, pad: PadProcess, neighbour: Neighbour, by: str
) -> None:
    """However the owner comes in, after unlocking no page of another port gets a cookie."""
    address = {
        "the printed address": pad.site + pad.launch_path,
        "localhost": f"http://localhost:{pad.port}/",
        "127.0.0.1": f"http://127.0.0.1:{pad.port}/",
        "the own name": pad.site,
    }[by]
    with browser.new_context() as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(address)
        page.fill("#passphrase", PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{pad.site}/")
        assert page.locator("nav").count() > 0
        other = context.new_page()
        for host in ("localhost", "127.0.0.1", "desk.localhost", "pad-aaaaaaaaaaaaaaaa.localhost"):
            other.goto(f"http://{host}:{neighbour.server.server_port}/")
        assert neighbour.cookies
        assert set(neighbour.cookies) == {None}
        assert [c for c in complaints if "Content Security Policy" in c] == []
        assert {c.get("domain") for c in context.cookies() if c.get("name") == "pad"} == {
            pad.site.removeprefix("http://").split(":")[0]
        }
        # What the neighbour can learn from the pad itself does not name the place of the cookies.
        page.goto(f"{pad.site}/")
        assert page.locator("nav").count() > 0


def test_lock_ends_on_the_unlock_page(browser: Browser, pad: PadProcess) -> None:
    """Lock answers with the unlock page of the site that comes after."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(pad.site)
        page.fill("#passphrase", PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{pad.site}/")
        page.get_by_role("button", name="Lock").click()
        page.wait_for_url(f"{pad.site}/unlock")
        assert page.locator("#passphrase").count() == 1
        assert Path(pad.home, "vault.db").exists()
