"""A message and its deliveries, as far as the log has told, and how what a line tells is added.

Adding is a merge: it does not matter in which order lines of different processes come, nor whether a line comes again.
"""

from __future__ import annotations

from sendoff.delivery.attempts import STATUSES, went_on_as
from sendoff.delivery.event import Event
from sendoff.replies.providers import provider_of

_RANK = {"queued": 0, "deferred": 0, "sent": 1, "bounced": 2}
_MARK = 8

Address = tuple[str, str]
"""Local part and domain; the domain in small letters."""


def split(address: str) -> Address:
    """Return an address as its local part and its domain; one without a domain has an empty one."""
    local, at, domain = address.rpartition("@")
    return (local, domain.lower()) if at else (domain, "")


class Delivery:
    """One recipient of a message, and the last attempt. Names are those of the ledger's table."""

    __slots__ = (
        "attempts", "code", "delay", "delays", "domain", "dsn", "first_seen", "generation", "handed_to", "kind",
        "last_seen", "local", "number", "original", "provider", "relay", "reply", "slot", "status", "stored", "tls",
        "tried", "tries",
    )  # fmt: skip

    def __init__(self, number: int, address: Address, original: str | None, slot: str, when: int) -> None:
        self.number, self.slot, self.original = number, slot, original
        self.local, self.domain = address
        self.first_seen = self.last_seen = when
        self.status, self.attempts, self.tries = "queued", 0, ""
        self.delay: float | None = None
        self.delays: tuple[float, ...] = ()
        self.reply: str | None = None
        self.dsn: str | None = None
        self.relay: str | None = None
        self.tls: str | None = None
        self.tried: str | None = None
        self.generation: int | None = None
        self.provider = "other"
        self.kind: str | None = None  # the reply's class, and the provider's own code in it
        self.code: str | None = None
        self.handed_to: str | None = None
        self.stored = False  # is in the ledger, under this address

    def take(self, event: Event, reply: str, *, tls: str, tried: str, generation: int | None) -> bool:
        """Add an attempt; tell whether it was not known yet. `reply`, `tls` and `tried` as they are to be kept."""
        # Within the hour: of an hour that the clock goes through twice, it may be read as the other one next time.
        when, mark = event[1], f"{event[5] ^ (event[1] // 1_000_000 % 3600):08x}"
        known = self.tries.find(mark) % _MARK == 0 if self.attempts else False
        status = STATUSES[event[14]]
        if known:
            if when == self.last_seen:
                self.tls, self.tried = self.tls or tls or None, self.tried or tried or None
            return False
        # One recipient of local(8) may have several ends; they came of one attempt if it began at one moment.
        same = self.attempts and event[8] == self.relay == "local" and event[11][:1] == self.delays[:1]
        self.attempts += 0 if same else 1
        self.tries += mark
        self.first_seen = min(self.first_seen, when)
        if len(self.tries) == _MARK or self._is_later(status, when, event[10]):
            self.tls, self.tried, self.generation = tls or None, tried or None, generation
            self._set(event, status, reply)
        return True

    def _is_later(self, status: str, when: int, delay: float) -> bool:
        """Tell whether an attempt counts more than the last one.

        Nothing follows an end, whatever a clock says; of an alias whose members fared differently, the failure counts.
        """
        if _RANK[status] != _RANK[self.status]:
            return _RANK[status] > _RANK[self.status]
        return (when, delay) >= (self.last_seen, self.delay or 0.0)

    def _set(self, event: Event, status: str, reply: str) -> None:
        self.last_seen, self.status, self.reply = event[1], status, reply
        relay = event[8]
        self.relay, self.dsn = relay or None, event[13] or None
        self.delay, self.delays = event[10], event[11]
        self.provider = provider_of(relay, self.domain)
        self.kind, self.code = event[16] or None, event[17] or None
        self.handed_to = (went_on_as(relay, event[15]) if status == "sent" else "") or self.handed_to


class Message:
    """A message under one queue id. Names are those of the ledger's table; what is not known is None."""

    __slots__ = (
        "began", "changed", "client", "deliveries", "ended", "ending", "first_seen", "header_from", "held", "id",
        "instance", "last_seen", "message_id", "next_retry", "nrcpt", "parent", "parent_kind", "probe", "queue_id",
        "sasl_username", "script", "sender", "settled", "size", "stored", "uid",
    )  # fmt: skip

    def __init__(self, number: int, instance: str, queue_id: str, when: int) -> None:
        self.id, self.instance, self.queue_id = number, instance, queue_id
        self.first_seen = self.last_seen = when
        self.began: int | None = None
        self.ended: int | None = None
        self.ending: str | None = None
        self.held: int | None = None
        self.sender: Address | None = None
        self.size: int | None = None
        self.nrcpt: int | None = None
        self.message_id: str | None = None
        self.uid: int | None = None
        self.client: str | None = None
        self.sasl_username: str | None = None
        self.header_from: str | None = None
        self.script: str | None = None
        self.parent: str | None = None
        self.parent_kind: str | None = None
        self.next_retry: int | None = None
        self.probe = False  # a question about an address, no mail
        self.stored: tuple[object, ...] | None = None  # `found_by` as the ledger has it
        self.settled = False  # what is missing of it was judged
        self.deliveries: dict[tuple[str, str, str | None, str], Delivery] = {}
        self.changed: set[Delivery] = set()

    @property
    def found_by(self) -> tuple[object, ...]:
        """Return what the ledger finds a message by, besides its queue id: once told, it seldom changes."""
        return self.began, self.sender, self.message_id, self.parent

    @property
    def was_never_active(self) -> bool:
        """Tell whether the queue manager never had it: a client that goes away before all has come leaves such."""
        return self.client is not None and self.size is None and self.held is None and not self.deliveries

    def delivery(self, address: Address, original: str | None, slot: str, when: int) -> Delivery:
        """Return the delivery to a recipient, a new one if there is none.

        `slot` tells recipients apart whose local parts are not kept. A recipient that only the queue has told so far
        has no original; the log's line may have one.
        """
        key = (*address, original, slot)
        found = self.deliveries.get(key)
        if found is None and original is not None:
            found = self.deliveries.get((*address, None, slot))
            if found is not None and found.attempts == 0:
                del self.deliveries[*address, None, slot]
                found.original, found.stored = original, False
                self.deliveries[key] = found
            else:
                found = None
        if found is None:
            found = self.deliveries[key] = Delivery(len(self.deliveries), address, original, slot, when)
        return found
