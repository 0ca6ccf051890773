"""The fallback is never used.

What happens: postfix::smtp_fallback_relay names the same server as postfix::relayhost, or master.cf sets
smtp_fallback_relay for the smtp client itself, which wins.

Why it matters: when the first choice is down, mail waits as if there were no fallback, and nobody notices before.

How to mend it: name another server, or take `-o smtp_fallback_relay=` out of the smtp service in master.cf.

When it is fine: never; the key only looks as if it did something.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._routes import FALLBACK, route_differs
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition
from sendoff.postfix import master_cf


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    hops, first = transition.settings.fallback_relays, transition.settings.relayhost
    if not hops or not route_differs(transition):
        return
    same = [
        hop.text for hop in hops if first and (hop.host, hop.port, hop.by_mx) == (first.host, first.port, first.by_mx)
    ]
    if same:
        text = f"The fallback {some(same)} is the smarthost itself: when it is down, there is no other."
        mend = "Name another server."
        yield found(transition, "fallback-without-effect", "warn", text, FALLBACK, mend=mend)
    transport = transition.compiled.parameters["default_transport"]
    service = master_cf.find(transition.compiled.master_cf, transport, "unix")
    if service and "smtp_fallback_relay" in service.options():
        wins = service.options()["smtp_fallback_relay"] or "none"
        text = f"master.cf sets smtp_fallback_relay for its {transport} service, and that wins: {wins}."
        mend = f"Take -o smtp_fallback_relay out of the {transport} service in /etc/postfix/master.cf."
        yield found(transition, "fallback-without-effect", "warn", text, FALLBACK, mend=mend)
