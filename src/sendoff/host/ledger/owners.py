"""Who handed messages in that wait now, by their queue ids."""

from __future__ import annotations

from collections.abc import Sequence

from sendoff.delivery.queue_view import submitter
from sendoff.host.ledger.reading import Ledger


def owners(ledger: Ledger, queue_ids: Sequence[str]) -> dict[str, str]:
    """Return for each queue id that the ledger knows who handed it in; where an id was used twice, the last.

    Some thousand queue ids at once are as many as SQLite takes.
    """
    places = ",".join("?" * len(queue_ids))
    found = ledger.each(
        "SELECT queue_id, uid, user, client, sasl_username, parent_kind FROM message "  # noqa: S608 - only ? marks
        f"WHERE queue_id IN ({places}) ORDER BY queue_id, id",
        queue_ids,
    )
    return {queue_id: submitter(*known) for queue_id, *known in found}
