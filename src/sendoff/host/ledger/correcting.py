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
INSTANCE = "postfix"


def queued(
    correlation: Correlation,
    connection: sqlite3.Connection,
    found: Sequence[Correction],
    looked: int,
    privacy: Privacy,
    begins: int,
) -> None:
    """Add what waits. `looked`: when the queue was asked; what the log told since is newer. `begins`: the ledger's."""
    for correction in found:
        waiting = correction.waiting
        number = correction.message
        message = _unknown(correlation, waiting, begins) if number is None else _known(correlation, connection, number)
        if message is None or message.last_seen > looked or message.ended is not None:
            continue
        if message.sender is None:
            message.sender = privacy.address(split(waiting.sender))
        if correction.held is not None:
            message.held = looked if correction.held else None
        _recipients(message, waiting, looked, privacy)
        correlation.changed[message.id] = message


def _unknown(correlation: Correlation, waiting: Waiting, begins: int) -> Message:
    """Return a message that the log has not told of, with what the queue knows of it."""
    arrival = waiting.arrival * MICRO
    message = correlation.message(INSTANCE, waiting.queue_id, arrival)
    if not message.stored and message.began is None:
        message.began, message.size, message.settled = arrival, waiting.size, True
        if begins and arrival > begins:
            correlation.gaps.append(("without-beginning", arrival, waiting.queue_id, 1))
    return message


def _known(correlation: Correlation, connection: sqlite3.Connection, number: int) -> Message | None:
    found = rows.messages(connection, "id = ?", (number,))
    return correlation.at_hand(found[0]) if found else None


def _recipients(message: Message, waiting: Waiting, looked: int, privacy: Privacy) -> None:
    for recipient in waiting.recipients:
        raw = split(recipient.address)
        address, slot = privacy.address(raw), privacy.slot(waiting.queue_id, raw)
        known = [each for key, each in message.deliveries.items() if key[:2] == address and key[3] == slot]
        if known and any(each.attempts for each in known):
            continue
        delivery = message.delivery(address, None, slot, looked)
        delivery.status = "deferred" if recipient.reason else "queued"
        delivery.reply = privacy.text(recipient.reason) or None
        message.changed.add(delivery)


def gone(correlation: Correlation, connection: sqlite3.Connection, messages: Sequence[int], looked: int) -> None:
    """End messages that are no longer in the queue though the log did not tell."""
    for number in messages:
        message = _known(correlation, connection, number)
        if message is None or message.ended is not None or message.last_seen > looked:
            continue
        deleted = correlation.deleted(message)
        message.ended, message.ending, message.settled = looked, "deleted" if deleted else "gone", True
        correlation.changed[message.id] = message
        if not deleted:
            correlation.gaps.append(("left-unseen", looked, message.queue_id, 1))
