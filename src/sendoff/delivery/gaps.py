"""What the ledger does not know, by kind. Every answer says which of these touch it."""

from __future__ import annotations

KINDS = {
    "unreadable-lines": "lines that are not a log's, or not whole",
    "not-understood": "lines of Postfix that sendoff does not understand",
    "without-beginning": "messages whose first lines the log does not have",
    "without-end": "messages whose queue id was used again before the log told their end",
    "left-unseen": "messages that left the queue without a line",
    "deliveries-missing": "messages of which the log tells fewer recipients than they had",
    "dropped-by-log": "lines that journald or syslog dropped, by its own word",
    "log-missing": "a part of the log that was gone before it was read",
}
"""Every kind with what it counts."""
