"""The size limit is that of the JSON, and the next hop takes what this server takes.

What happens: a message just under the limit and one just over it are handed in; where the limit is large, only their
size is announced.

Why it matters: a limit that is lower than it seems loses reports and attachments; one that is higher than the
smarthost's takes mail that then comes back.

How to mend it: look for message_size_limit in master.cf, and ask the smarthost for its limit.

When it is fine: never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.configuration import routes
from sendoff.rehearsal.expectations._view import View, failed, passed
from sendoff.rehearsal.observed import ARRIVED, WARN, Finding

_KEY = "postfix::message_size_limit"


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    limit = view.settings.message_size_limit
    mails = [mail for mail in view.stage.mails if mail.size]
    under = [mail for mail in mails if not limit or mail.size <= limit]
    over = [mail for mail in mails if limit and mail.size > limit]
    lost = [mail for mail in under if not view.of(mail).taken]
    if lost:
        yield failed(view, lost, f", although the limit is {limit or 'none'}", _KEY, of=view.stage.mails)
    come_back = [
        mail for mail in under
        if mail not in lost and not mail.declared and any(each.fate != ARRIVED for each in view.of(mail).arrivals)
    ]  # fmt: skip
    if come_back:
        instead = ", although this server takes it"
        yield failed(view, come_back, instead, _KEY, of=view.stage.mails)._replace(weight=WARN)
    taken = [mail for mail in over if view.of(mail).taken]
    if taken:
        yield failed(view, taken, f", although the limit is {limit}", _KEY, of=view.stage.mails)
    hops = view.stand_ins([*view.settings.next_hops(), *(route.hop for route in routes(view.around.then))])
    smaller = [each for each in hops if each.habit.size and (not limit or each.habit.size < limit)]
    for each in smaller:
        text = f"{each.name} takes {each.habit.size} bytes at most, and this server takes {limit or 'any size'}"
        yield Finding("", "fail", text, _KEY, weight=WARN)
    if mails and not (lost or come_back or taken or smaller):
        yield passed(f"messages of up to {limit} bytes are taken" if limit else "messages of any size are taken", _KEY)
