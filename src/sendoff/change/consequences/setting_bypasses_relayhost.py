"""Settings of main.cf send mail another way, or hold it.

What happens: the administrator's main.cf has settings that decide before postfix::relayhost does, or that keep mail
from leaving at all. sendoff does not manage them and leaves them in force.

Why it matters: some or all mail takes another route than the document says, passes a filter first, or waits.

How to mend it: take the parameter out of /etc/postfix/main.cf, or keep it knowingly.

When it is fine: the setting is meant, for example a route to an internal domain in transport_maps.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _routes
from sendoff.change.consequences._found import found
from sendoff.change.consequences._main_cf import adopted
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition

_EFFECTS = {
    "transport_maps": "sends some recipients another way",
    "sender_dependent_relayhost_maps": "sends some senders' mail another way",
    "sender_dependent_default_transport_maps": "sends some senders' mail another way",
    "content_filter": "hands all mail to a filter first",
    "defer_transports": "holds mail in the queue",
    "soft_bounce": "keeps refused mail in the queue",
}


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if transition.machine.main_cf is None or not (adopted(transition) or _routes.route_differs(transition)):
        return
    active = {name: _routes.theirs(transition, name) for name in _EFFECTS}
    said = [f"{name} {_EFFECTS[name]}" for name, value in active.items() if value and value != "no"]
    if said:
        text = f"main.cf keeps settings that decide before the document's route: {'; '.join(said)}."
        mend = "Take them out of /etc/postfix/main.cf, unless they are meant."
        yield found(transition, "setting-bypasses-relayhost", "warn", text, _routes.RELAYHOST, mend=mend)
