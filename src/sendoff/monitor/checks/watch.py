"""No watch follows the log.

What happens: `sendoff watch` does not run, and nothing else read the log for it a short time ago.

Why it matters: Nobody writes down what becomes of the mail; once the log is rotated away, it is lost. The checks that
need the ledger cannot answer.

How to mend it: Start it: `systemctl start sendoff-watch`, or `sendoff watch` as a plain process.

When it is fine: On a server where nobody wants a ledger; leave the ledger's checks out with `--without`.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import OK, UNKNOWN, WARNING, Judgement, Limits
from sendoff.monitor.check_facts import Facts

NEEDS = ("watch", "ledger")

_MEND = "Start `sendoff watch`."


def judge(facts: Facts, limits: Limits) -> Judgement:
    """See the module."""
    if facts.watch:
        return Judgement("watch", OK, "the watch runs")
    ledger = facts.ledger
    last = None if isinstance(ledger, Unknown) else ledger.last_read
    if last is not None and limits["log-age"].state(max(0.0, (facts.now - last) / 1e6)) == OK:
        return Judgement("watch", OK, "the log was read a short time ago")
    if facts.watch is None and isinstance(ledger, Unknown):
        return Judgement("watch", UNKNOWN, f"whether a watch runs is not known: {ledger.reason}")
    return Judgement("watch", WARNING, "no watch runs: nobody writes down what becomes of the mail", _MEND)
