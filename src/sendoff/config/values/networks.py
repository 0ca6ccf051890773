"""Trusted networks (Postfix mynetworks) and listening addresses (inet_interfaces)."""

from __future__ import annotations

from sendoff.config.document import Json
from sendoff.config.masking import shown
from sendoff.config.report import Report
from sendoff.config.values.hosts import ip_address, is_host
from sendoff.config.values.text import Word, words

DEFAULT_NETWORKS = ("127.0.0.0/8", "[::1]/128")
_ANY = ("0.0.0.0", "::")  # noqa: S104 - refused


def networks(value: Json, report: Report) -> tuple[str, ...]:
    """Parse networks into Postfix's canonical form, IPv6 in brackets; tables, files and `!` are refused."""
    found: dict[str, None] = {}
    for word in words(value, report):
        network = _network(word, report)
        if network in found:
            report.add("repeated-value", f"{shown(word.text)} stands twice", word.path, word.offset)
        elif network:
            found[network] = None
    return tuple(found)


def _network(word: Word, report: Report) -> str | None:
    import ipaddress  # start-up: the default needs no parsing

    text = word.text
    if text in DEFAULT_NETWORKS:
        return text
    address, slash, length = text.partition("/")
    bare = address[1:-1] if address.startswith("[") and address.endswith("]") else address
    reason = _not_a_network(text, bare, slash, length)
    if reason:
        report.add("bad-network", f"{shown(text)} {reason}", word.path, word.offset)
        return None
    try:
        network = ipaddress.ip_network(bare + slash + length, strict=False)
        exact = ipaddress.ip_address(bare) == network.network_address
    except ValueError:
        what = f"{shown(text)} is not an address or network"
        report.add("bad-network", what, word.path, word.offset, _range_mend(text))
        return None
    version6 = network.version == 6  # noqa: PLR2004
    canonical = f"[{network.network_address}]/{network.prefixlen}" if version6 else str(network)
    if not exact:
        single = f"[{bare}]/128" if version6 else f"{bare}/32"
        mend = f"Write {canonical} for the network, or {single} for the one host."
        report.add("host-bits-set", f"{shown(text)} has host bits set", word.path, word.offset, mend)
        return None
    return canonical


def _not_a_network(text: str, bare: str, slash: str, length: str) -> str | None:
    head, colon, rest = text.partition(":")
    if text.startswith("!"):
        return "is an exclusion"
    if text.startswith("/") or (colon and (rest.startswith("/") or not set(head.lower()) <= set("[0123456789abcdef"))):
        return "is a file or a table"
    if "%" in bare:
        return "has a zone, which Postfix does not know"
    if slash and not (length.isascii() and length.isdigit()):
        return "has no valid prefix length"
    return None


def _range_mend(text: str) -> str:
    return "Write a range as networks, for example 192.0.2.0/30 192.0.2.4/32." if "-" in text or "*" in text else ""


def interfaces(value: Json, report: Report) -> tuple[str, ...]:
    """Parse where SMTP listens: `loopback-only`, `all`, or addresses and host names of this machine."""
    found: dict[str, Word] = {}
    for word in words(value, report):
        name = _interface(word.text)
        if name is None:
            what = f"{shown(word.text)} is neither an address nor a host name"
            report.add("bad-interface", what, word.path, word.offset)
        elif name in _ANY:
            what = f"{shown(word.text)} is not an address of this machine"
            report.add("bad-interface", what, word.path, word.offset, "Write all to listen on every address.")
        elif name in found:
            report.add("repeated-value", f"{shown(word.text)} stands twice", word.path, word.offset)
        else:
            found[name] = word
    for alone in ("all", "loopback-only"):
        if alone in found and len(found) > 1:
            word = found[alone]
            mend = f"Write {alone} alone, or take it out."
            report.add("bad-interface", f"{alone} beside other entries", word.path, word.offset, mend)
    if not found and not report.problems:
        report.add("bad-interface", "nothing to listen on", mend='Write "loopback-only", or take the key out.')
    return tuple(found)


def _interface(text: str) -> str | None:
    if text.lower() in ("all", "loopback-only"):
        return text.lower()
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    address = ip_address(bare)
    if address:
        return address
    return (
        text.lower() if bare == text and is_host(text) and not text.rstrip(".").rpartition(".")[2].isdigit() else None
    )
