"""Which message a queue id names at a moment.

Short queue ids come again, so a queue id names a message only for a span of time; a beginning after an end is another
message. Open messages, and those that have ended just now, are at hand; all others are looked up where they are kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from sendoff.delivery.message import Message

MICRO = 1_000_000
HOUR = 3600 * MICRO
SLACK = 2 * MICRO
"""Lines of different processes may come in the wrong order within this (microseconds)."""
LINGER = 10 * MICRO
"""Messages that have ended are kept at hand this much longer, in time of the log."""
OPEN_AT_HAND = 10_000
"""More open messages than this are put away, the longest untouched first, and fetched again when needed."""


class Kept(Protocol):
    """The messages that are not at hand."""

    def find(self, instance: str, queue_id: str) -> list[Message]:
        """Return every message that was kept under a queue id."""
        ...


class AtHand:
    """The messages at hand, by queue id. `changed` are those that must be written.

    `newest` is the newest moment in the log so far, `next_id` the number of the next new message. `born` is told of
    each new one, `lost` of each that ended without a line because its queue id was used again.
    """

    def __init__(
        self,
        kept: Kept,
        born: Callable[[Message, int], None],
        lost: Callable[[Message, int], None],
        *,
        next_id: int,
        newest: int,
    ) -> None:
        self.changed: dict[int, Message] = {}
        self.newest = newest
        self.instances: set[str] = set()
        self._next_id = next_id
        self._kept, self._born, self._lost = kept, born, lost
        self._messages: dict[str, Message] = {}
        self._ended: deque[Message] = deque()
        self._displaced: dict[str, list[Message]] = {}  # not at hand, and not yet where `kept` finds them
        self._put_away = 0

    def open(self, messages: Sequence[Message], more: int) -> None:
        """Take up messages that were open, or ended just now, when the log was last read; so many more are put away."""
        self._put_away = more
        for message in messages:
            self.instances.add(message.instance)
            self._messages[message.instance + message.queue_id] = message
            if message.ended is not None:
                self._ended.append(message)

    def written(self) -> None:
        """Forget what has changed: it was written."""
        self.changed.clear()
        self._displaced.clear()

    def same(self, message: Message) -> Message:
        """Return the same message as it is at hand, where it is."""
        known = self._messages.get(message.instance + message.queue_id)
        return known if known is not None and known.id == message.id else self.changed.get(message.id, message)

    def set_next_retry(self, times: Mapping[int, int]) -> None:
        """Note when messages are tried again (microseconds, by message)."""
        for message in self._messages.values():
            if message.id in times:
                message.next_retry = times[message.id]

    def get(self, instance: str, queue_id: str) -> Message | None:
        """Return the message that a queue id named last, if it is at hand."""
        return self._messages.get(instance + queue_id)

    def find(self, instance: str, queue_id: str, when: int, *, late: bool = False) -> Message:
        """Return the message that a queue id names at a moment, a new one if there is none.

        `late`: what is told may still come when somebody took the message out of the queue in the midst of a delivery.
        """
        found = self._messages.get(instance + queue_id)
        if found is None or not ((found.ended is None and when >= found.first_seen) or _fits_well(found, when)):
            found = self.look_up(instance, queue_id, when, late=late) or self.new(instance, queue_id, when)
        if when > found.last_seen:
            found.last_seen = when
        elif when < found.first_seen:
            found.first_seen = when
        self.changed[found.id] = found
        return found

    def beginning(self, instance: str, queue_id: str, when: int) -> Message:
        """Return the message that begins here: a known one only if it began at this moment, or if that is not known."""
        found = self._messages.get(instance + queue_id) or self.look_up(instance, queue_id, when)
        if found is None or _is_long(queue_id) or _begins_at(found, when):
            return self.find(instance, queue_id, when)
        if when > found.first_seen:
            self._used_again(found, when)
            made = self.new(instance, queue_id, when)
        else:
            made = self.look_up(instance, queue_id, when, well=True) or self._earlier(found, when)
        self.changed[made.id] = made
        return made

    def _used_again(self, message: Message, when: int) -> None:
        if message.ended is not None:
            return
        message.ended, message.ending = message.last_seen, "gone"
        if message.was_never_active:
            message.ending, message.settled = "discarded", True  # a client went away before all had come
        else:
            self._lost(message, when)
        self.changed[message.id] = message

    def _earlier(self, newer: Message, when: int) -> Message:
        """Return a new message that had its queue id before another that is known: it ended when that began."""
        made = self.new(newer.instance, newer.queue_id, when)
        made.ended, made.ending = newer.first_seen, "gone"
        self._ended.append(made)
        return made

    def new(self, instance: str, queue_id: str, when: int) -> Message:
        """Return a new message; it is at hand."""
        self.instances.add(instance)
        made = Message(self._next_id, instance, queue_id, when)
        self._next_id += 1
        key = instance + queue_id
        self._displace(key)
        self._messages[key] = made
        self._born(made, when)
        return made

    def look_up(
        self, instance: str, queue_id: str, when: int, *, late: bool = False, well: bool = False
    ) -> Message | None:
        """Return the known message that a queue id best names at a moment; `well`: only one that had it then."""
        key = instance + queue_id
        at_hand = self._messages.get(key)
        if at_hand is None and when >= self.newest - SLACK and not (self._put_away or late or _is_long(queue_id)):
            return None  # whatever still can have such a line is at hand
        kept = [self.changed.get(each.id, each) for each in self._kept.find(instance, queue_id)]
        known = [*kept, *self._displaced.get(key, ())]
        if at_hand is not None:
            known = [at_hand, *(each for each in known if each.id != at_hand.id)]
        fitting = [each for each in known if _fits_well(each, when, late=late)]
        if not (fitting or well):
            fitting = [each for each in known if fits(each, when)]
        if not fitting:
            return None
        found: Message = max(fitting, key=lambda each: each.first_seen)
        if found is not at_hand:
            self._displace(key)
            self._messages[key] = found
            if found.ended is not None:
                self._ended.append(found)
        return found

    def _displace(self, key: str) -> None:
        """Remember the message that another takes the place of, until `kept` finds it."""
        former = self._messages.get(key)
        if former is not None and former.id in self.changed:
            self._displaced.setdefault(key, []).append(former)

    def end(self, message: Message) -> None:
        """Keep a message that has ended at hand for a while."""
        self._ended.append(message)

    def leaving(self, *, everything: bool = False) -> Iterator[Message]:
        """Yield the messages whose time is over, which are no longer at hand then; or all that have ended."""
        before = self.newest - LINGER
        while self._ended and (everything or (self._ended[0].ended or 0) < before):
            message = self._ended.popleft()
            key = message.instance + message.queue_id
            if self._messages.get(key) is message:
                del self._messages[key]
            yield message
        if len(self._messages) > OPEN_AT_HAND + len(self._ended):
            self._put_longest_untouched_away()

    def _put_longest_untouched_away(self) -> None:
        closing = {id(message) for message in self._ended}
        by_age = sorted(
            (each for each in self._messages.values() if id(each) not in closing and each.id not in self.changed),
            key=lambda each: each.last_seen,
        )
        for each in by_age[: len(by_age) // 2]:
            del self._messages[each.instance + each.queue_id]
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


def fits(message: Message, when: int) -> bool:
    """Tell whether an event at a moment may belong to a message with its queue id.

    A clock that was set back may date an open message's lines before its beginning.
    """
    return _fits_well(message, when) or (message.ended is None and when >= message.first_seen - 24 * HOUR)


def _begins_at(message: Message, when: int) -> bool:
    """Tell whether a message may begin at a moment."""
    if message.began is not None:
        return abs(when - message.began) <= SLACK
    return when <= message.first_seen + SLACK and fits(message, when)


def _is_long(queue_id: str) -> bool:
    """Tell whether a queue id is of the long kind, which never comes again."""
    return "z" in queue_id
