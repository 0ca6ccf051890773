"""Which message each event belongs to, and what becomes of it: events in, messages that changed out.

Lines of different processes within a second may come in any order, and parts of a log may come again: what an event
says is merged into what is known of its message (message.py), which is found by its queue id (at_hand.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sendoff.delivery import event as events
from sendoff.delivery.at_hand import HOUR, LINGER, MICRO, SLACK, AtHand, Kept, fits
from sendoff.delivery.attempts import STATUSES
from sendoff.delivery.counting import Counts
from sendoff.delivery.event import Event
from sendoff.delivery.message import Address, Message, split
from sendoff.delivery.outcomes import Outcomes
from sendoff.delivery.processes import Processes

Family = tuple[str, str, int]
"""Parent, kind, and when it was told."""


class Privacy(Protocol):
    """What of addresses may be kept. `full`: everything."""

    full: bool

    def address(self, address: Address) -> Address:
        """Return an address as it is kept."""
        ...

    def slot(self, queue_id: str, address: Address) -> str:
        """Return what tells recipients of a message apart whose addresses are kept alike; else empty."""
        ...

    def text(self, text: str, known: Sequence[str] = ()) -> str:
        """Return a text with the addresses in it, and local parts that are `known`, as they are kept."""
        ...


class Correlation:
    """The state between lines: `messages`, and what is new since `written`: `counts`, `gaps` and `rejections`.

    `outcomes` are what providers said, new since somebody took it.
    """

    def __init__(
        self,
        kept: Kept,
        privacy: Privacy,
        *,
        next_id: int = 1,
        newest: int = 0,
        generations: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.messages = AtHand(kept, self._born, self._lost, next_id=next_id, newest=newest)
        self.processes = Processes()
        self.counts = Counts()
        self.gaps: list[tuple[str, int, str, int]] = []  # kind, when, example, count
        self.rejections: Counter[tuple[int, str, str, str, str]] = Counter()
        self.outcomes = Outcomes()
        self.attempts = 0
        self._generations = generations
        self._privacy = privacy
        self._parents: dict[str, Family] = {}  # of children that are not seen yet
        self._probes: dict[str, Message] = {}  # questions about addresses: not kept, but known until their end
        self._deletions: list[tuple[int, int]] = []  # when, how many: by an administrator, without their queue ids
        self._take: dict[int, Callable[[Event], None]] = {
            events.CLIENT: self._client,
            events.PICKUP: self._pickup,
            events.MESSAGE_ID: self._message_id,
            events.ACTIVE: self._active,
            events.ATTEMPT: self._attempt,
            events.END: self._end,
            events.EXPIRED: self._expired,
            events.NOTICE: self._notice,
            events.HELD: self._held,
            events.RELEASED: self._released,
            events.HEADER: self._header,
            events.TLS: lambda found: self.processes.tls(found[2], found[1], found[3], found[4]),
            events.TRIED: lambda found: self.processes.tried(found[2], found[1], self._privacy.text(found[3])),
            events.REJECTED: self._rejected,
            events.ALL_DELETED: self._all_deleted,
            events.REDIRECTED: self._redirected,
            events.DROPPED: lambda found: self.gaps.append(("dropped-by-log", found[1], found[3], found[2])),
        }

    def take(self, found: Sequence[Event]) -> None:
        """Add events."""
        handlers, messages = self._take, self.messages
        for each in found:
            handlers[each[0]](each)
            messages.newest = max(messages.newest, each[1])
        self.tidy()

    def written(self) -> None:
        """Forget what is new: it was written."""
        self.messages.written()
        self.counts.clear()
        self.gaps.clear()
        self.rejections.clear()

    def state(self) -> dict[str, Any]:
        """Return what is neither in the messages nor in the log, as JSON has it."""
        return {
            "processes": self.processes.state(),
            "parents": self._parents,
            "deletions": self._deletions,
            "probes": [(each.instance, each.queue_id, each.first_seen) for each in self._probes.values()],
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take what `state` gave."""
        self.processes.restore(state["processes"])
        self._parents = {child: tuple(parent) for child, parent in state["parents"].items()}
        self._deletions = [(when, count) for when, count in state["deletions"]]
        for instance, queue_id, first_seen in state.get("probes", ()):
            message = self.messages.new(instance, queue_id, first_seen)
            message.probe, self._probes[instance + queue_id] = True, message

    def _began(self, message: Message, when: int, way: str) -> None:
        if message.began is None:
            message.began = when
            self.counts.add(when, "accepted", way)

    def _client(self, found: Event) -> None:
        _, when, instance, queue_id, client, sasl_username, _ = found
        message = self.messages.beginning(instance, queue_id, when)
        message.client, message.sasl_username = client, sasl_username or None
        self._began(message, when, "smtp")

    def _pickup(self, found: Event) -> None:
        _, when, instance, queue_id, uid, sender, former = found
        message = self.messages.beginning(instance, queue_id, when)
        message.uid = uid
        if message.sender is None:
            message.sender = self._privacy.address(split(sender))
        if former:
            self._set_parent(message, former, "requeue")
            self._requeued(message, former, when)
        self._began(message, when, "requeue" if former else "sendmail")

    def _requeued(self, message: Message, former: str, when: int) -> None:
        """End the message under its former queue id: for `postsuper -r ALL` no line does.

        Who handed it in is known only from there; the line names the user that the queue belongs to.
        """
        before = self.messages.get(message.instance, former) or self.messages.look_up(message.instance, former, when)
        if before is None:
            return
        message.uid, message.client, message.sasl_username = before.uid, before.client, before.sasl_username
        if before.ended is None:
            self._finish(before, when, "requeued")

    def _message_id(self, found: Event) -> None:
        message = self.messages.find(found[2], found[3], found[1])
        if message.message_id is None:
            message.message_id = found[4]

    def _active(self, found: Event) -> None:
        _, when, instance, queue_id, sender, size, nrcpt = found
        message = self.messages.find(instance, queue_id, when)
        if message.size is None:
            message.sender = self._privacy.address(split(sender))
            message.size, message.nrcpt = size, message.nrcpt or nrcpt
        if message.held is not None and when > message.held:
            message.held = None

    def _attempt(self, found: Event) -> None:
        when, queue_id, process = found[1], found[3], found[4]
        message = self.messages.find(found[2], queue_id, when, late=True)
        delays = found[11]
        took = int((delays[2] + delays[3]) * MICRO) if delays else 0
        tried = self.processes.tried_of(process, queue_id, when, found[8], took=took, reply=found[15])
        if found[14] not in STATUSES:
            message.probe = True
            self._probes[message.instance + queue_id] = message
            return
        address, slot, reply = split(found[6]), "", found[15]
        if not self._privacy.full:
            slot, reply = self._privacy.slot(queue_id, address), self._privacy.text(reply, address[:1])
            address = self._privacy.address(address)
        original = self._original(found[7], found[6]) if found[7] else None
        delivery = message.delivery(address, original, slot, when)
        tls = found[12] or self.processes.tls_of(process, queue_id, when, found[8], reused=found[9], took=took)
        message.changed.add(delivery)
        if delivery.take(found, reply, tls=tls, tried=tried, generation=self._generation(when)):
            status = STATUSES[found[14]]
            self.attempts += 1
            if status != "sent":
                self.counts.refused(when, status, delivery.provider, found[16])
                if found[18]:
                    self.outcomes.refused(found, message, address, reply)
            else:
                self.counts.add(when, "attempts", f"{status} {delivery.provider}")
                if not delivery.handed_to:
                    self.outcomes.accepted(found, message)
                    if delays:
                        self.counts.delays(when, delays)
        if delivery.handed_to:
            kind = "forward" if found[8] == "local" else "filter"
            if delivery.handed_to == queue_id or not self._child(message, delivery.handed_to, when, kind):
                delivery.handed_to = None  # another server on loopback, with queue ids of its own

    def _original(self, original: str, recipient: str) -> str | None:
        if original.lower() == recipient.lower():
            return None
        local, domain = self._privacy.address(split(original))
        return f"{local}@{domain}" if domain else local

    def _generation(self, when: int) -> int | None:
        return self.background(when)[0]

    def background(self, when: int) -> tuple[int | None, int | None]:
        """Return the configuration that was live at a moment, and when it was applied."""
        place = bisect_right(self._generations, (when, 1 << 62))
        return self._generations[place - 1][::-1] if place else (None, None)

    def _end(self, found: Event) -> None:
        _, when, instance, queue_id, ending = found
        message = self.messages.find(instance, queue_id, when, late=True)
        if message.ended is None or message.ending == "gone":
            self._finish(message, when, ending)

    def _finish(self, message: Message, when: int, ending: str) -> None:
        if message.ended is None:
            self.messages.end(message)
        message.ended = when
        message.ending = "expired" if message.ending == "expired" else ending
        self.messages.changed[message.id] = message
        self.counts.add(when, "removed", message.ending)

    def _expired(self, found: Event) -> None:
        message = self.messages.find(found[2], found[3], found[1])
        if message.ending is None or message.ending == "removed":
            message.ending = "expired"
            for each in message.deliveries.values():
                if each.status == "deferred":
                    self.counts.add(found[1], "expired", each.provider)

    def _notice(self, found: Event) -> None:
        _, when, instance, queue_id, child = found
        self._child(self.messages.find(instance, queue_id, when), child, when, "notice")

    def _child(self, message: Message, child: str, when: int, kind: str) -> bool:
        """Join a message to the one that it comes from; tell whether what bears its queue id may be that message."""
        instances = (message.instance, *self.messages.instances) if kind == "filter" else (message.instance,)
        known = next((found for each in instances if (found := self.messages.get(each, child))), None)
        if known is None or not fits(known, when):
            self._parents[child] = (message.queue_id, kind, when)
        elif kind == "filter" and not _may_be_filtered(known, message):
            return False
        elif known.parent is None:
            self._set_parent(known, message.queue_id, kind)
        return True

    def _set_parent(self, message: Message, parent: str, kind: str) -> None:
        message.parent, message.parent_kind = parent, kind
        if kind in ("notice", "forward"):
            self._began(message, message.first_seen, kind)
        self.messages.changed[message.id] = message

    def _held(self, found: Event) -> None:
        before = self.messages.get(found[2], found[3])
        last = before.last_seen if before else 0
        message = self.messages.find(found[2], found[3], found[1])
        if found[1] >= last - SLACK and message.ended is None:
            message.held = found[1]

    def _released(self, found: Event) -> None:
        message = self.messages.find(found[2], found[3], found[1])
        if message.held is not None and found[1] >= message.held:
            message.held = None

    def _header(self, found: Event) -> None:
        message = self.messages.find(found[2], found[3], found[1])
        if found[4] == "from":
            message.header_from = message.header_from or self._privacy.text(found[5])
        elif message.script is None:
            message.script = found[5]

    def _rejected(self, found: Event) -> None:
        _, when, client, reply, sender, recipient, instance, queue_id = found
        if queue_id:
            self._end((events.END, when, instance, queue_id, "discarded"))
        reply = self._privacy.text(reply)
        sender, recipient = (_join(self._privacy.address(split(each))) for each in (sender, recipient))
        self.rejections[when, client, sender, recipient, reply] += 1
        self.counts.add(when, "rejected", reply[:1] if reply[:1] in "45" else "5")

    def _all_deleted(self, found: Event) -> None:
        self._deletions = [*self._deletions[-9:], (found[1], found[3])]

    def deleted(self, message: Message) -> bool:
        """Tell whether a message that left the queue unseen was deleted: by `postsuper -d ALL`, after its last line.

        That logs only how many it deleted.
        """
        return any(when >= message.last_seen for when, count in self._deletions if count)

    def _redirected(self, found: Event) -> None:
        self.messages.find(found[2], found[3], found[1]).nrcpt = 1

    def _born(self, message: Message, when: int) -> None:
        parent = self._parents.pop(message.queue_id, None) if self._parents else None
        if parent and abs(when - parent[2]) <= LINGER:
            self._set_parent(message, parent[0], parent[1])

    def _lost(self, message: Message, when: int) -> None:
        self.gaps.append(("without-end", when, message.queue_id, 1))

    def tidy(self, *, everything: bool = False) -> None:
        """Put away what is no longer needed at hand, and judge what has ended: some time ago, or `everything`."""
        for message in self.messages.leaving(everything=everything):
            self._settle(message)
        newest = self.messages.newest
        if self._parents:
            self._parents = {child: found for child, found in self._parents.items() if found[2] >= newest - LINGER}
        if self._probes:
            self._probes = {key: found for key, found in self._probes.items() if found.last_seen >= newest - HOUR}
        self.processes.prune(newest)

    def _settle(self, message: Message) -> None:
        key = message.instance + message.queue_id
        if self._probes.get(key) is message:
            del self._probes[key]
        if message.probe or message.settled:
            return
        message.settled = True
        if message.ending == "gone":
            self.gaps.append(("without-end", message.last_seen, message.queue_id, 1))
        if message.began is None and self._is_postfixs_own(message):
            self._began(message, message.first_seen, "notice")
            self.messages.changed[message.id] = message
        if message.began is None:
            self.gaps.append(("without-beginning", message.first_seen, message.queue_id, 1))
            self.counts.add(message.first_seen, "accepted", "unknown")
        tried = sum(1 for each in message.deliveries.values() if each.attempts)
        if message.ending in ("removed", "expired") and message.nrcpt and tried < message.nrcpt:
            self.gaps.append(("deliveries-missing", message.last_seen, message.queue_id, 1))

    def _is_postfixs_own(self, message: Message) -> bool:
        """Tell whether Postfix wrote a mail itself, to postmaster about trouble: no line says that it begins."""
        if message.message_id is None or message.sender is None:
            return False
        return message.sender == self._privacy.address(("double-bounce", message.sender[1])) and message.sender[0] != ""


def _may_be_filtered(after: Message, before: Message) -> bool:
    """Tell whether one message may be another behind a content filter: the same mail, come by SMTP meanwhile."""
    same = None in (after.message_id, before.message_id) or after.message_id == before.message_id
    by_smtp = after.client is not None or after.began is None  # its first line may come within the second
    return by_smtp and after.first_seen >= before.first_seen - SLACK and same


def _join(address: Address) -> str:
    return "@".join(address) if address[1] else address[0]
