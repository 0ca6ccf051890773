"""The answer of a provider is overdue.

What happens: A request of `sendoff case` was sent, and the time is over within which this provider usually answers.

Why it matters: Mail to this provider is still refused. A request that nobody follows up is closed without a word, and
the first answer is usually a template that says no.

How to mend it: Look into the mailbox that the request names, its spam folder too. A refusal: `sendoff case refused N`
prints the reply. No answer at all: ask again in the same ticket, then `sendoff case sent N`.

When it is fine: On holidays of the provider; `sendoff case close N` ends a case that nobody follows any more.
"""

from __future__ import annotations

from sendoff.change.facts import Unknown
from sendoff.monitor.check import OK, UNKNOWN, WARNING, Judgement, Limits, Metric
from sendoff.monitor.check_facts import Facts
from sendoff.monitor.check_words import many, span

NEEDS = ("cases",)

_SHOWN = 3


def judge(facts: Facts, _limits: Limits) -> Judgement:
    """See the module."""
    found = facts.cases
    if isinstance(found, Unknown):
        return Judgement("case-due", UNKNOWN, f"whether a provider's answer is overdue is not known: {found.reason}")
    metrics = (Metric("overdue_cases", len(found)),)
    if not found:
        return Judgement("case-due", OK, "no provider's answer is overdue", metrics=metrics)
    named = [
        f"{case.provider} (case {case.number}, {span((facts.now - case.due) / 1e6)} late)" for case in found[:_SHOWN]
    ]
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    told = f"{many(len(found), 'answer')} overdue: {', '.join(named)}{more}"
    return Judgement("case-due", WARNING, told, "See `sendoff case`.", metrics)
