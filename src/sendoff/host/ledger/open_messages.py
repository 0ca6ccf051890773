"""The messages that the ledger believes are in the queue, as reconciliation needs them."""

from __future__ import annotations

from sendoff.delivery.reconcile import Open
from sendoff.host.ledger.reading import ledger

_OPEN = """
SELECT m.id, m.queue_id, m.last_seen, m.held IS NOT NULL AS held, m.next_retry,
       (SELECT count(*) FROM delivery d
        WHERE d.id BETWEEN m.id << 20 AND (m.id << 20) + 1048575 AND d.status NOT IN ('sent', 'bounced')) AS undelivered
FROM message m WHERE m.ended IS NULL AND m.instance = ? ORDER BY m.last_seen
"""


def open_messages(path: str, instance: str) -> dict[str, Open]:
    """Return them by queue id; of two with the same id, the one the log told of last.

    `instance` is the syslog name of the Postfix whose queue is asked: others have queues of their own.

    Raises:
        HostError: the ledger cannot be read.
    """
    with ledger(path) as opened:
        return {
            row["queue_id"]: Open(row["id"], row["last_seen"], bool(row["held"]), row["undelivered"], row["next_retry"])
            for row in opened.each(_OPEN, (instance,))
        }
