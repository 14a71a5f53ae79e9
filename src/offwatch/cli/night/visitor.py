"""Somebody with a browser: opens pages, follows links, presses buttons, over real HTTP."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from time import monotonic, sleep
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from offwatch.cli.night.page import Page
from offwatch.errors import Unavailable


class _AsBrowsersDo(httpx.HTTPTransport):
    """Every name under localhost is this machine, whatever its resolver says."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host.endswith(".localhost"):
            request = httpx.Request(
                request.method,
                request.url.copy_with(host="127.0.0.1"),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        return super().handle_request(request)


PATIENCE_S = 180.0  # a page takes a second; on a machine that is busy with much else, more


class Visitor:
    """One person's visit to one site; ``taps`` counts what they pressed."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.taps = 0
        self.page = Page("")
        self._at = site
        # The sites are http:// on this machine: no certificate is met, so none is loaded.
        transport = _AsBrowsersDo(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        self._client = httpx.Client(follow_redirects=True, timeout=PATIENCE_S, transport=transport)

    def open(self, path: str) -> Page:
        return self._get(urljoin(self.site, path))

    def follow(self, label: str) -> Page:
        """Tap the link that carries ``label``."""
        link = self.page.link(label)
        if link is None:
            raise Unavailable("demo.no-link", f"The page has no link “{label}”.")
        self.taps += 1
        return self._get(urljoin(self._at, link.address))

    def press(self, label: str, answers: Mapping[str, str] | None = None) -> Page:
        """Tap the button whose label starts with ``label``, with the form filled in as given."""
        found = self.page.button(label)
        if found is None:
            raise Unavailable("demo.no-button", f"The page has no button “{label}”.")
        form, button = found
        data = {name: value for name, value in form.fields if name not in (answers or {})}
        data |= answers or {}
        if button.name:
            data[button.name] = button.value
        self.taps += 1
        address = urljoin(self._at, form.action)
        if form.method == "post":
            return self._send("POST", address, data=data, headers={"Referer": self._at})
        return self._send("GET", address, params=data)

    def wait_for(
        self, path: str, seen: Callable[[Page], bool], seconds: float = PATIENCE_S
    ) -> Page:
        """Look at a page again and again until it shows what is waited for."""
        deadline = monotonic() + seconds
        while not seen(self.open(path)):
            if monotonic() > deadline:
                raise Unavailable("demo.waited", f"{path} did not show what was waited for.")
            sleep(0.25)
        return self.page

    @property
    def path(self) -> str:
        """Where the visitor is, without the site."""
        return urlsplit(self._at).path

    def close(self) -> None:
        self._client.close()

    def _get(self, address: str) -> Page:
        return self._send("GET", address)

    def _send(self, method: str, address: str, **more: Any) -> Page:
        try:
            return self._show(self._client.request(method, address, **more))
        except httpx.TransportError as error:
            path = urlsplit(address).path
            raise Unavailable("demo.page-failed", f"{path} did not answer.") from error

    def _show(self, response: httpx.Response) -> Page:
        self._at = str(response.url)
        self.page = Page(response.text)
        if response.status_code >= 400:
            heading = self.page.headline or response.status_code
            raise Unavailable("demo.page-failed", f"{response.url.path} answered “{heading}”.")
        return self.page
