"""Mail to a provider takes another way while it blocks or throttles this server.

What happens: the ledger has an open incident of a provider that sendoff::on_block names. Mail to all domains whose MX
hosts are that provider's goes through the detour, or one at a time; mail that waits goes this way at its next try. Ten
minutes after the provider has taken mail of this server's again, the change is taken back. Your own transport_maps are
asked first, and other destinations are not touched.

Why it matters: receivers see the detour's address, and its operator sees the mail. What caused the block goes on unless
somebody mends it.

How to mend it: `sendoff incidents` shows what was refused; `sendoff case open PROVIDER` leads through getting
unblocked. To end it at once, take the provider out of sendoff::on_block.

When it is fine: it was asked for, for exactly this.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition
from sendoff.postfix.tables import ON_BLOCK
from sendoff.postfix.transports import Route, pace

_RULE = "on-block-active"


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not _routes.table_differs(transition, ON_BLOCK):
        return
    routes = {route.provider: route for route in transition.machine.routes if route.domains}
    for route in routes.values():
        text = f"{_said(route)} {_until(route)}"
        yield found(transition, _RULE, "note", text, _routes.ON_BLOCK, mend="See `sendoff incidents`.")
    current = transition.machine.current
    for provider, known in (current.detours if current else {}).items():
        if known["domains"] and provider not in routes:
            way = "directly" if not transition.settings.relayhost else f"through {transition.settings.relayhost.text}"
            text = f"Mail to {provider} goes {way} again, {'as' if known['next_hop'] else 'as fast as'} before."
            yield found(transition, _RULE, "note", text, _routes.ON_BLOCK)


def _said(route: Route) -> str:
    count = f"{len(route.domains)} domain{'s' * (len(route.domains) > 1)}"
    if route.next_hop:
        marks = f" ({', '.join(route.marks)})" if route.marks else ""
        does, way = f"blocks this server{marks}", f"through {route.next_hop.text}"
    else:
        does, way = "throttles this server", f"one at a time, {pace(route.provider).pause} s apart"
    return f"{route.provider} {does} since {route.since}: mail to {count} goes {way}."


def _until(route: Route) -> str:
    if route.ended:
        return f"It took mail again at {route.ended}, so this ends ten minutes later."
    return "This ends ten minutes after it takes mail again."
