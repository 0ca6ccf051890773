"""Which gaps of knowledge touch a span of time."""

from __future__ import annotations

from sendoff.delivery.gaps import Gap, edges
from sendoff.host.ledger.reading import Ledger

_EARLIEST, _LATEST = -(1 << 62), 1 << 62


def gaps(ledger: Ledger, since: int | None, until: int | None) -> list[Gap]:
    """Return the ledger's gaps that overlap a span (microseconds; None: without that end), the oldest first."""
    found = ledger.rows(
        "SELECT kind, since, until, count, example FROM gap WHERE until >= ? AND since <= ? ORDER BY since, id",
        (_EARLIEST if since is None else since, _LATEST if until is None else until),
    )
    return [Gap(*row) for row in found]


def unknowns(ledger: Ledger, since: int | None, until: int | None, now: int) -> list[Gap]:
    """Return `gaps`, and with them what the ledger cannot know: the time before it begins, and what was not read yet.

    `until` None asks for what there is up to `now`: a log that was not read for five minutes is a gap then.
    """
    begins, read = ledger.fact("begins"), ledger.fact("last_read")
    if read is None:
        read = ledger.fact("last_line")
    return [*gaps(ledger, since, until), *edges(begins, read, since, until, now)]
