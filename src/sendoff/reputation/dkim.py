"""DKIM's records: what to publish, and whether what is published belongs to the key (RFC 6376, 3.6).

Keys are the base64 of their DER form, as `p=` has them.
"""

from __future__ import annotations

from typing import NamedTuple

from sendoff.reputation.dns import FOUND, UNKNOWN, Answer

_LONGEST_STRING = 255
"""Bytes in one string of a TXT record (RFC 1035, 3.3); receivers put the strings together again."""

SAME, MISSING, OTHER = "same", "missing", "other"


class Record(NamedTuple):
    """A TXT record to publish: its name without a final dot, and its value in one piece."""

    name: str
    value: str


class Published(NamedTuple):
    """What the DNS has for a key: `same`, `missing`, `other` (it does not fit, `why` says how) or `unknown`."""

    outcome: str
    why: str = ""


def record(domain: str, selector: str, key: str) -> Record:
    """Return the record for a public key."""
    return Record(record_name(domain, selector), f"v=DKIM1; k=rsa; p={key}")


def record_name(domain: str, selector: str) -> str:
    """Return the name under which receivers look for a selector's key."""
    return f"{selector}._domainkey.{domain}"


def zone_form(found: Record) -> str:
    """Return a record as a line of a zone file, in strings of at most 255 bytes."""
    strings = (found.value[start : start + _LONGEST_STRING] for start in range(0, len(found.value), _LONGEST_STRING))
    quoted = " ".join(f'"{text}"' for text in strings)
    return f"{found.name}. IN TXT {quoted}"


def judge(answer: Answer, key: str) -> Published:
    """Compare what is published with the public key that belongs to the private one."""
    if answer.outcome == UNKNOWN:
        return Published(UNKNOWN, answer.why)
    if answer.outcome != FOUND or not answer.values:
        return Published(MISSING, "no TXT record")
    if len(answer.values) > 1:
        return Published(OTHER, f"{len(answer.values)} TXT records; receivers may take any of them, or none")
    return _fits(tags(answer.values[0]), key)


def tags(value: str) -> dict[str, str]:
    """Return the tags of a record (`tag=value; …`), without the blanks inside values."""
    pairs = (part.partition("=") for part in value.split(";"))
    return {name.strip(): "".join(text.split()) for name, equals, text in pairs if equals}


def _fits(found: dict[str, str], key: str) -> Published:
    if found.get("v", "DKIM1") != "DKIM1" or "p" not in found:
        return Published(OTHER, "it is not a DKIM key record")
    if not found["p"]:
        return Published(OTHER, "it revokes the key (p= is empty)")
    if found.get("k", "rsa") != "rsa" or found["p"] != key:
        return Published(OTHER, "it is another key than the one on this server")
    if "sha256" not in found.get("h", "sha256").split(":"):
        return Published(OTHER, "it does not allow sha256 (h=)")
    if "email" not in (services := found.get("s", "*").split(":")) and "*" not in services:
        return Published(OTHER, "it is not for mail (s=)")
    flags = found.get("t", "").split(":")
    return Published(SAME, "marked as a test (t=y), so receivers may ignore it" if "y" in flags else "")
