"""Messages and deliveries as rows of the ledger, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from sendoff.delivery.message import Delivery, Message
from sendoff.host.ledger.schema import DELIVERIES_OF_A_MESSAGE

_MESSAGE = (
    "id", "queue_id", "instance", "began", "first_seen", "last_seen", "ended", "ending", "held", "sender_local",
    "sender_domain", "size", "nrcpt", "message_id", "uid", "user", "client", "sasl_username", "header_from", "script",
    "parent", "parent_kind", "next_retry",
)  # fmt: skip
_DELIVERY = (
    "id", "local", "domain", "slot", "original", "status", "attempts", "tries", "reply", "dsn", "relay", "tls", "tried",
    "delay", "delay_before_queue_manager", "delay_queue_manager", "delay_connection_setup", "delay_transmission",
    "first_seen", "last_seen", "generation", "provider", "handed_to", "class", "provider_code",
)  # fmt: skip

WRITE_MESSAGE = f"REPLACE INTO message ({', '.join(_MESSAGE)}) VALUES ({', '.join('?' * len(_MESSAGE))})"  # noqa: S608
WRITE_DELIVERY = f"REPLACE INTO delivery ({', '.join(_DELIVERY)}) VALUES ({', '.join('?' * len(_DELIVERY))})"  # noqa: S608
_READ_MESSAGES = f"SELECT {', '.join(_MESSAGE)} FROM message WHERE "  # noqa: S608
_READ_DELIVERIES = f"SELECT {', '.join(_DELIVERY)} FROM delivery WHERE id BETWEEN ? AND ? ORDER BY id"  # noqa: S608
# Of a row that is there already, an index that none of the columns here belongs to need not be written again.
_LATER_MESSAGE = (
    "first_seen", "last_seen", "ended", "ending", "held", "size", "nrcpt", "uid", "user", "client", "sasl_username",
    "header_from", "script", "parent_kind", "next_retry",
)  # fmt: skip
_LATER_DELIVERY = (*_DELIVERY[5:],)
UPDATE_MESSAGE = f"UPDATE message SET {', '.join(f'{name} = ?' for name in _LATER_MESSAGE)} WHERE id = ?"  # noqa: S608
UPDATE_DELIVERY = f"UPDATE delivery SET {', '.join(f'{name} = ?' for name in _LATER_DELIVERY)} WHERE id = ?"  # noqa: S608
_NOBODY: tuple[None, None] = (None, None)
_NO_DELAYS: tuple[None, ...] = (None, None, None, None)


def message_row(found: Message, user: str | None) -> tuple[Any, ...]:
    """Return a message as `WRITE_MESSAGE` takes it."""
    return (
        found.id, found.queue_id, found.instance, found.began, found.first_seen, found.last_seen, found.ended,
        found.ending, found.held, *(found.sender or _NOBODY), found.size, found.nrcpt, found.message_id, found.uid,
        user, found.client, found.sasl_username, found.header_from, found.script, found.parent, found.parent_kind,
        found.next_retry,
    )  # fmt: skip


def delivery_row(message: int, found: Delivery) -> tuple[Any, ...]:
    """Return a delivery as `WRITE_DELIVERY` takes it."""
    return (
        message * DELIVERIES_OF_A_MESSAGE + found.number, found.local, found.domain, found.slot, found.original,
        found.status, found.attempts, found.tries, found.reply, found.dsn, found.relay, found.tls, found.tried,
        found.delay, *(found.delays or _NO_DELAYS), found.first_seen, found.last_seen, found.generation,
        found.provider, found.handed_to, found.kind, found.code,
    )  # fmt: skip


def later_message_row(found: Message, user: str | None) -> tuple[Any, ...]:
    """Return a message as `UPDATE_MESSAGE` takes it."""
    return (
        found.first_seen, found.last_seen, found.ended, found.ending, found.held, found.size, found.nrcpt, found.uid,
        user, found.client, found.sasl_username, found.header_from, found.script, found.parent_kind, found.next_retry,
        found.id,
    )  # fmt: skip


def messages(connection: sqlite3.Connection, where: str, parameters: Sequence[Any]) -> list[Message]:
    """Return messages with their deliveries; `where` is SQL over the table `message`."""
    rows = connection.execute(_READ_MESSAGES + where, parameters).fetchall()
    return [_with_deliveries(connection, dict(zip(_MESSAGE, row, strict=True))) for row in rows]


def _with_deliveries(connection: sqlite3.Connection, row: dict[str, Any]) -> Message:
    made = Message(row["id"], row["instance"], row["queue_id"], row["first_seen"])
    local, domain = row.pop("sender_local"), row.pop("sender_domain")
    made.sender = None if domain is None else (local, domain)
    del row["user"]
    for name, value in row.items():
        setattr(made, name, value)
    made.stored = made.found_by
    first = made.id * DELIVERIES_OF_A_MESSAGE
    for found in connection.execute(_READ_DELIVERIES, (first, first + DELIVERIES_OF_A_MESSAGE - 1)):
        each = _delivery(dict(zip(_DELIVERY, found, strict=True)), first)
        made.deliveries[each.local, each.domain, each.original, each.slot] = each
    return made


def _delivery(row: dict[str, Any], first: int) -> Delivery:
    made = Delivery(
        row.pop("id") - first, (row["local"], row["domain"]), row["original"], row["slot"], row["first_seen"]
    )
    stages = [row.pop(name) for name in _DELIVERY[14:18]]
    made.delays = () if stages[0] is None else tuple(stages)
    made.kind, made.code = row.pop("class"), row.pop("provider_code")
    for name, value in row.items():
        setattr(made, name, value)
    made.stored = True
    return made


def delete(connection: sqlite3.Connection, found: Message) -> None:
    """Delete a message with its deliveries."""
    first = found.id * DELIVERIES_OF_A_MESSAGE
    connection.execute("DELETE FROM message WHERE id = ?", (found.id,))
    connection.execute("DELETE FROM delivery WHERE id BETWEEN ? AND ?", (first, first + DELIVERIES_OF_A_MESSAGE - 1))


def write(connection: sqlite3.Connection, found: Sequence[Message], user: Callable[[int | None], str | None]) -> None:
    """Write messages and those of their deliveries that changed; `user` gives the name of a uid."""
    new, later = list[tuple[Any, ...]](), list[tuple[Any, ...]]()
    for each in found:
        if each.stored == each.found_by:
            later.append(later_message_row(each, user(each.uid)))
        else:
            new.append(message_row(each, user(each.uid)))
            each.stored = each.found_by
    connection.executemany(WRITE_MESSAGE, new)
    connection.executemany(UPDATE_MESSAGE, later)
    new, later = [], []
    for message in found:
        for delivery in message.changed:
            row = delivery_row(message.id, delivery)
            if delivery.stored:
                later.append((*row[5:], row[0]))
            else:
                new.append(row)
                delivery.stored = True
        message.changed.clear()
    connection.executemany(WRITE_DELIVERY, new)
    connection.executemany(UPDATE_DELIVERY, later)
