"""What the ledger counted, as long as it can be believed: what was not read is not silence."""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check_facts import Facts, Health, History
from sendoff.monitor.check_queue import BELIEVED
from sendoff.monitor.check_words import span


def known(facts: Facts) -> History | Unknown:
    """Return the counts, or why they say nothing about now."""
    if isinstance(facts.history, Unknown) or not isinstance(facts.ledger, Health):
        return facts.history
    read = facts.ledger.last_read
    if read is None:
        return Unknown("the log was never read to its end")
    if facts.now - read > BELIEVED:
        return Unknown(f"the log was last read {span((facts.now - read) / 1e6)} ago")
    return facts.history
