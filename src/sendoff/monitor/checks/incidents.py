"""A provider blocks or throttles this server.

What happens: A large provider answered with words that mean this server or a domain of it: its address is blocked or
listed, it sends too much, its mail proves its sender not well enough. Or two servers within a day named the same public
blocklist. CRITICAL is a block of this server's address; throttling, and what concerns a single sending domain, is a
WARNING, and so is a block against which nothing was tried for a day.

Why it matters: All customers' mail to that provider is refused or waits, not only the mail that caused it. It seldom
ends by itself.

How to mend it: `sendoff incidents` has the provider's words, what they mean, who sent the mail, and the next step.
`sendoff case open PROVIDER` walks through getting unblocked.

When it is fine: After a newsletter that a provider throttles; it ends with the first mail that is accepted. An incident
at a provider that nobody here writes to any more stays open until somebody does.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import OK, UNKNOWN, Judgement, Limits, Metric, sorted_by_weight, worst
from sendoff.monitor.check_facts import Facts
from sendoff.monitor.check_words import many, span
from sendoff.monitor.incident import Incident
from sendoff.monitor.incident_words import happens, state, untried

NEEDS = ("incidents",)

_SHOWN = 3


def judge(facts: Facts, _limits: Limits) -> Judgement:
    """See the module."""
    found = facts.incidents
    if isinstance(found, Unknown):
        told = f"whether a provider blocks this server is not known: {found.reason}"
        return Judgement("incidents", UNKNOWN, told, metrics=(Metric("open_incidents", None),))
    metrics = (Metric("open_incidents", len(found)),)
    if not found:
        return Judgement("incidents", OK, "no provider blocks or throttles this server", metrics=metrics)
    each = sorted_by_weight(Judgement("incidents", state(one, facts.now), _told(one, facts.now)) for one in found)
    more = f"; and {len(each) - _SHOWN} more" if len(each) > _SHOWN else ""
    text = "; ".join(one.text for one in each[:_SHOWN]) + more
    return Judgement("incidents", worst(one.state for one in each), text, "See `sendoff incidents`.", metrics)


def _told(one: Incident, now: int) -> str:
    code = f" ({one.provider_code})" if one.provider_code else ""
    since = span(max(0, now - one.first) / 1e6)
    quiet = f", nothing was tried for {span((now - one.last) / 1e6)}" if untried(one, now) else ""
    return f"{happens(one)}{code} since {since}, {many(one.refused, 'refusal')}{quiet}"
