"""The names under which the ledger counts, by the hour of the log. Labels are closed sets."""

from __future__ import annotations

NAMES = {
    "accepted": "messages taken into the queue, by way: smtp, sendmail, notice, forward, requeue, unknown",
    "attempts": "attempts, by `status provider`: sent, deferred or bounced, and a name of replies/providers.py",
    "refused": "attempts that were refused or put off, by `coarse provider`: of replies/classes.py and providers.py",
    "expired": "recipients given up, by provider",
    "removed": "messages that left the queue, by ending",
    "rejected": "refusals at this server's door, by the reply's first digit",
    "lines": "lines read, by parsed, unknown (of Postfix, not understood), unreadable, foreign",
    "delay": "final sent deliveries, by `stage bucket`: the four of Postfix's delays, buckets of BUCKETS or inf",
    "delay_sum": "their milliseconds, by stage",
}
"""Every name with what it counts and by what."""

STAGES = ("before_queue_manager", "queue_manager", "connection_setup", "transmission")
"""The four of Postfix's delays=a/b/c/d."""

BUCKETS = (0.1, 0.5, 1.0, 5.0, 30.0, 300.0, 3600.0, 86400.0)
"""Upper bounds of the delay buckets (seconds); each delivery is counted in the first that holds it."""
