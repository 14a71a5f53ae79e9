"""Which computers a calendar may be fetched from: not those of a private network unasked."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from offwatch.errors import BadInput, Refused, Unavailable

_NAT64 = ip_network("64:ff9b::/96")


def read_address(text: str) -> SplitResult:
    """The address of a calendar as typed; ``webcal`` is another word for https."""
    text = text.strip()
    for own, usual in (("webcals:", "https:"), ("webcal:", "https:")):
        if text.lower().startswith(own):
            text = usual + text[len(own) :]
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port  # a port outside its range raises
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or not text.isprintable() or " " in text:
        raise BadInput(
            "calendar.address",
            "The address of a calendar begins with https://, http:// or webcal://.",
        )
    return parts


def reachable(host: str, port: int, *, own_network: bool) -> list[str]:
    """The addresses of a host, all of them public unless it may be in a private network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable(
            "calendar.unreachable",
            "The calendar's server cannot be found now; what was read last is kept.",
        ) from None
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not own_network and not all(map(is_public, addresses)):
        raise Refused(
            "calendar.private",
            "That address, or one that it leads to, is on this machine or in a private network. "
            "If it is a computer of your own, say so beside the address; else do not use it.",
        )
    return addresses


def is_public(text: str) -> bool:
    """Whether an address is of the internet at large, whatever form it is written in."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast
