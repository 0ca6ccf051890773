"""Mail sent as a domain whose SPF does not cover the new way out."""

from __future__ import annotations

from sendoff.change.consequences import spf_no_longer_passes
from sendoff.change.facts import Answers, SpfFacts
from sendoff.change.plan import Transition
from sendoff.change.replay.traffic import REMOTE, Counted, Kind, Traffic, Wanted, top

_ID = "spf-not-covered"
_RULES = ("spf-no-longer-passes",)


def wanted(transition: Transition) -> Wanted:
    """See `Question.wanted`."""
    return Wanted(sender_domains=any(True for _ in spf_no_longer_passes.asks(transition)))


def count(transition: Transition, traffic: Traffic, answers: Answers) -> Counted | None:
    """See `Question.count`."""
    asked = list(spf_no_longer_passes.asks(transition))
    if not asked:
        return None
    found = answers.get(asked[0])
    results: dict[str, set[str]] = {}
    for verdict in found.verdicts if isinstance(found, SpfFacts) else ():
        results.setdefault(verdict.domain, set()).add(verdict.result)
    sender = transition.settings.envelope_from

    def domain(kind: Kind) -> str | None:
        return sender.domain if sender and kind.sender_domain else kind.sender_domain

    sent = [(kind, number) for kind, number in traffic.having(REMOTE) if kind.sender_domain]
    wrong = {name for name, said in results.items() if said - {"pass", "unknown"}}
    fine = {name for name, said in results.items() if said == {"pass"}}
    unknown = sum(number for kind, number in sent if domain(kind) not in wrong | fine)
    total, examples = top(((kind, number) for kind, number in sent if domain(kind) in wrong), domain)
    text = f"would be sent as {total} domain{'s' if total != 1 else ''} whose SPF does not cover the new way out"
    why = "SPF of their domains was not asked, or could not be" if unknown else ""
    deliveries = sum(number for kind, number in sent if domain(kind) in wrong)
    return Counted(_ID, text, deliveries, unknown, why, examples, _RULES)
