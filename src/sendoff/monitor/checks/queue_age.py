"""Mail waits too long.

What happens: The oldest message in the queue, those on hold aside, was handed in longer ago than the threshold allows:
a day, and for CRITICAL four days.

Why it matters: After five days (maximal_queue_lifetime) Postfix gives up, and the sender gets it back.

How to mend it: `sendoff queue` shows the oldest first, with the reason why each waits.

When it is fine: A single message to a domain that does not exist any more waits its five days on every server; delete
it with `postsuper -d`, or set a threshold that fits.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import OK, UNKNOWN, Judgement, Limits, Metric
from sendoff.monitor.check_facts import Facts
from sendoff.monitor.check_queue import age
from sendoff.monitor.check_words import span

NEEDS = ("files", "ledger", "ids")


def judge(facts: Facts, limits: Limits) -> Judgement:
    """See the module."""
    found, limit = age(facts), limits["oldest-age"]
    if isinstance(found, Unknown):
        metric = Metric("oldest_age", None, "s", limit)
        told = f"the age of the oldest message is not known: {found.reason}"
        return Judgement("queue-age", UNKNOWN, told, "Start `sendoff watch`, which knows it.", (metric,))
    metric = Metric("oldest_age", found.seconds or 0, "s", limit)
    if found.seconds is None:
        return Judgement("queue-age", OK, "no message waits", metrics=(metric,))
    state = limit.state(found.seconds)
    least = "at least " if found.least else ""
    told = f"the oldest message has waited for {least}{span(found.seconds)}"
    return Judgement("queue-age", state, told, "See `sendoff queue`." if state != OK else "", (metric,))
