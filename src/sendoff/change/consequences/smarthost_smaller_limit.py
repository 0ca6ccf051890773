"""The smarthost takes smaller messages than this server.

What happens: the smarthost announces a SIZE (RFC 1870) below postfix::message_size_limit.

Why it matters: a message between the two is accepted from the application and then returned to the envelope sender,
where often nobody reads it. With the same limit here, the application is told at once.

How to mend it: set postfix::message_size_limit to the smarthost's number.

When it is fine: applications send nothing that large.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition

_KEY = "postfix::message_size_limit"


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    hop = transition.settings.relayhost
    if hop and (transition.touches("message_size_limit") or _routes.concerned(transition)):
        yield _routes.ask(transition, hop)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    hop, limit = transition.settings.relayhost, transition.settings.message_size_limit
    if not hop or not list(asks(transition)):
        return
    reply = _routes.reply(transition, answers, hop)
    size = reply.capabilities.get("SIZE", "") if reply else ""
    if size.isdigit() and int(size) > 0 and (limit == 0 or int(size) < limit):
        ours = f"up to {limit} bytes" if limit else "of any size"
        text = f"Messages {ours} are accepted here, but {hop.text} takes only {size} bytes: what is larger comes back."
        mend = f"Set {_KEY} to {size}, so that applications are told at once."
        yield found(transition, "smarthost-smaller-limit", "warn", text, _KEY, mend=mend)
