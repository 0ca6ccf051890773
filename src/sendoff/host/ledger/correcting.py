"""What the queue itself says, put into the ledger: recipients that wait, and messages that have left."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from sendoff.delivery.correlation import Correlation, Privacy
from sendoff.delivery.message import Message, split
from sendoff.delivery.reconcile import Correction
from sendoff.delivery.waiting import Waiting
from sendoff.host.ledger import rows

MICRO = 1_000_000


class Corrections:
    """Puts right what the log did not tell. `looked`: when the queue was asked; what the log told since is newer."""

    def __init__(
        self, correlation: Correlation, connection: sqlite3.Connection, privacy: Privacy, looked: int, instance: str
    ) -> None:
        self._correlation, self._connection = correlation, connection
        self._privacy, self._looked, self._instance = privacy, looked, instance

    def queued(self, found: Sequence[Correction], begins: int) -> None:
        """Add what waits. `begins`: since when the ledger should know of it from the log."""
        for correction in found:
            number, waiting = correction.message, correction.waiting
            message = self._unknown(waiting, begins) if number is None else self._known(number)
            if message is not None:
                self._wait(message, waiting, held=correction.held)

    def gone(self, messages: Sequence[int]) -> None:
        """End messages that are no longer in the queue though the log did not tell."""
        for number in messages:
            message = self._known(number)
            if message is not None:
                self._end(message)

    def _known(self, number: int) -> Message | None:
        """Return a message by its id, unless the log told of it since, or it has ended."""
        found = rows.messages(self._connection, "id = ?", (number,))
        message = self._correlation.messages.same(found[0]) if found else None
        return message if message is not None and self._is_open(message) else None

    def _is_open(self, message: Message) -> bool:
        return message.ended is None and message.last_seen <= self._looked

    def _unknown(self, waiting: Waiting, begins: int) -> Message | None:
        """Return a message that the log has not told of, with what the queue knows of it."""
        arrival = waiting.arrival * MICRO
        message = self._correlation.messages.find(self._instance, waiting.queue_id, arrival)
        if not message.stored and message.began is None:
            message.began, message.size, message.settled = arrival, waiting.size, True
            if begins and arrival > begins:
                self._correlation.gaps.append(("without-beginning", arrival, waiting.queue_id, 1))
        return message if self._is_open(message) else None

    def _wait(self, message: Message, waiting: Waiting, *, held: bool | None) -> None:
        if message.sender is None:
            message.sender = self._privacy.address(split(waiting.sender))
        if held is not None:
            message.held = self._looked if held else None
        for recipient in waiting.recipients:
            raw = split(recipient.address)
            address, slot = self._privacy.address(raw), self._privacy.slot(waiting.queue_id, raw)
            known = (each for key, each in message.deliveries.items() if key[:2] == address and key[3] == slot)
            if any(each.attempts for each in known):
                continue
            delivery = message.delivery(address, None, slot, self._looked)
            delivery.status = "deferred" if recipient.reason else "queued"
            delivery.reply = self._privacy.text(recipient.reason) or None
            message.changed.add(delivery)
        self._correlation.messages.changed[message.id] = message

    def _end(self, message: Message) -> None:
        if message.was_never_active:
            message.ended, message.ending, message.settled = self._looked, "discarded", True
            self._correlation.messages.changed[message.id] = message
            return
        deleted = self._correlation.deleted(message)
        message.ended, message.ending, message.settled = self._looked, "deleted" if deleted else "gone", True
        self._correlation.messages.changed[message.id] = message
        if not deleted:
            self._correlation.gaps.append(("left-unseen", self._looked, message.queue_id, 1))
