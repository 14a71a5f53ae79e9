"""How a pad's requests travel: what a desk's certificate is held against."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NoReturn

import pytest
from tests.pad.stand_in import StandIn

from offwatch.errors import Unavailable
from offwatch.pad.link import transport
from offwatch.wire import public_text


def test_http_needs_no_certificates(desk: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading them takes longer than the request to a desk on this machine."""

    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail("certificates were loaded")

    monkeypatch.setattr(ssl, "create_default_context", refuse)
    assert transport.fetch_key(desk.url) == public_text(desk.key)


def test_a_desk_whose_certificate_nobody_vouches_for_is_not_spoken_to(unknown: str) -> None:
    """It could be anybody's; it is as if no desk answered."""
    with pytest.raises(Unavailable) as caught:
        transport.fetch_key(unknown)
    assert caught.value.code == "desk.unreachable"


class _Key(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'{"public_key": "%s"}' % (b"00" * 32)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def unknown(tmp_path: Path) -> Iterator[str]:
    """The address of a desk with a certificate that it signed itself."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = HTTPServer(("127.0.0.1", 0), _Key)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
