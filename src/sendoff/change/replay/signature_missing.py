"""Mail sent as a domain that would not be signed: taken out of sendoff::dkim, or below one that is added to it.

The signer goes by the domain of the header From, exactly; the ledger knows the envelope sender's, which is another one
where postfix::envelope_from rewrites it: then nobody can tell.
"""

from __future__ import annotations

from sendoff.change.facts import Answers
from sendoff.change.plan import Transition
from sendoff.change.replay.traffic import REMOTE, Counted, Traffic, Wanted, top

_ID = "signature-missing"
_WHY = "all mail had one envelope sender, and the header From decides"


def wanted(transition: Transition) -> Wanted:
    """See `Question.wanted`."""
    return Wanted(sender_domains=_before(transition) != _after(transition))


def count(transition: Transition, traffic: Traffic, _answers: Answers) -> Counted | None:
    """See `Question.count`."""
    before, after = _before(transition), _after(transition)
    if before == after:
        return None
    if transition.before("sender_canonical_maps"):
        text = "may be of a domain that would not be signed"
        return Counted(_ID, text, 0, traffic.number(REMOTE), _WHY)

    def is_missing(domain: str) -> bool:
        below = any(domain.endswith(f".{name}") for name in after - before)
        return domain not in after and (domain in before or below)

    sent = [(kind, number) for kind, number in traffic.having(REMOTE) if kind.sender_domain]
    concerned = [(kind, number) for kind, number in sent if is_missing(kind.sender_domain or "")]
    total, examples = top(iter(concerned), lambda kind: kind.sender_domain)
    text = f"were sent as {total} domain{'s' if total != 1 else ''} that would not be signed"
    return Counted(_ID, text, sum(number for _, number in concerned), examples=examples)


def _before(transition: Transition) -> set[str]:
    current = transition.machine.current
    return set(current.dkim) if current else set()


def _after(transition: Transition) -> set[str]:
    return {domain for domain, _ in transition.settings.dkim}
