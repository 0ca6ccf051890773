"""What a piece of Postfix's log tells, as events.

An event is a plain tuple, since there are a million of them in a log: `(kind, when, ...)`, `when` in microseconds since
1970. `instance` is the syslog name up to its first slash; `process` the whole tag with the pid.

    (CLIENT, when, instance, queue_id, client, sasl_username, orig_queue_id)
    (PICKUP, when, instance, queue_id, uid, sender, orig_id)
    (MESSAGE_ID, when, instance, queue_id, message_id)
    (ACTIVE, when, instance, queue_id, sender, size, nrcpt)
    (ATTEMPT, when, instance, queue_id, process, mark, recipient, original, relay, reused, delay, delays, tls, dsn,
     status, reply, class, code, blocks, by)   see delivery/attempts.py
    (END, when, instance, queue_id, ending)      removed, deleted, requeued or discarded
    (EXPIRED, when, instance, queue_id)
    (NOTICE, when, instance, queue_id, child)
    (HELD, when, instance, queue_id) and (RELEASED, ...)
    (HEADER, when, instance, queue_id, name, value)
    (TLS, when, process, peer, words)
    (TRIED, when, process, words)
    (REJECTED, when, client, reply, sender, recipient, instance, queue_id)   the queue id where a message ends by it
    (REDIRECTED, when, instance, queue_id)       all its recipients became one
    (DROPPED, when, count, text)
    (ALL_DELETED, when, instance, count)       by `postsuper -d ALL`, which names none of them
"""

from __future__ import annotations

from typing import Any, NamedTuple

(CLIENT, PICKUP, MESSAGE_ID, ACTIVE, ATTEMPT, END, EXPIRED, NOTICE, HELD, RELEASED, HEADER, TLS, TRIED, REJECTED,
 DROPPED, ALL_DELETED, REDIRECTED) = range(17)  # fmt: skip

Event = tuple[Any, ...]


class Read(NamedTuple):
    """The events of a piece of the log, how many of its lines were what, and an example of each that is a gap."""

    events: list[Event]
    parsed: int
    unknown: int
    unreadable: int
    foreign: int
    first: int
    last: int
    unknown_line: str
    unreadable_line: str
