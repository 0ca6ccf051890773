"""Nobody can be told by one of the places of sendoff::notify.

What happens: Apprise, which sends the messages, does not know the service of this URL, or misses something in it, such
as a token, or lacks a Python package for it.

Why it matters: when a receiver begins to block this server, no message leaves for that place, and nobody misses one.

How to mend it: compare the URL with Apprise's page of the service; then `sendoff incidents --test-notification`.

When it is fine: never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask, NotifyFacts, Unknown
from sendoff.change.plan import Consequence, Transition

_KEY = "sendoff::notify"
_MEND = "Compare it with Apprise's page of that service; afterwards try it: `sendoff incidents --test-notification`."


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if transition.touches("notify") and transition.settings.notify:
        yield Ask("notify", secret=tuple(transition.settings.notify))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    for ask in asks(transition):
        facts = answers.get(ask)
        if isinstance(facts, Unknown):
            text = f"Whether the URLs of {_KEY} can be used is not known."
            yield found(transition, "notify-unusable", "note", text, _KEY, mend=_MEND, unknown=facts.reason)
        elif isinstance(facts, NotifyFacts):
            for number, why in sorted(facts.unusable.items()):
                text = f"Nobody is told by URL {number} of {_KEY}: {why}."
                yield found(transition, "notify-unusable", "warn", text, _KEY, mend=_MEND)
