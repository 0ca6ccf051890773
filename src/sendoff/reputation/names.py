"""Names and addresses as DNS and receivers see them."""

from __future__ import annotations

import ipaddress
import re

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LONGEST = 253
_FEWEST_LABELS = 2
_LOCAL = ("localdomain", "local", "localhost", "lan", "internal", "home", "home.arpa", "invalid", "test", "corp")
_WORDS = r"\b(?:dyn|dynamic|dynip|dhcp|pool|ppp|dial|dialup|dialin|dsl|adsl|vdsl|cable|broadband|customer|cust|client"
_WORDS += r"|residential|static-ip|staticip|unassigned|unused|generic|reverse|nat|host|ip)(?:\d*)\b"
_ANYWHERE = r"(?:dynamic|dialup|dial-up|\.dyn\.|\.dip\.|pool)"
_HOSTERS = r"(?:^|\.)(?:your-server\.de|amazonaws\.com|googleusercontent\.com|cloudapp\.net|compute\.internal)$"
_PARTS = 3


def ascii_name(name: str) -> str:
    """Return a domain in A-labels, small letters, without its last dot; as it is where it has no such form."""
    plain = name.strip().rstrip(".").lower()
    if plain.isascii():
        return plain
    try:
        return plain.encode("idna").decode()
    except UnicodeError:
        return plain


def is_qualified(name: str) -> bool:
    """Tell whether a name can be found on the internet: LDH labels, a domain, no address, no private ending."""
    labels = name.lower().rstrip(".").split(".")
    private = any(name.lower().endswith(f".{ending}") for ending in _LOCAL)
    whole = len(name) <= _LONGEST and all(re.fullmatch(_LABEL, label) for label in labels)
    return whole and len(labels) >= _FEWEST_LABELS and not labels[-1].isdigit() and not private


def same_address(one: str, other: str) -> bool:
    """Tell whether two texts are the same address."""
    try:
        return ipaddress.ip_address(one) == ipaddress.ip_address(other)
    except ValueError:
        return False


def reverse_name(address: str) -> str:
    """Return the name under which an address's PTR stands."""
    return ipaddress.ip_address(address).reverse_pointer


def is_private(address: str) -> bool:
    """Tell whether an address cannot be seen on the internet."""
    return not ipaddress.ip_address(address).is_global


def generic(name: str, address: str) -> str:
    """Return what in a PTR name says that nobody chose it, or nothing."""
    plain = name.lower().rstrip(".")
    if _holds(plain, address):
        return "it holds the address's own digits"
    found = re.search(_ANYWHERE, plain) or re.search(_WORDS, plain.replace("_", "-"))
    if found:
        return f"it has the word {found[0].strip('.')!r}"
    if re.search(_HOSTERS, plain):
        return "it is the provider's own name for the address"
    return ""


def _holds(name: str, address: str) -> bool:
    if ":" in address:
        whole = ipaddress.IPv6Address(address)
        nibbles = whole.exploded.replace(":", "")
        packed = name.replace("-", "").replace(".", "")
        return nibbles in packed or nibbles[-16:] in packed or address.replace(":", "-") in name
    parts = address.split(".")
    numbers = [str(int(number)) for number in re.findall(r"\d+", name)]
    forward = _run(numbers, parts) or _run(numbers, parts[::-1])
    return forward or ("".join(part.zfill(_PARTS) for part in parts) in name) or (f"{_hexadecimal(parts)}" in name)


def _run(numbers: list[str], parts: list[str]) -> bool:
    """Tell whether three parts of an address that follow each other stand in a name, in order."""
    wanted = [parts[start : start + _PARTS] for start in range(len(parts) - _PARTS + 1)]
    found = [numbers[start : start + _PARTS] for start in range(len(numbers) - _PARTS + 1)]
    return any(each in found for each in wanted)


def _hexadecimal(parts: list[str]) -> str:
    return "".join(f"{int(part):02x}" for part in parts)
