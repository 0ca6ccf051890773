"""A piece of Postfix's log, line by line, into events.

Texts in a log are chosen by strangers: a remote server writes the reply, a sender the addresses. So every expression
here is anchored at the line's beginning and takes the fields in Postfix's own order.

Lines come in syslog's traditional form (as postlogd(8) writes them too) and in that of RFC 3339. A million of them pass
here, so what repeats is remembered: stamps by their second, tags as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from sendoff.delivery.attempts import ADDRESS, ID, attempt
from sendoff.delivery.event import (
    ACTIVE,
    ALL_DELETED,
    CLIENT,
    DROPPED,
    END,
    EXPIRED,
    HEADER,
    HELD,
    MESSAGE_ID,
    NOTICE,
    PICKUP,
    REDIRECTED,
    REJECTED,
    RELEASED,
    TLS,
    TRIED,
    Event,
    Read,
)
from sendoff.delivery.stamps import Stamps

MAX_LINE = 8192
"""Postfix cuts its lines at about 2000 characters; what stands beyond this (characters) is not looked at."""

_EXAMPLE = 300


class _Source(NamedTuple):
    """Who writes a line: the whole tag with its pid, the instance, and what reads the program's lines."""

    process: str
    instance: str
    read: Callable[[str, int, _Source], Event | bool | None]


# A reader returns an event, True for a line that tells nothing that is kept, or None for one it does not understand.
_Found = Event | bool | None

_active = re.compile(rf"({ID}): from={ADDRESS}, size=(\d{{1,18}}), nrcpt=(\d{{1,18}}) \(queue active\)").match
_expired = re.compile(rf"({ID}): from={ADDRESS}, status=(?:force-)?expired, returned to sender").match
_message_id = re.compile(rf"({ID}): (?:resent-)?message-id=(.*)", re.DOTALL).match
_removed = re.compile(rf"({ID}): removed(?: \((\w+)\))?$").match
_client = re.compile(
    rf"({ID}): client=([^,\s]*)(?:, sasl_method=[^,]*)?(?:, sasl_username=([^,]*))?(?:, sasl_sender=[^,]*)?"
    rf"(?:, orig_queue_id=({ID}))?"
).match
_pickup = re.compile(rf"({ID}): uid=(\d{{1,18}}) from={ADDRESS}(?: orig_id=({ID}))?").match
_notice = re.compile(
    rf"({ID}): (?:sender|postmaster) (?:non-delivery|delay|delivery status) notification: ({ID})"
).match
_postsuper = re.compile(rf"({ID}): (removed|requeued|placed on hold|released from hold)").match
_deleted = re.compile(r"Deleted: (\d{1,9}) messages?$").match
_action = re.compile(rf"({ID}): (?:milter-)?(hold|discard|info|redirect): (.*)", re.DOTALL).match
_header = re.compile(r"header ([A-Za-z0-9-]+): ?(.*) from (?:local|[^\s\[]*\[[^\]\s]*\]); from=<", re.DOTALL).match
_tls = re.compile(r"(\w+) TLS connection (?:established|reused) to (\S+): (\S+) with cipher (\S+)").match
_talk = re.compile(
    rf"(?:{ID}: )?((?:connect to|host|lost connection with|conversation with|SSL_connect error to) .*)", re.DOTALL
).match
_reject = re.compile(rf"(NOQUEUE|{ID}): (?:milter-)?reject: (\S+) from (\S+): (.*)", re.DOTALL).match
_from_to = re.compile(rf"; from={ADDRESS}(?: to={ADDRESS})?").match
_reject_content = re.compile(rf"({ID}): (?:milter-)?reject: (?:header|body) ").match
_reject_words = re.compile(r"(?: proto=\S*)?(?: helo=<[^>]*>)?: (.*)", re.DOTALL).match
_suppressed = re.compile(
    r"Suppressed (\d{1,9}) messages from|imuxsock.*? (\d{1,9}) messages|imjournal: (\d{1,9}) messages"
).match
_id = re.compile(rf"{ID}: (?!to=<)").match


def _delivery_agent(text: str, when: int, source: _Source) -> _Found:
    found = attempt(text, when, source.instance, source.process)
    if found:
        return found
    tls = _tls(text)
    if tls:
        return (TLS, when, source.process, tls[2], f"{tls[1]} {tls[3]} {tls[4]}")
    talk = _talk(text)
    if talk:
        return (TRIED, when, source.process, talk[1])
    return None if ": to=<" in text[:80] else True


def _qmgr(text: str, when: int, source: _Source) -> _Found:
    if text[-9:] == ": removed":
        found = _removed(text)
        return (END, when, source.instance, found[1], "removed") if found else None
    found = _active(text)
    if found:
        return (ACTIVE, when, source.instance, found[1], found[2], int(found[3]), int(found[4]))
    found = _expired(text)
    if found:
        return (EXPIRED, when, source.instance, found[1])
    return _delivery_agent(text, when, source) if ": to=<" in text else _about_a_message(text)


def _cleanup(text: str, when: int, source: _Source) -> _Found:
    found = _message_id(text)
    if found:
        return (MESSAGE_ID, when, source.instance, found[1], found[2])
    found = _removed(text)
    if found:
        return (END, when, source.instance, found[1], "discarded")
    found = _action(text)
    if found and found[2] == "info":
        header = _header(found[3])
        return (HEADER, when, source.instance, found[1], header[1].lower(), header[2]) if header else True
    if found:
        kind = {"hold": HELD, "redirect": REDIRECTED}.get(found[2])
        event = (END, when, source.instance, found[1], "discarded")
        return event if kind is None else (kind, when, source.instance, found[1])
    refused = _refused(text, when, source) or _refused_content(text, when, source)
    if refused:
        return refused
    return _delivery_agent(text, when, source) if ": to=<" in text[:80] else True


def _smtpd(text: str, when: int, source: _Source) -> _Found:
    if text.startswith(("connect from", "disconnect from")):
        return True
    found = _client(text)
    if found:
        return (CLIENT, when, source.instance, found[1], found[2], found[3] or "", found[4] or "")
    refused = _refused(text, when, source)
    if refused:
        return refused
    return None if ": client=" in text[:80] and not text.startswith("NOQUEUE") else True


def _refused(text: str, when: int, source: _Source) -> Event | None:
    """Return what smtpd(8) or a milter refused; a message ends by it only where all of it had come."""
    found = _reject(text)
    if not found:
        return None
    queue_id, stage, client, words = found.groups()
    place = words.find("; from=<")
    envelope = _from_to(words, place) if place >= 0 else None
    sender, recipient = envelope.groups("") if envelope else ("", "")
    reply = (words[:place] if envelope else words).partition("; proto=")[0]
    ended = queue_id if stage == "END-OF-MESSAGE" and queue_id != "NOQUEUE" else ""
    return (REJECTED, when, client, reply, sender, recipient, source.instance, ended)


def _refused_content(text: str, when: int, source: _Source) -> Event | None:
    """Return what cleanup(8) refused for a header or a line of the body; mail of local users it bounces itself."""
    found = _reject_content(text)
    place = text.rfind("; from=<") if found else -1
    envelope = _from_to(text, place) if place >= 0 else None
    if not found or not envelope:
        return None
    client = text[:place].rpartition(" ")[2]
    if client == "local":
        return (END, when, source.instance, found[1], "discarded")
    words = _reject_words(text, envelope.end())
    reply = words[1] if words else ""
    return (REJECTED, when, client, reply, *envelope.groups(""), source.instance, found[1])


def _pickup_line(text: str, when: int, source: _Source) -> _Found:
    found = _pickup(text)
    if found:
        return (PICKUP, when, source.instance, found[1], int(found[2]), found[3], found[4] or "")
    return None if ": uid=" in text[:80] else True


def _bounce(text: str, when: int, source: _Source) -> _Found:
    found = _notice(text)
    if found:
        return (NOTICE, when, source.instance, found[1], found[2])
    return None if " notification: " in text else True


def _postsuper_line(text: str, when: int, source: _Source) -> _Found:
    found = _postsuper(text)
    if not found:
        deleted = _deleted(text)
        return (ALL_DELETED, when, source.instance, int(deleted[1])) if deleted else True
    kind = found[2]
    if kind == "placed on hold":
        return (HELD, when, source.instance, found[1])
    if kind == "released from hold":
        return (RELEASED, when, source.instance, found[1])
    return (END, when, source.instance, found[1], "deleted" if kind == "removed" else "requeued")


def _about_a_message(text: str) -> _Found:
    """Judge a line of the queue manager that is none of its usual ones."""
    return None if _id(text) and ": from=<" in text else True


def _other_program(_text: str, _when: int, _source: _Source) -> _Found:
    return True


def _logger(text: str, when: int, _source: _Source) -> _Found:
    found = _suppressed(text)
    count = next((int(number) for number in found.groups() if number), 0) if found else 0
    if count or "begin to drop messages" in text:
        return (DROPPED, when, max(count, 1), text[:_EXAMPLE])
    return False


_PROGRAMS: dict[str, Callable[[str, int, _Source], _Found]] = {
    **dict.fromkeys(
        ("smtp", "lmtp", "local", "virtual", "pipe", "error", "retry", "discard", "relay"), _delivery_agent
    ),
    **dict.fromkeys(("qmgr", "nqmgr"), _qmgr),
    **dict.fromkeys(("bounce", "defer", "trace"), _bounce),
    "cleanup": _cleanup,
    "smtpd": _smtpd,
    "qmqpd": _smtpd,
    "pickup": _pickup_line,
    "postsuper": _postsuper_line,
}
_LOGGERS = {"systemd-journald", "rsyslogd", "imjournal", "imuxsock"}
_SEVERITIES = ("warning: ", "error: ", "fatal: ", "panic: ")


def _source(tag: str) -> _Source | None:
    """Return who writes under a tag (`postfix/smtp[123]:`); None for programs that are not Postfix's."""
    name = tag.removesuffix(":").partition("[")[0]
    if name in _LOGGERS:
        return _Source(tag, "", _logger)
    instance, slash, _ = name.partition("/")
    if not slash or "postfix" not in instance:
        return None
    return _Source(tag, instance, _PROGRAMS.get(name.rpartition("/")[2], _other_program))


class _Odd:
    """Lines that are not understood: how many, and the first."""

    def __init__(self) -> None:
        self.count, self.example = 0, ""

    def add(self, line: str) -> None:
        self.count += 1
        self.example = self.example or line[:_EXAMPLE]


def read(data: bytes, latest: float) -> Read:
    """Return what whole lines tell. `latest` (seconds since 1970): no stamp in them is later."""
    stamps, sources = Stamps(latest), dict[str, _Source | None]()
    events: list[Event] = []
    unknown, unreadable = _Odd(), _Odd()
    parsed = foreign = first = last = 0
    for line in data.decode("utf-8", "replace").split("\n"):
        if not line:
            continue
        try:
            when, tag, text = _envelope(line, stamps)
        except ValueError:
            unreadable.add(line)
            continue
        if tag not in sources:
            sources[tag] = _source(tag)
        source = sources[tag]
        found = _found(source, text, when) if source else False
        if found is None:
            unknown.add(line)
        elif found is False:
            foreign += 1
            continue
        else:
            parsed += 1
            if found is not True:
                events.append(found)
        last = when
        first = first or when
    return Read(
        events, parsed, unknown.count, unreadable.count, foreign, first, last, unknown.example, unreadable.example
    )


def _envelope(line: str, stamps: Stamps) -> tuple[int, str, str]:
    """Return a line's moment, its tag, and its text; ValueError where it is no line of a log."""
    if line[0] in "0123456789":
        stamp, _, tag, text = line.split(" ", 3)
        return stamps.rfc3339(stamp), tag, text
    _, tag, text = line[16:].split(" ", 2)
    return stamps.traditional(line[:15]), tag, text


def _found(source: _Source, text: str, when: int) -> _Found:
    if text.startswith(_SEVERITIES):
        return True
    return source.read(text if len(text) < MAX_LINE else text[:MAX_LINE], when, source)
