"""What the ledger does not know, by kind. Every answer says which of these touch it."""

from __future__ import annotations

from typing import NamedTuple

KINDS = {
    "unreadable-lines": "lines that are not a log's, or not whole",
    "not-understood": "lines of Postfix that sendoff does not understand",
    "without-beginning": "messages whose first lines the log does not have",
    "without-end": "messages whose queue id was used again before the log told their end",
    "left-unseen": "messages that left the queue without a line",
    "deliveries-missing": "messages of which the log tells fewer recipients than they had",
    "dropped-by-log": "lines that journald or syslog dropped, by its own word",
    "log-missing": "a part of the log that was gone before it was read",
    "not-watched": "a time of which the log was not read yet: `sendoff watch` does not run, or is behind",
    "before-the-ledger": "a time before the first line that the ledger knows",
}
"""Every kind with what it counts. The last two are not rows of the ledger: `edges` finds them."""

STALE = 300_000_000
"""A log that was last read longer ago than this (microseconds) is not watched."""


class Gap(NamedTuple):
    """Something that is not known of a span (microseconds since 1970, both ends in it).

    `count` is how many of what `KINDS` says; `example` is one of them as the log has it (a stranger's text), or empty.
    """

    kind: str
    since: int
    until: int
    count: int  # type: ignore[assignment]  # hides a tuple's method that nobody needs here
    example: str = ""


AT_ONCE = 60_000_000
"""A log whose first line comes so soon (microseconds) after the beginning of a span misses nothing of it."""


def edges(begins: int | None, last_read: int | None, since: int | None, until: int | None, now: int) -> list[Gap]:
    """Return what of a span lies before the ledger begins, or behind where the log was read (`last_read`).

    `since` None asks for what the ledger has, `until` None for what there is up to now. `begins` and `last_read` are
    None for a ledger that has no line yet.
    """
    found = []
    if since is not None and begins is not None and since < begins - AT_ONCE:
        found.append(Gap("before-the-ledger", since, min(begins, now if until is None else until), 1))
    end = now if until is None else min(until, now)
    read = max((known for known in (begins, last_read) if known is not None), default=None)
    if read is None:
        found.append(Gap("not-watched", end if since is None else min(since, end), end, 1))
    elif end > read and now - read > STALE:
        found.append(Gap("not-watched", read, end, 1))
    return found
