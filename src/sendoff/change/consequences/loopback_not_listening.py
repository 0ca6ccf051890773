"""Applications on this server cannot reach it at localhost.

What happens: postfix::inet_interfaces lists addresses, and no loopback address is among them.

Why it matters: most applications hand their mail to localhost, port 25, and get "connection refused". Those that are
pointed at a listed address arrive from that address, which postfix::mynetworks then has to cover.

How to mend it: list 127.0.0.1 and ::1 as well, or use all.

When it is fine: every application here uses the sendmail command or a listed address.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found, some
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if _listening.touched(transition):
        yield from _listening.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    listed = _listening.addresses(transition, answers)
    # A name that could not be looked up may be localhost.
    if not _listening.touched(transition) or not listed or _listening.unresolved(transition, answers):
        return
    if any(map(_listening.is_loopback, listed)):
        return
    strangers = [address for address in listed if not _listening.covers(transition, address)]
    text = f"Applications that send to localhost are refused: SMTP listens only on {some(listed)}."
    if strangers:
        text += f" Applications here that send to {some(strangers)} come from there, and mynetworks does not cover it."
    mend = f"Add 127.0.0.1 and ::1 to {_listening.KEY}."
    yield found(transition, "loopback-not-listening", "warn", text, _listening.KEY, mend=mend)
