"""Too much mail waits.

What happens: A queue of Postfix holds more messages than its threshold allows.

Why it matters: `deferred` grows when a next hop does not take mail; `active` and `incoming` when more comes in than can
go out, by a mailing or by an account that is misused; `maildrop` when Postfix does not pick up.

How to mend it: `sendoff queue` shows by destination, reason and sender what waits.

When it is fine: While a large mailing goes out; set thresholds that fit this server.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import OK, UNKNOWN, Judgement, Limits, Metric, worst
from sendoff.monitor.check_facts import Facts
from sendoff.monitor.check_queue import depth
from sendoff.monitor.check_words import many

NEEDS = ("files", "ledger")

QUEUES = ("maildrop", "incoming", "active", "deferred", "hold")


def judge(facts: Facts, limits: Limits) -> Judgement:
    """See the module."""
    counts = depth(facts)
    if isinstance(counts, Unknown):
        empty = tuple(Metric(f"queue_{name}", None) for name in QUEUES)
        mend = "Run the check as root, or `sendoff watch`, which counts for it."
        return Judgement("queue-depth", UNKNOWN, f"the queue cannot be read: {counts.reason}", mend, empty)
    known = {name: counts[name] for name in QUEUES if name in counts}
    metrics = tuple(Metric(f"queue_{name}", count, "", limits[name]) for name, count in known.items())
    states = {name: limits[name].state(count) for name, count in known.items()}
    state = worst(states.values())
    if state == OK:
        return Judgement("queue-depth", OK, f"{many(sum(known.values()), 'message')} in the queue", metrics=metrics)
    told = ", ".join(f"{known[name]} {name}" for name, found in states.items() if found != OK)
    return Judgement("queue-depth", state, f"the queue is long: {told}", "See `sendoff queue`.", metrics)
