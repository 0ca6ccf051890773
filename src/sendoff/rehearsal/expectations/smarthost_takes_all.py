"""All mail to other servers leaves through the smarthost.

What happens: mail of root, of other users and of applications is sent to destinations of all kinds, and a server that
stands in for the smarthost takes it, under its name and port, with the credentials that the configuration has for it.

Why it matters: mail that takes another way is not signed, not covered by SPF, or refused; mail that the smarthost
does not take comes back or waits.

How to mend it: the finding says what became of which mail instead. A route of the administrator's own (transport_maps,
sender_dependent_relayhost_maps) goes before the smarthost; `sendoff rehearse` lists what it read of them.

When it is fine: the administrator's own route is wanted, and the smarthost is only for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.configuration import ROUTE
from sendoff.rehearsal.expectations._view import View, failed, passed, unknown
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import ARRIVED, Finding

_KEY = "postfix::relayhost"
_BY_SENDER = ("sender_dependent_relayhost_maps", "sender_dependent_default_transport_maps")


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    hop = view.settings.relayhost
    if hop is None:
        return
    names = {each.name for each in view.stand_ins([hop])}
    if not names:
        yield unknown(f"nobody can stand in for {hop.text}: it is this server itself", _KEY)
        return
    mails = [mail for mail in view.away() if not _by_sender(view, mail)]
    wrong = [
        mail for mail in mails
        if not all(each.fate == ARRIVED and each.at in names for each in view.of(mail).arrivals)
        or not view.of(mail).taken
    ]  # fmt: skip
    if wrong:
        yield failed(view, wrong, f", instead of leaving through {hop.text}", _KEY, of=mails)
    else:
        yield passed(f"all mail to other servers leaves through {hop.text}", _KEY)


def _by_sender(view: View, mail: Mail) -> bool:
    """Tell whether a mail took the route that a table of the administrator's has for its sender."""
    keys = {key.lower() for name in _BY_SENDER for key, _ in view.around.then.entries(name)}
    return any(
        each.role == ROUTE and keys & {each.sender.lower() or "<>", f"@{each.sender.rpartition('@')[2].lower()}"}
        for each in view.of(mail).arrivals
    )
