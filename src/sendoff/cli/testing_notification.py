"""`sendoff incidents --test-notification`: one message to each place of sendoff::notify, and how it went with each.

With --json: `{"notify": [{"number", "service", "sent": bool, "error"}]}`; `number` is the place in the list, from 1,
`service` its scheme, null where Apprise does not know it; `error` is null where it went.
"""

from __future__ import annotations

import os
import sys

from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import OK, PROBLEM
from sendoff.host import Host, store
from sendoff.host.errors import HostError


def run(host: Host, *, json: bool) -> int:
    """Send the message to those whom the live configuration names; returns 1 where one was not reached.

    Raises:
        HostError: nobody is named, or this user may not know who.
    """
    from sendoff.host.observe import host_name
    from sendoff.host.telling.process import Message, send
    from sendoff.render import notice_text, style

    current = store.current(host)
    if current is None or not current.notify:
        raise HostError(
            "nobody is to be told: the applied configuration has no sendoff::notify",
            "Put it into the JSON and `sendoff apply` it, then try again.",
        )
    if os.geteuid() != 0:
        raise HostError("whom to tell is known to root alone", "Run the command with sudo.")
    urls = store.notify_of(host, current.number)
    name = current.parameters.get("myhostname") or host_name(host)
    told = send(urls, Message(notice_text.trial_subject(name), notice_text.trial_body(name)))
    if json:
        found = [{"number": one.number, "service": one.service or None, "sent": not one.error} for one in told]
        print_json({"notify": [{**each, "error": one.error or None} for each, one in zip(found, told, strict=True)]})
    else:
        print(notice_text.trial(told, style.of(sys.stdout)))
    return PROBLEM if any(one.error for one in told) else OK
