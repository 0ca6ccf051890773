"""Host names, addresses and next hops (RFC 5321, 2.3.5; Postfix relayhost)."""

from __future__ import annotations

import re
from typing import NamedTuple

from sendoff.config.document import Json
from sendoff.config.masking import shown
from sendoff.config.report import Report
from sendoff.config.values.text import Word, one_word, words

# Patterns stay text until they are needed: compiling them all costs more than reading a document.
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*\.?$"
_LDH = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SERVER_NAME = rf"(?=.{{1,253}}$){_LDH}(?:\.{_LDH})+$"
_BRACKETED = r"(?i)\[(?:ipv6:)?([^\[\]]*)\](?::(.*))?$"
MAX_PORT = 65535
_SERVICES = {"smtp": 25, "submission": 587, "smtps": 465, "submissions": 465}
_SMTP_PORT = 25
_SMTPS_PORT = 465


class NextHop(NamedTuple):
    """Where mail goes next, as Postfix writes it: `domain`, `[host]`, either with a port, `[ipv6]:port`.

    `text` is what stands in Postfix's files and tables; credentials and TLS policies are looked up by it.
    """

    text: str
    host: str
    port: int
    by_mx: bool
    is_address: bool = False

    def __str__(self) -> str:
        """Return the hop as it stands in Postfix's files."""
        return self.text

    @property
    def implicit_tls(self) -> bool:
        """Port 465 speaks TLS from the first byte (RFC 8314, 3.3)."""
        return self.port == _SMTPS_PORT


def is_host(text: str) -> bool:
    """Tell whether a text is a host name; underscores are allowed, as in DNS."""
    return bool(re.match(_HOST, text))


def ip_address(text: str) -> str | None:
    """Return the canonical form of an IPv4 or IPv6 address, or None."""
    if "%" in text or not (":" in text or text[-1:].isdigit()):
        return None
    import ipaddress  # start-up: few documents hold addresses

    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def next_hop(value: Json, report: Report) -> NextHop | None:
    """Parse one next hop; an empty string means none."""
    word = one_word(value, report)
    if word is None:
        return None
    if len(word.text.replace(",", " ").split()) > 1:
        report.add(
            "bad-next-hop",
            "more than one next hop",
            (),
            word.offset,
            "Name one; a second belongs in postfix::smtp_fallback_relay. With several, Postfix bounces mail at once "
            "when none of them resolves, instead of keeping it.",
        )
        return None
    return parse_next_hop(word, report)


def next_hops(value: Json, report: Report) -> tuple[NextHop, ...]:
    """Parse a list of next hops, in order of preference."""
    found: dict[str, NextHop] = {}
    for word in words(value, report):
        hop = parse_next_hop(word, report)
        if hop and hop.text in found:
            report.add("repeated-value", f"{shown(word.text)} stands twice", word.path, word.offset)
        elif hop:
            found[hop.text] = hop
    return tuple(found.values())


def parse_next_hop(word: Word, report: Report, *, quote: bool = True) -> NextHop | None:
    """Parse one word as a next hop, or report what is wrong with it; `quote` tells whether it may be shown."""
    reason, hop = _parse(word.text)
    if hop is None:
        name = shown(word.text) if quote else "the next hop"
        report.add("bad-next-hop", f"{name} {reason}", word.path, word.offset)
    return hop


def hop_of(text: str) -> NextHop | None:
    """Return the next hop that a text names, None where it names none."""
    return _parse(text)[1]


def _parse(text: str) -> tuple[str, NextHop | None]:
    bracketed = re.match(_BRACKETED, text)
    fault = None if bracketed else _fault(text)
    if fault:
        return fault, None
    if bracketed:
        host, port_text = bracketed[1], bracketed[2]
    else:
        host, colon, rest = text.partition(":")
        port_text = rest if colon else None
    port = _SMTP_PORT if port_text is None else _port(port_text)
    if port is None:
        return "has no valid port (1 to 65535, smtp, submission, submissions)", None
    return _hop(host, port_text, port, bracketed is not None)


def _fault(text: str) -> str | None:
    """Return what is wrong with the form of a next hop that is not `[host]` or `[host]:port`."""
    if "://" in text:
        return "is a URL; write only [host]:port"
    if ":[" in text:
        return "names a transport; write only [host]:port"
    if text.startswith("["):
        return "has an opening bracket without a closing one, or text behind it"
    if "/" in text:
        return "is a file or a table"
    return _colons(text) if text.count(":") > 1 else None


def _colons(text: str) -> str:
    address = ip_address(text)
    if address:
        return f"is an IPv6 address, which needs brackets: [{address}]"
    return "has more than one colon; an IPv6 address needs brackets: [2001:db8::1]"


def _hop(host: str, port_text: str | None, port: int, bracketed: bool) -> tuple[str, NextHop | None]:
    # Ports are written as numbers: a chroot or a bare machine may lack /etc/services.
    suffix = f":{port}" if port_text is not None else ""
    address = ip_address(host)
    if address and not bracketed:
        return f"is an address, which needs brackets: [{host}]{suffix}", None
    if bracketed and not address and re.match(r"[^:]+:\d+$", host):
        return "has its port inside the brackets; write [host]:port", None
    if not address and not is_host(host):
        if not host.isprintable():
            return "holds an invisible character", None
        if not host.isascii():
            return "has a name outside ASCII; write its xn-- form", None
        return "is neither a domain nor a [host]", None
    if not address and host.rstrip(".").rpartition(".")[2].isdigit():
        return "is neither a host name nor an address", None
    host = address or host.rstrip(".").lower()
    text = f"[{host}]{suffix}" if bracketed else f"{host}{suffix}"
    return "", NextHop(text, host, port, by_mx=not bracketed, is_address=bool(address))


def _port(text: str) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_PORT)):
        number = int(text)
        return number if 1 <= number <= MAX_PORT else None
    return _SERVICES.get(text.lower())


def server_name(value: Json, report: Report) -> str | None:
    """Parse the server's own name: a host name with a domain (RFC 5321, 4.1.1.1)."""
    word = one_word(value, report)
    if word is None:
        return None
    if not is_server_name(word.text):
        report.add("bad-server-name", f"{shown(word.text)} is not a host name with a domain", (), word.offset)
        return None
    return word.text.lower()


def is_server_name(text: str) -> bool:
    """Tell whether a text is a host name with a domain and not an address."""
    return bool(re.match(_SERVER_NAME, text)) and not text.rpartition(".")[2].isdigit()
