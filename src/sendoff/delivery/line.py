"""One line of Postfix's log.

Texts in it are chosen by strangers: a remote server writes the reply, a sender the addresses. So a
line is read from left to right, an address with its quotes, the first of two equal names wins, and
behind the first `status=word (` nothing is looked at any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STAMP = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?"
_ENVELOPE = rf"(?P<stamp>{_STAMP}) (?P<host>\S+) (?P<tag>[^\s\[\]:]+)(?:\[(?P<pid>\d+)\])?: (?P<text>.*)"
_SEVERITY = r"(warning|error|fatal|panic): "
_QUEUE_ID = r"([0-9A-F]{6,}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]+): "
_MESSAGE_ID = r"(?:resent-)?message-id=(.*)"
_STATUS = r"status=([\w-]+)(?: \((.*))?"
_EXPIRED = r"from=<.*>, status=(?:force-)?expired, returned to sender"
_FORWARDED = r"forwarded as ([0-9A-Za-z]+)"


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its envelope.

    `tag` is the syslog name with the program (`postfix/smtp`, `postfix/sendoff-relay/smtp`); `text` is
    what stands behind severity and queue id, both empty where the line has none.
    """

    stamp: str
    host: str
    tag: str
    pid: int | None
    severity: str
    queue_id: str
    text: str

    @property
    def program(self) -> str:
        """Return the last part of the tag: the program's name."""
        return self.tag.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Delivery:
    """The fate of one recipient at one attempt; `orig_to`, `tls` are empty where the line has none.

    `delay` and the four of `delays` are seconds: waiting in the queue, waiting for a delivery agent,
    connecting, and the mail itself. `tls` is logged since Postfix 3.11.
    """

    queue_id: str
    recipient: str
    orig_to: str
    relay: str
    delay: str
    delays: tuple[str, ...]
    tls: str
    dsn: str
    status: str
    reply: str


def parse(line: str) -> Line | None:
    """Return the parts of a line, or None when it is not one of a syslog or of Postfix's own log."""
    found = re.match(_ENVELOPE, line.rstrip("\n"), re.DOTALL)
    if not found:
        return None
    text = found["text"]
    severity, text = _leading(_SEVERITY, text)
    queue_id, text = _leading(_QUEUE_ID, text)
    pid = int(found["pid"]) if found["pid"] else None
    return Line(found["stamp"], found["host"], found["tag"], pid, severity, queue_id, text)


def _leading(pattern: str, text: str) -> tuple[str, str]:
    found = re.match(pattern, text)
    return (found[1], text[found.end() :]) if found else ("", text)


def delivery(line: Line) -> Delivery | None:
    """Return the delivery that a line reports, or None when it reports none."""
    if not line.queue_id or line.severity or not line.text.startswith("to=<"):
        return None
    fields, rest = _fields(line.text)
    found = re.match(_STATUS, rest, re.DOTALL)
    if not found:
        return None
    return Delivery(
        line.queue_id,
        fields["to"],
        fields.get("orig_to", ""),
        fields.get("relay", ""),
        fields.get("delay", ""),
        tuple(fields["delays"].split("/")) if "delays" in fields else (),
        fields.get("tls", ""),
        fields.get("dsn", ""),
        found[1],
        (found[2] or "").removesuffix(")"),
    )


def _fields(text: str) -> tuple[dict[str, str], str]:
    """Return the `name=value` pairs before `status=`, and the rest of the text from there."""
    fields: dict[str, str] = {}
    while not text.startswith("status="):
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            return fields, ""
        end = _address_end(value) if value.startswith("<") else value.find(", ")
        if end < 0:
            return fields, ""
        fields.setdefault(name, value[1 : end - 1] if value.startswith("<") else value[:end])
        text = value[end:].removeprefix(", ")
    return fields, text


def _address_end(text: str) -> int:
    """Return where the address that starts a text ends, behind its `>`; -1 when it does not."""
    quoted = escaped = False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == ">" and not quoted:
            return position + 1
    return -1


def message_id(line: Line) -> str | None:
    """Return the message id that cleanup(8) reports, as it stands there."""
    found = re.match(_MESSAGE_ID, line.text) if line.queue_id and not line.severity else None
    return found[1] if found else None


def is_start(line: Line) -> bool:
    """Tell whether the line reports where a message came from: an SMTP client, or sendmail(1)."""
    return bool(line.queue_id) and not line.severity and line.text.startswith(("client=", "uid="))


def is_removed(line: Line) -> bool:
    """Tell whether the line says that the message has left the queue."""
    return bool(line.queue_id) and not line.severity and re.match(r"removed(?: \(\w+\))?$", line.text) is not None


def is_expired(line: Line) -> bool:
    """Tell whether the line says that the message waited too long and goes back to its sender."""
    return bool(line.queue_id) and line.program == "qmgr" and re.match(_EXPIRED, line.text) is not None


def forwarded_as(delivery: Delivery) -> str | None:
    """Return the queue id under which local(8) sent the message on."""
    found = re.match(_FORWARDED, delivery.reply) if delivery.relay == "local" else None
    return found[1] if found else None
