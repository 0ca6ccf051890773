"""Mail will leave from the one address that SMTP listens on.

What happens: postfix::inet_interfaces names exactly one IPv4 or one IPv6 address, not a loopback one. Postfix then
also sends from it, unless smtp_bind_address says otherwise.

Why it matters: receivers judge the sending address: its reverse DNS name, SPF, and its reputation. A private address
among them may not even reach the internet.

How to mend it: see that this address has a PTR record with the server's name and is in the SPF record, or add the
loopback address, which leaves the choice to the system.

When it is fine: it is meant: the server has several addresses, and this one is for mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found
from sendoff.change.consequences._main_cf import after
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if transition.touches("inet_interfaces"):
        yield from _listening.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not transition.touches("inet_interfaces") or _listening.unresolved(transition, answers):
        return
    listed = _listening.addresses(transition, answers)
    for mark, name, parameter in ((".", "IPv4", "smtp_bind_address"), (":", "IPv6", "smtp_bind_address6")):
        of_version = [address for address in listed if mark in address and (mark == ":" or ":" not in address)]
        # Postfix counts loopback addresses too: beside one of them it leaves the choice to the system.
        if len(of_version) == 1 and not _listening.is_loopback(of_version[0]) and not after(transition, parameter):
            text = f"Mail over {name} leaves from {of_version[0]}: reverse DNS and SPF of that address count."
            mend = "Check PTR and SPF for it, or list the loopback address too if the system should choose."
            yield found(transition, "source-address-follows", "note", text, _listening.KEY, mend=mend)
