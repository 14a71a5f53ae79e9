"""The events of a CalDAV collection, and which collections a server has."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from caldav.davclient import DAVClient, DAVResponse
from caldav.elements import cdav
from caldav.lib import error as dav_error
from requests.adapters import HTTPAdapter

from offwatch.calendars.blocks import MOST_BYTES, too_large
from offwatch.errors import BadInput, Refused, Unavailable
from offwatch.pad.calendars.asking import Collection
from offwatch.pad.calendars.hosts import reachable, read_address

STEP_S, WHOLE_S = 10, 20.0
MOST_COLLECTIONS = 50
_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="{start:%Y%m%d}T000000Z" end="{end:%Y%m%d}T000000Z"/>
</C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>"""
_CALENDAR = re.compile(r"<(?:[\w.-]+:)?calendar[\s/>]")
_FAULTS = (
    dav_error.DAVError,
    SyntaxError,  # of XML
    requests.RequestException,
    AssertionError,
    AttributeError,
    KeyError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)


def fetch_collection(
    address: str,
    first_day: date,
    end_day: date,
    *,
    login: str,
    password: str,
    own_network: bool,
) -> list[bytes] | tuple[Collection, ...]:
    """The events of a collection on some days; of a server's address, the collections it has."""
    parts = read_address(address)
    try:
        with DAVClient(
            parts.geturl(), username=login or None, password=password or None, timeout=STEP_S
        ) as client:
            guard = _Guarded(parts.hostname or "", parts.scheme, own_network)
            client.session.trust_env = False  # no login out of a file, no proxy
            client.session.max_redirects = 5
            client.session.mount("http://", guard)
            client.session.mount("https://", guard)
            answer = client.report(
                parts.geturl(), _QUERY.format(start=first_day, end=end_day), depth=1
            )
            _must_be_let_in(answer.status)
            texts = _texts(answer) if answer.status == 207 else []
            if texts or (answer.status == 207 and _is_calendar(client, parts.geturl())):
                return texts
            return _collections(client)
    except dav_error.AuthorizationError:
        raise _login() from None
    except requests.exceptions.SSLError:
        raise Unavailable(
            "calendar.certificate",
            "The calendar's server cannot prove who it is (its certificate is not valid); nothing "
            "was fetched.",
        ) from None
    except requests.RequestException:
        raise Unavailable(
            "calendar.no-answer",
            "The calendar's server does not answer now; what was read last is kept.",
        ) from None
    except _FAULTS:
        raise _no_collection() from None


class _Guarded(HTTPAdapter):
    """Sends to hosts that may be asked only, redirects included, and takes so many bytes."""

    def __init__(self, host: str, scheme: str, own_network: bool) -> None:
        super().__init__()
        self._host, self._scheme, self._own_network = host, scheme, own_network
        self._deadline = time.monotonic() + WHOLE_S

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        host = parts.hostname or ""
        if self._scheme == "https" and parts.scheme != "https":
            raise Refused(
                "calendar.in-clear",
                "The address leads from https:// to http://, where anybody on the way reads along. "
                "Ask whoever runs it for another address.",
            )
        port = parts.port or (443 if parts.scheme == "https" else 80)
        reachable(host, port, own_network=self._own_network and host == self._host)
        answer = super().send(request, *args, **{**more, "stream": True})
        content = b""
        for piece in answer.iter_content(64 * 1024):
            content += piece
            if len(content) > 2 * MOST_BYTES:  # the XML around it as well
                raise too_large()
            if time.monotonic() > self._deadline:
                raise requests.Timeout
        answer._content = content  # so that nobody reads it again, without a bound
        return answer


def _texts(answer: DAVResponse) -> list[bytes]:
    found = answer.expand_simple_props([cdav.CalendarData()])
    texts = [props.get(cdav.CalendarData.tag) for props in found.values()]
    return [text.encode() for text in texts if isinstance(text, str)]


def _is_calendar(client: DAVClient, address: str) -> bool:
    """Whether this is a calendar, though it holds nothing on these days."""
    answer = client.propfind(address, props=_props("resourcetype"), depth=0)
    return _CALENDAR.search(answer.raw) is not None


def _props(name: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<D:propfind xmlns:D="DAV:"><D:prop><D:{name}/></D:prop></D:propfind>'
    )


def _collections(client: DAVClient) -> tuple[Collection, ...]:
    found = []
    for calendar in cast("Any", client).principal().calendars()[:MOST_COLLECTIONS]:
        name = calendar.get_display_name() or ""
        found.append(Collection(str(name)[:200], str(calendar.url)))
    if not found:
        raise _no_collection()
    return tuple(found)


def _must_be_let_in(status: int) -> None:
    if status in (401, 403, 407):
        raise _login()


def _login() -> Refused:
    return Refused(
        "calendar.login",
        "The calendar's server wants another login; write a new one beside the address.",
    )


def _no_collection() -> BadInput:
    return BadInput(
        "calendar.no-collection",
        "There is no CalDAV calendar at that address; copy it from your calendar program.",
    )
