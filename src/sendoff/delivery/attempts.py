"""The line that tells of one attempt to deliver to one recipient: `QID: to=<…>, …, status=…`.

It is read from left to right in Postfix's own order, addresses with their quotes; the remote's words begin behind
`status=word (`. They are looked at only for their class (replies/classifying.py), here, since an import parses in a
process of its own; whatever the ledger's privacy keeps of the words, the class comes from all of them.
"""

from __future__ import annotations

import re
from zlib import crc32

from sendoff.delivery.event import ATTEMPT, Event
from sendoff.replies.classes import CLASSES
from sendoff.replies.classifying import classify
from sendoff.replies.providers import OTHER, provider
from sendoff.replies.templates import template
from sendoff.replies.understanding import understand

ID = r"(?:[0-9A-F]{6,}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,})"
"""A queue id, short or long."""

ADDRESS = r'<([^"\\>]*(?:(?:"(?:[^"\\]|\\.)*"|\\.)[^"\\>]*)*)>'
"""An address in its external form: `>` inside quotes does not end it."""

STATUSES = {"sent": "sent", "bounced": "bounced", "deferred": "deferred", "SOFTBOUNCE": "deferred"}
"""Postfix's words that are about mail, and what each means for the recipient."""
PROBED = {"deliverable", "undeliverable", "undeliverable-but-not-cached"}
"""Its words about a question whether an address would be taken."""

_STAGES = 4
_TELLING = frozenset(name for name, one in CLASSES.items() if one.telling)
_LISTED = ("address-listed", "domain-listed")
LIST = "list:"
_MOST_LISTS = 4096
_lists: dict[str, str] = {}
_NOTHING = ("", "", "", "")
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
_said = re.compile(r"host (([^\s\[\]]+)\[[0-9A-Fa-f.:]+\])(?::\d+)? (?:said|refused to talk to me): ").match
_went_on = re.compile(rf"forwarded as ({ID})|.*queued as ({ID})\)?$", re.DOTALL).match


def attempt(text: str, when: int, instance: str, process: str) -> Event | None:
    """Return the event of a line's text from its queue id on; None where it is no such line or not whole.

    Behind `process` it has: mark (the text's checksum), recipient, original (recipient before rewriting), relay, reused
    (a connection that had been used before), delay (seconds since arrival), delays (seconds: before the queue manager,
    in it, setting up the connection, the mail itself), tls (Postfix 3.11 says it here), dsn, status, reply, and for
    mail that was not sent: the reply's class, the provider's own code in it, of whom it tells that he blocks this
    server (a provider, or a blocklist as `list:name`), and the `host[address]` that told so. What a line does not have
    is empty.
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
    reply = reply[:-1] if reply[-1:] == ")" else reply
    return (
        ATTEMPT, when, instance, queue_id, process, mark, to, original, relay, again, _number(delay), _stages(delays),
        tls, dsn, status, reply, *(_NOTHING if status == "sent" else _meaning(reply, dsn, relay)),
    )  # fmt: skip


def _meaning(reply: str, dsn: str, relay: str) -> tuple[str, str, str, str]:
    """Return a reply's class, the provider's code in it, and, if it says so, who blocks this server and by whose word.

    Only a server's own words accuse: Postfix's quote names of hosts and addresses, which a sender may choose. And only
    known ones do: what is guessed from single words names a class, and opens nothing.
    """
    kind, code, guessed = classify(reply, dsn, relay)
    said = _said(reply) if kind in _TELLING and not guessed else None
    if not said:
        return kind, code, "", ""
    by = provider(said[2])
    if by == OTHER:
        by = _list_named(reply, relay, dsn) if kind in _LISTED else ""
    return kind, code, by, said[1] if by else ""


def _list_named(reply: str, relay: str, dsn: str) -> str:
    """Return the blocklist that a reply names; remembered by its template, since asking takes long."""
    key = template(reply)
    if key not in _lists:
        if len(_lists) >= _MOST_LISTS:
            _lists.clear()
        named = understand(reply, relay=relay, dsn=dsn).provider
        _lists[key] = f"{LIST}{named}" if named else ""
    return _lists[key]


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
