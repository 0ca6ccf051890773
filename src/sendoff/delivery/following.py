"""Following one message through the log: by its message id to queue ids, and on to every delivery. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sendoff.delivery.line import Delivery, Line, delivery, forwarded_as, is_expired, is_removed, message_id

_SENT = ("sent", "deliverable")
_RETURNED = ("bounced", "expired", "undeliverable")
_TLS = r"(?:\w+) TLS connection (?:established|reused) to (\S+): (.*)"


@dataclass(slots=True)
class Following:
    """What is known of a message so far. `deliveries` has the last one of each queue id and recipient.

    `tls` has, for a next hop as `relay` names it, the TLS protocol where Postfix logged it.
    """

    message_id: str
    queue_ids: list[str] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    expired: set[str] = field(default_factory=set)
    deliveries: dict[tuple[str, str], Delivery] = field(default_factory=dict)
    tls: dict[str, str] = field(default_factory=dict)
    _connections: dict[tuple[str, int | None], tuple[str, str]] = field(default_factory=dict)

    def take(self, line: Line) -> Delivery | None:
        """Learn from a line; returns the delivery that it tells of this message, if any."""
        self._note_tls(line)
        if message_id(line) == self.message_id and line.queue_id not in self.queue_ids:
            self.queue_ids.append(line.queue_id)
        found = delivery(line)
        child = forwarded_as(found) if found and found.queue_id in self.queue_ids else None
        if child and child not in self.queue_ids:
            self.queue_ids.append(child)
        if line.queue_id not in self.queue_ids:
            return None
        if is_removed(line):
            self.removed.add(line.queue_id)
        if is_expired(line):
            self.expired.add(line.queue_id)
        if found:
            self.deliveries[found.queue_id, found.recipient] = found
            self._keep_tls(line, found)
        return found

    @property
    def queued(self) -> bool:
        """Tell whether a part of the message is still in the queue."""
        return not self.queue_ids or bool(set(self.queue_ids) - self.removed)

    @property
    def waiting(self) -> bool:
        """Tell whether everything that is still queued was tried and waits for its next time."""
        left = set(self.queue_ids) - self.removed
        tried = {queue_id for (queue_id, _), found in self.deliveries.items() if found.status == "deferred"}
        return bool(left) and left <= tried

    def ends(self) -> list[Delivery]:
        """Return the deliveries that were not handed on to another queue id on this server."""
        return [found for found in self.deliveries.values() if not _handed_on(found, self.queue_ids)]

    def status(self) -> str:
        """Return `sent`, `bounced`, `deferred`, or `queued` where there is no delivery yet; the worst counts."""
        ends = self.ends()
        if self.expired or any(found.status in _RETURNED for found in ends):
            return "bounced"
        if any(found.status not in _SENT for found in ends):
            return "deferred"
        return "queued" if self.queued or not ends else "sent"

    def _note_tls(self, line: Line) -> None:
        found = re.match(_TLS, line.text) if not line.severity else None
        if found:
            self._connections[line.tag, line.pid] = (found[1], found[2])

    def _keep_tls(self, line: Line, found: Delivery) -> None:
        peer, words = self._connections.get((line.tag, line.pid), ("", ""))
        if found.tls:
            self.tls[found.relay] = found.tls
        elif peer == found.relay:
            self.tls[found.relay] = words


def _handed_on(found: Delivery, queue_ids: list[str]) -> bool:
    on = forwarded_as(found)
    if not on and found.status == "sent":
        told = re.search(r"queued as (\w+)\)?$", found.reply)
        on = told[1] if told else None
    return on is not None and on != found.queue_id and on in queue_ids
