"""Which message each event belongs to, and what becomes of it: events in, messages that changed out.

Short queue ids come again, so a queue id names a message only for a span of time; a beginning after an end is another
message. Lines of different processes within a second may come in any order, and parts of a log may come again: what an
event says is merged, and events of times long read are looked up in what was kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sendoff.delivery import event as events
from sendoff.delivery.attempts import STATUSES
from sendoff.delivery.event import Event
from sendoff.delivery.message import Address, Message, split
from sendoff.delivery.processes import Processes
from sendoff.delivery.tallies import BUCKETS, STAGES

MICRO = 1_000_000
HOUR = 3600 * MICRO
SLACK = 2 * MICRO
"""Lines of different processes may come in the wrong order within this (microseconds)."""
LINGER = 10 * MICRO
"""Messages that have ended are kept at hand this much longer, in time of the log."""
OPEN_AT_HAND = 10_000
"""More open messages than this are put away, the longest untouched first, and fetched again when needed."""

_LABELS = [f"{bound:g}" for bound in BUCKETS] + ["inf"]


class Kept(Protocol):
    """The messages that are not at hand."""

    def find(self, instance: str, queue_id: str) -> list[Message]:
        """Return every message that was kept under a queue id."""
        ...


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
    """The state between lines. `changed` must be written; `counts`, `gaps` and `rejections` are new since `written`."""

    def __init__(
        self,
        kept: Kept,
        privacy: Privacy,
        *,
        next_id: int = 1,
        newest: int = 0,
        generations: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.processes = Processes()
        self.changed: dict[int, Message] = {}
        self.counts: Counter[tuple[int, str, str]] = Counter()
        self.gaps: list[tuple[str, int, str, int]] = []  # kind, when, example, count
        self.rejections: Counter[tuple[int, str, str, str, str]] = Counter()
        self.newest = newest
        self.next_id = next_id
        self.attempts = 0
        self.generations = generations
        self._kept, self._privacy = kept, privacy
        self._at_hand: dict[str, Message] = {}
        self._ended: deque[Message] = deque()
        self._parents: dict[str, tuple[str, str, int]] = {}  # child -> parent, kind, when: for children not seen yet
        self._displaced: dict[str, list[Message]] = {}  # not at hand, and not yet where `kept` finds them
        self._instances: set[str] = set()
        self._put_away = 0
        self._probes: dict[str, Message] = {}  # questions about addresses: not kept, but known until their end
        self._deletions: list[tuple[int, int]] = []  # when, how many: by an administrator, without their queue ids
        self._delays_hour = 0
        self._delays = [[0] * len(_LABELS) for _ in STAGES]
        self._delay_sums = [0] * len(STAGES)
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
        handlers = self._take
        for each in found:
            handlers[each[0]](each)
            self.newest = max(self.newest, each[1])
        self.tidy()

    def open(self, messages: Sequence[Message], more: int) -> None:
        """Take up messages that were open, or ended just now, when the log was last read; so many more are put away."""
        self._put_away = more
        for message in messages:
            self._instances.add(message.instance)
            self._at_hand[message.instance + message.queue_id] = message
            if message.ended is not None:
                self._ended.append(message)

    def written(self) -> None:
        """Forget what is new: it was written."""
        self.changed.clear()
        self._displaced.clear()
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
            message = self._new(instance, queue_id, first_seen)
            message.probe, self._probes[instance + queue_id] = True, message

    def at_hand(self, message: Message) -> Message:
        """Return the same message as it is at hand, where it is."""
        known = self._at_hand.get(message.instance + message.queue_id)
        return known if known is not None and known.id == message.id else self.changed.get(message.id, message)

    def set_next_retry(self, times: Mapping[int, int]) -> None:
        """Note when messages are tried again (microseconds, by message)."""
        for message in self._at_hand.values():
            if message.id in times:
                message.next_retry = times[message.id]

    def message(self, instance: str, queue_id: str, when: int, *, late: bool = False) -> Message:
        """Return the message that a queue id names at a moment, a new one if there is none.

        `late`: what is told may still come when somebody took the message out of the queue in the midst of a delivery.
        """
        found = self._at_hand.get(instance + queue_id)
        if found is None or not ((found.ended is None and when >= found.first_seen) or _fits_well(found, when)):
            found = self._look_up(instance, queue_id, when, late=late) or self._new(instance, queue_id, when)
        if when > found.last_seen:
            found.last_seen = when
        elif when < found.first_seen:
            found.first_seen = when
        self.changed[found.id] = found
        return found

    def _beginning(self, instance: str, queue_id: str, when: int) -> Message:
        """Return the message that begins here: a known one only if it began at this moment, or if that is not known."""
        found = self._at_hand.get(instance + queue_id) or self._look_up(instance, queue_id, when)
        if found is None or _is_long(queue_id) or _begins_at(found, when):
            return self.message(instance, queue_id, when)
        if when > found.first_seen:
            self._used_again(found, when)
            made = self._new(instance, queue_id, when)
        else:
            made = self._look_up(instance, queue_id, when, well=True) or self._earlier(found, when)
        self.changed[made.id] = made
        return made

    def _used_again(self, message: Message, when: int) -> None:
        if message.ended is not None:
            return
        message.ended, message.ending = message.last_seen, "gone"
        if message.was_never_active:
            message.ending, message.settled = "discarded", True  # a client went away before all had come
        else:
            self.gaps.append(("without-end", when, message.queue_id, 1))
        self.changed[message.id] = message

    def _earlier(self, newer: Message, when: int) -> Message:
        """Return a new message that had its queue id before another that is known: it ended when that began."""
        made = self._new(newer.instance, newer.queue_id, when)
        made.ended, made.ending = newer.first_seen, "gone"
        self._ended.append(made)
        return made

    def _new(self, instance: str, queue_id: str, when: int) -> Message:
        self._instances.add(instance)
        made = Message(self.next_id, instance, queue_id, when)
        self.next_id += 1
        key = instance + queue_id
        self._displace(key)
        self._at_hand[key] = made
        parent = self._parents.pop(queue_id, None) if self._parents else None
        if parent and abs(when - parent[2]) <= LINGER:
            self._set_parent(made, parent[0], parent[1])
        return made

    def _look_up(
        self, instance: str, queue_id: str, when: int, *, late: bool = False, well: bool = False
    ) -> Message | None:
        """Return the known message that a queue id best names at a moment; `well`: only one that had it then."""
        key = instance + queue_id
        at_hand = self._at_hand.get(key)
        if at_hand is None and when >= self.newest - SLACK and not (self._put_away or late or _is_long(queue_id)):
            return None  # whatever still can have such a line is at hand
        kept = [self.changed.get(each.id, each) for each in self._kept.find(instance, queue_id)]
        known = [*kept, *self._displaced.get(key, ())]
        if at_hand is not None:
            known = [at_hand, *(each for each in known if each.id != at_hand.id)]
        fitting = [each for each in known if _fits_well(each, when, late=late)]
        if not (fitting or well):
            fitting = [each for each in known if _fits(each, when)]
        if not fitting:
            return None
        found: Message = max(fitting, key=lambda each: each.first_seen)
        if found is not at_hand:
            self._displace(key)
            self._at_hand[key] = found
            if found.ended is not None:
                self._ended.append(found)
        return found

    def _displace(self, key: str) -> None:
        """Remember the message that another takes the place of, until `kept` finds it."""
        former = self._at_hand.get(key)
        if former is not None and former.id in self.changed:
            self._displaced.setdefault(key, []).append(former)

    def _count(self, when: int, name: str, label: str, count: int = 1) -> None:
        self.counts[when // HOUR, name, label] += count

    def _began(self, message: Message, when: int, way: str) -> None:
        if message.began is None:
            message.began = when
            self._count(when, "accepted", way)

    def _client(self, found: Event) -> None:
        _, when, instance, queue_id, client, sasl_username, _ = found
        message = self._beginning(instance, queue_id, when)
        message.client, message.sasl_username = client, sasl_username or None
        self._began(message, when, "smtp")

    def _pickup(self, found: Event) -> None:
        _, when, instance, queue_id, uid, sender, former = found
        message = self._beginning(instance, queue_id, when)
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
        before = self._at_hand.get(message.instance + former) or self._look_up(message.instance, former, when)
        if before is None:
            return
        message.uid, message.client, message.sasl_username = before.uid, before.client, before.sasl_username
        if before.ended is None:
            self._finish(before, when, "requeued")

    def _message_id(self, found: Event) -> None:
        message = self.message(found[2], found[3], found[1])
        if message.message_id is None:
            message.message_id = found[4]

    def _active(self, found: Event) -> None:
        _, when, instance, queue_id, sender, size, nrcpt = found
        message = self.message(instance, queue_id, when)
        if message.size is None:
            message.sender = self._privacy.address(split(sender))
            message.size, message.nrcpt = size, message.nrcpt or nrcpt
        if message.held is not None and when > message.held:
            message.held = None

    def _attempt(self, found: Event) -> None:
        when, queue_id, process = found[1], found[3], found[4]
        message = self.message(found[2], queue_id, when, late=True)
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
            self._count(when, "attempts", f"{status} {delivery.provider}")
            if status == "sent" and delays and not delivery.handed_to:
                self._count_delays(when, delays)
        if delivery.handed_to:
            kind = "forward" if found[8] == "local" else "filter"
            if delivery.handed_to == queue_id or not self._child(message, delivery.handed_to, when, kind):
                delivery.handed_to = None  # another server on loopback, with queue ids of its own

    def _original(self, original: str, recipient: str) -> str | None:
        if original.lower() == recipient.lower():
            return None
        local, domain = self._privacy.address(split(original))
        return f"{local}@{domain}" if domain else local

    def _count_delays(self, when: int, delays: tuple[float, ...]) -> None:
        """Count into the hour's buckets; they go to `counts` all at once, since this is done for each delivery."""
        hour = when // HOUR
        if hour != self._delays_hour:
            self.count_delays()
            self._delays_hour = hour
        for stage, delay in enumerate(delays):
            self._delays[stage][0 if delay < BUCKETS[0] else bisect_left(BUCKETS, delay)] += 1
            self._delay_sums[stage] += round(delay * 1000)

    def count_delays(self) -> None:
        """Move the hour's delays to `counts`."""
        hour = self._delays_hour
        for stage, buckets, total in zip(STAGES, self._delays, self._delay_sums, strict=True):
            for label, count in zip(_LABELS, buckets, strict=True):
                if count:
                    self.counts[hour, "delay", f"{stage} {label}"] += count
            if total:
                self.counts[hour, "delay_sum", stage] += total
        self._delays = [[0] * len(_LABELS) for _ in STAGES]
        self._delay_sums = [0] * len(STAGES)

    def _generation(self, when: int) -> int | None:
        place = bisect_right(self.generations, (when, 1 << 62))
        return self.generations[place - 1][1] if place else None

    def _end(self, found: Event) -> None:
        _, when, instance, queue_id, ending = found
        message = self.message(instance, queue_id, when, late=True)
        if message.ended is None or message.ending == "gone":
            self._finish(message, when, ending)

    def _finish(self, message: Message, when: int, ending: str) -> None:
        if message.ended is None:
            self._ended.append(message)
        message.ended = when
        message.ending = "expired" if message.ending == "expired" else ending
        self.changed[message.id] = message
        self._count(when, "removed", message.ending)

    def _expired(self, found: Event) -> None:
        message = self.message(found[2], found[3], found[1])
        if message.ending is None or message.ending == "removed":
            message.ending = "expired"
            for each in message.deliveries.values():
                if each.status == "deferred":
                    self._count(found[1], "expired", each.provider)

    def _notice(self, found: Event) -> None:
        _, when, instance, queue_id, child = found
        self._child(self.message(instance, queue_id, when), child, when, "notice")

    def _child(self, message: Message, child: str, when: int, kind: str) -> bool:
        """Join a message to the one that it comes from; tell whether what bears its queue id may be that message."""
        instances = (message.instance, *self._instances) if kind == "filter" else (message.instance,)
        known = next((found for each in instances if (found := self._at_hand.get(each + child))), None)
        if known is None or not _fits(known, when):
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
        self.changed[message.id] = message

    def _held(self, found: Event) -> None:
        before = self._at_hand.get(found[2] + found[3])
        last = before.last_seen if before else 0
        message = self.message(found[2], found[3], found[1])
        if found[1] >= last - SLACK and message.ended is None:
            message.held = found[1]

    def _released(self, found: Event) -> None:
        message = self.message(found[2], found[3], found[1])
        if message.held is not None and found[1] >= message.held:
            message.held = None

    def _header(self, found: Event) -> None:
        message = self.message(found[2], found[3], found[1])
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
        self._count(when, "rejected", reply[:1] if reply[:1] in "45" else "5")

    def _all_deleted(self, found: Event) -> None:
        self._deletions = [*self._deletions[-9:], (found[1], found[3])]

    def deleted(self, message: Message) -> bool:
        """Tell whether a message that left the queue unseen was deleted: by `postsuper -d ALL`, after its last line.

        That logs only how many it deleted.
        """
        return any(when >= message.last_seen for when, count in self._deletions if count)

    def _redirected(self, found: Event) -> None:
        self.message(found[2], found[3], found[1]).nrcpt = 1

    def tidy(self) -> None:
        """Put away what is no longer needed at hand, and judge what has ended."""
        before = self.newest - LINGER
        while self._ended and (self._ended[0].ended or 0) < before:
            self._settle(self._ended.popleft())
        if len(self._at_hand) > OPEN_AT_HAND + len(self._ended):
            self._put_longest_untouched_away()
        if self._parents:
            self._parents = {child: found for child, found in self._parents.items() if found[2] >= before}
        if self._probes:
            self._probes = {key: found for key, found in self._probes.items() if found.last_seen >= self.newest - HOUR}
        self.processes.prune(self.newest)

    def settle_all(self) -> None:
        """Judge everything that has ended, before nothing more is read."""
        while self._ended:
            self._settle(self._ended.popleft())

    def _settle(self, message: Message) -> None:
        key = message.instance + message.queue_id
        if self._at_hand.get(key) is message:
            del self._at_hand[key]
        if self._probes.get(key) is message:
            del self._probes[key]
        if message.probe or message.settled:
            return
        message.settled = True
        if message.ending == "gone":
            self.gaps.append(("without-end", message.last_seen, message.queue_id, 1))
        if message.began is None and self._is_postfixs_own(message):
            self._began(message, message.first_seen, "notice")
            self.changed[message.id] = message
        if message.began is None:
            self.gaps.append(("without-beginning", message.first_seen, message.queue_id, 1))
            self._count(message.first_seen, "accepted", "unknown")
        tried = sum(1 for each in message.deliveries.values() if each.attempts)
        if message.ending in ("removed", "expired") and message.nrcpt and tried < message.nrcpt:
            self.gaps.append(("deliveries-missing", message.last_seen, message.queue_id, 1))

    def _is_postfixs_own(self, message: Message) -> bool:
        """Tell whether Postfix wrote a mail itself, to postmaster about trouble: no line says that it begins."""
        if message.message_id is None or message.sender is None:
            return False
        return message.sender == self._privacy.address(("double-bounce", message.sender[1])) and message.sender[0] != ""

    def _put_longest_untouched_away(self) -> None:
        closing = {id(message) for message in self._ended}
        by_age = sorted(
            (each for each in self._at_hand.values() if id(each) not in closing and each.id not in self.changed),
            key=lambda each: each.last_seen,
        )
        for each in by_age[: len(by_age) // 2]:
            del self._at_hand[each.instance + each.queue_id]
            self._put_away += 1


def _fits_well(message: Message, when: int, *, late: bool = False) -> bool:
    """Tell whether a message had its queue id at a moment.

    `late`: a delivery that was under way goes on when somebody deletes or requeues the message.
    """
    if _is_long(message.queue_id):
        return True
    if when < message.first_seen - SLACK:
        return False
    grace = HOUR if late and message.ending in ("deleted", "requeued") else SLACK
    return message.ended is None or when <= message.ended + grace


def _fits(message: Message, when: int) -> bool:
    """Tell whether an event at a moment may belong to a message with its queue id.

    A clock that was set back may date an open message's lines before its beginning.
    """
    return _fits_well(message, when) or (message.ended is None and when >= message.first_seen - 24 * HOUR)


def _begins_at(message: Message, when: int) -> bool:
    """Tell whether a message may begin at a moment."""
    if message.began is not None:
        return abs(when - message.began) <= SLACK
    return when <= message.first_seen + SLACK and _fits(message, when)


def _may_be_filtered(after: Message, before: Message) -> bool:
    """Tell whether one message may be another behind a content filter: the same mail, come by SMTP meanwhile."""
    same = None in (after.message_id, before.message_id) or after.message_id == before.message_id
    return after.client is not None and after.first_seen >= before.first_seen - SLACK and same


def _is_long(queue_id: str) -> bool:
    """Tell whether a queue id is of the long kind, which never comes again."""
    return "z" in queue_id


def _join(address: Address) -> str:
    return "@".join(address) if address[1] else address[0]
