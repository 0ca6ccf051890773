"""Which address or domain a reply names as blocked."""

from __future__ import annotations

import re
from ipaddress import ip_address

_IP4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)")
_IP6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]{1,35}(?:\.[\d.]{1,12})?(?![\w:])")
_NAME = r"((?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){1,8}[a-z][a-z0-9-]{0,22}[a-z0-9])"
_DOMAIN = re.compile(
    r"(?:(?:domain|host|helo|from|sender|for|of|dkim =|spf|url|name|client|d=)\s*(?:\[|\(|\"|'|:|=|is |name )*\s*)"
    rf"{_NAME}\b",
    re.IGNORECASE,
)
_BY_ADDRESS = {
    "address-blocked",
    "address-reputation",
    "address-listed",
    "address-policy",
    "reverse-dns",
    "rate",
    "connections",
}
_BY_DOMAIN = {"domain-listed", "domain-reputation", "sender-domain", "authentication", "spf", "dkim", "dmarc", "helo"}


def blocked(text: str, name: str, how: str) -> str | None:
    """Return the address or domain that a reply of a class is about; None where it names none.

    `how` is the row's: `address`, `domain`, or empty as the class is.
    """
    if how == "address" or (not how and name in _BY_ADDRESS):
        return address(text)
    if how == "domain" or (not how and name in _BY_DOMAIN):
        return domain(text)
    return None


def address(text: str) -> str | None:
    """Return the first address of the Internet in a text."""
    for found in sorted([*_IP4.finditer(text), *_IP6.finditer(text)], key=lambda one: one.start()):
        try:
            one = ip_address(found[0].rstrip(":."))
        except ValueError:
            continue
        if one.is_unspecified or one.is_loopback:
            continue
        return str(one)
    return None


def domain(text: str) -> str | None:
    """Return the first domain in a text that stands where the one that is meant stands."""
    found = _DOMAIN.search(text)
    return found[1].lower() if found else None
