"""On its new way out, mail of a domain does not pass SPF.

What happens: the change sends mail another way, now or while a provider blocks (sendoff::on_block), or with another
envelope sender, and the SPF record of a domain does not cover the address that it leaves from then.

Why it matters: receivers judge SPF by the address that hands them the mail. Mail that does not pass counts as
unauthenticated: it fails DMARC where no DKIM signature saves it, and large providers refuse it.

How to mend it: publish what `sendoff spf record DOMAIN` prints, before the change; `sendoff spf try DOMAIN RECORD`
shows what a record would come to.

When it is fine: mail of that domain is signed with DKIM, or the record is being changed at the same time.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes, _senders
from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._main_cf import differs
from sendoff.change.facts import Answers, Ask, SpfFacts, Unknown
from sendoff.change.plan import Consequence, Transition

_RULE = "spf-no-longer-passes"


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    yield from (_ask(transition, hop) for hop, _ in _ways(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    named = _named(transition)
    for hop, key in _ways(transition):
        answer = answers.get(_ask(transition, hop), Unknown("not asked"))
        if isinstance(answer, SpfFacts):
            yield from _judged(transition, answer, key)
        elif isinstance(answer, Unknown) and named:
            text = f"Nobody knows whether SPF of {some(named)} covers the way that mail takes then."
            yield found(transition, _RULE, "note", text, key, unknown=answer.reason)


def _judged(transition: Transition, facts: SpfFacts, key: str) -> Iterator[Consequence]:
    for domain in dict.fromkeys(verdict.domain for verdict in facts.verdicts):
        own = [verdict for verdict in facts.verdicts if verdict.domain == domain]
        wrong = [verdict for verdict in own if verdict.result not in ("pass", "unknown")]
        unasked = next((verdict.why for verdict in own if verdict.result == "unknown"), None)
        if wrong:
            addresses = some([f"{verdict.address} ({verdict.result})" for verdict in wrong])
            text = f"Mail of {domain} then leaves from {addresses}, which SPF of {domain} does not pass."
            mend = f"Publish what `sendoff spf record {domain}` prints before you apply."
            yield found(transition, _RULE, "warn", text, key, mend=mend)
        elif unasked is not None:
            text = f"Nobody knows whether SPF of {domain} covers the way that mail takes then."
            yield found(transition, _RULE, "note", text, key, unknown=unasked)


def _ways(transition: Transition) -> Iterator[tuple[str, str]]:
    """Yield the ways out that this change is about, each as its next hop and the key that causes it."""
    settings = transition.settings
    sender = differs(transition, "myhostname") or bool(_senders.new(transition))
    if _routes.route_differs(transition) or sender:
        key = _routes.RELAYHOST if _routes.route_differs(transition) else _senders.KEY
        yield settings.relayhost.text if settings.relayhost else "", key
    if (_routes.detours_differ(transition) or sender) and not settings.relayhost:
        yield from ((hop.text, _routes.ON_BLOCK) for hop in settings.detours())


def _named(transition: Transition) -> list[str]:
    """Return the domains that the document says this server sends as."""
    sender = transition.settings.envelope_from
    return [sender.domain] if sender else list(transition.settings.domains)


def _ask(transition: Transition, hop: str) -> Ask:
    scope = "only" if transition.settings.envelope_from else "lately"
    words = (scope, transition.compiled.parameters["myhostname"], *_named(transition))
    return Ask("spf", hop, " ".join(words))
