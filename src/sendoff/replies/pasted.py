"""A reply as people paste it: a line of the log, of the queue, of a bounce notice, or the reply itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sendoff.replies.collapsing import LOOKED_AT

MOST = 1_000_000
"""What is pasted is looked at up to here (characters)."""

_LINES = 1000
_FIELDS = 1000  # characters that stand before the reply at most


class Pasted(NamedTuple):
    """A reply, and what stands around it; empty where it does not."""

    reply: str
    relay: str = ""
    domain: str = ""
    dsn: str = ""
    status: str = ""


_ADDRESS = r'<([^"\\>]*(?:(?:"(?:[^"\\]|\\.)*+"|\\.)[^"\\>]*)*)>'
_LOG_LINE = re.compile(
    rf"to={_ADDRESS}(?:, orig_to={_ADDRESS})?, relay=([^,\s]*)(?:, [a-z_]+=[^,\s]*)*, status=(\w+) \((.*)"
)
_DSN = re.compile(r", dsn=([\d.]+),")
_SPOKEN = re.compile(r"\bhost [^\s\[\]]{1,255}\[[^\s\[\]]{1,64}\] (?:said|refused to talk to me): ")
_CODE_FIRST = re.compile(r"\s*[245]\d\d[- ]")
_NOTICE = re.compile(
    r"^(Diagnostic-Code|Remote-MTA|Final-Recipient|Status): *(.*(?:\n[ \t].*)*)", re.MULTILINE | re.IGNORECASE
)


def pasted(text: str) -> list[Pasted]:
    """Return the replies in a text: one of each line of a log, else the one that it is; none where it is empty."""
    text = text[:MOST].replace("\r\n", "\n").replace("\r", "\n")
    lines = [*_of_log(text)]
    if lines:
        return [*dict.fromkeys(lines)]
    notice = _of_notice(text)
    if notice:
        return [notice]
    return [Pasted(_spoken(text))] if text.strip() else []


def _of_log(text: str) -> Iterator[Pasted]:
    for line in text.split("\n")[:_LINES]:
        start = line.find(": to=<", 0, _FIELDS) + 2
        found = _LOG_LINE.match(line[: LOOKED_AT + _FIELDS], start) if start > 1 else None
        if not found or not found[5].strip("() "):
            continue
        dsn = _DSN.search(line, start, found.start(5))
        reply = _without_parenthesis(found[5])
        yield Pasted(reply, found[3], _domain(found[1]), dsn[1] if dsn else "", found[4])


def _of_notice(text: str) -> Pasted | None:
    """Return the reply in a delivery status notification (RFC 3464)."""
    fields: dict[str, str] = {}
    for found in _NOTICE.finditer(text):
        fields.setdefault(found[1].lower(), " ".join(found[2].split()))
    said = fields.get("diagnostic-code", "").partition(";")[2].strip()
    if not said:
        return None
    relay = fields.get("remote-mta", "").rpartition(";")[2].strip()
    who = fields.get("final-recipient", "").rpartition(";")[2]
    return Pasted(_spoken(said), relay, _domain(who.strip()), fields.get("status", ""))


def _spoken(text: str) -> str:
    """Return a text from where Postfix says who spoke, unless it begins with the reply itself."""
    found = None if _CODE_FIRST.match(text) else _SPOKEN.search(" ".join(text[:10000].split()))
    return _without_parenthesis(found.string[found.start() :]) if found else text


def _without_parenthesis(text: str) -> str:
    """Return a text without the parenthesis that closes what was opened before it."""
    text = text.rstrip()
    return text[:-1] if text.endswith(")") and text.count(")") > text.count("(") else text


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip("<> ").lower()
