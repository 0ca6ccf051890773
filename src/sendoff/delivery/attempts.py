"""The line that tells of one attempt to deliver to one recipient: `QID: to=<…>, …, status=…`.

It is read from left to right in Postfix's own order, addresses with their quotes; the remote's words begin behind
`status=word (`, and nothing in them is looked at.
"""

from __future__ import annotations

import re
from zlib import crc32

from sendoff.delivery.event import ATTEMPT, Event

ID = r"(?:[0-9A-F]{6,}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,})"
"""A queue id, short or long."""

ADDRESS = r'<([^"\\>]*(?:(?:"(?:[^"\\]|\\.)*"|\\.)[^"\\>]*)*)>'
"""An address in its external form: `>` inside quotes does not end it."""

STATUSES = {"sent": "sent", "bounced": "bounced", "deferred": "deferred", "SOFTBOUNCE": "deferred"}
"""Postfix's words that are about mail, and what each means for the recipient."""
PROBED = {"deliverable", "undeliverable", "undeliverable-but-not-cached"}
"""Its words about a question whether an address would be taken."""

_STAGES = 4
_LONGEST = 1e9  # seconds; a longer delay is no delay

_usual = re.compile(
    rf"({ID}): to={ADDRESS}(?:, orig_to={ADDRESS})?, relay=([^,]*)(, conn_use=\d+)?, delay=([\d.]+),"
    r" delays=([\d./]+)(?:, tls=([^,]*))?, dsn=([\d.]*), status=([\w-]+)(?: \((.*))?",
    re.DOTALL,
).match
_other = re.compile(
    rf"({ID}): to={ADDRESS}((?:, \w+=(?:{ADDRESS}|[^,<]*))*), status=([\w-]+)(?: \((.*))?", re.DOTALL
).match
_field = re.compile(rf", (\w+)=(?:{ADDRESS}|([^,<]*))").finditer
_went_on = re.compile(rf"forwarded as ({ID})|.*queued as ({ID})\)?$", re.DOTALL).match


def attempt(text: str, when: int, instance: str, process: str) -> Event | None:
    """Return the event of a line's text from its queue id on; None where it is no such line or not whole.

    Behind `process` it has: mark (the text's checksum), recipient, original (recipient before rewriting), relay, reused
    (a connection that had been used before), delay (seconds since arrival), delays (seconds: before the queue manager,
    in it, setting up the connection, the mail itself), tls (Postfix 3.11 says it here), dsn, status, reply. What a line
    does not have is empty.
    """
    found = _usual(text)
    if found:
        queue_id, to, original, relay, reused, delay, delays, tls, dsn, status, reply = found.groups("")
        again = reused != ""
    else:
        found = _other(text)
        if not found:
            return None
        queue_id, to, more, _, status, reply = found.groups("")
        fields = _fields(more)
        original, relay, tls, dsn = (fields.get(name, "") for name in ("orig_to", "relay", "tls", "dsn"))
        delay, delays, again = fields.get("delay", ""), fields.get("delays", ""), "conn_use" in fields
    if status not in STATUSES and status not in PROBED:
        return None
    mark = crc32(text.encode("utf-8", "replace"))
    return (
        ATTEMPT, when, instance, queue_id, process, mark, to, original, relay, again, _number(delay), _stages(delays),
        tls, dsn, status, reply[:-1] if reply[-1:] == ")" else reply,
    )  # fmt: skip


def _fields(text: str) -> dict[str, str]:
    """Return the fields as they come, for a Postfix that has some that are not known here; the first of a name wins."""
    fields: dict[str, str] = {}
    for found in _field(text):
        fields.setdefault(found[1], found[2] or found[3] or "")
    return fields


def _number(text: str) -> float:
    try:
        return min(float(text), _LONGEST)
    except ValueError:
        return 0.0


def _stages(text: str) -> tuple[float, ...]:
    try:
        found = tuple(map(float, text.split("/")))
    except ValueError:
        return ()
    return found if len(found) == _STAGES and max(found) <= _LONGEST else ()


def went_on_as(relay: str, reply: str) -> str:
    """Return the queue id under which mail goes on on this server, by local(8) or through a content filter; else ''."""
    if relay == "local" or "[127." in relay or "[::1]" in relay:
        found = _went_on(reply)
        return (found[1] or found[2]) if found else ""
    return ""
