"""A detour or a slowdown that can never be switched on.

What happens: sendoff::on_block is set beside postfix::relayhost. All mail goes to the smarthost, so no provider sees
this server's address, and none can block it; sendoff then switches nothing.

Why it matters: somebody relies on a detour that does not come. When a provider blocks the smarthost, only its operator
can do something.

How to mend it: take sendoff::on_block out; or take postfix::relayhost out, if this server is to deliver by itself.

When it is fine: the same document serves several servers, and only some of them have a smarthost.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change import plan
from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.consequences._main_cf import differs
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    hop, entries = transition.settings.relayhost, transition.settings.on_block
    new = any(name.startswith(plan.ON_BLOCK) and change.after for name, change in transition.changes.items())
    if hop and entries and (new or differs(transition, "relayhost")):
        text = (
            f"{_routes.ON_BLOCK} has no effect: all mail goes to {hop.text}, whatever a provider says of this server."
        )
        mend = f"Take {_routes.ON_BLOCK} out, or {_routes.RELAYHOST}."
        yield found(transition, "on-block-without-effect", "warn", text, _routes.ON_BLOCK, mend=mend)
