"""A message about blocked mail is itself mail that this server sends.

What happens: a mailto URL of sendoff::notify hands its mail to this server, which sends it on like any other.

Why it matters: what blocks the server's mail may block this message too: one to a mailbox at the provider that blocks,
or any while the smarthost refuses the login. It then waits in the queue that it was to tell of.

How to mend it: let the URL name another mail server with a login of its own, or add a second place that is no mail.

When it is fine: the mailbox is on this server, or another place is told as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition
from sendoff.config.values.hosts import ip_address

_KEY = "sendoff::notify"
_MAIL = r"(?i)mailtos?://"
_SMTP = r"(?i)&smtp=([^&]+)"
_HOST = r"(?:.*@)?(\[[^]]*\]|[^:]*)"
_LOOPBACK = r"127\.|::1$"
_MEND = "Let it name another mail server, or add a place that is no mail."


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    urls = transition.settings.notify
    if not transition.touches("notify") or not urls:
        return
    own = [number for number, url in enumerate(urls, 1) if re.match(_MAIL, url) and _is_own(_server(url), transition)]
    if len(own) == len(urls):  # else somebody is told another way
        which = "URL 1" if len(urls) == 1 else "Each URL"
        text = f"{which} of {_KEY} is mail through this server: what blocks its mail may hold this message back too."
        yield found(transition, "notify-through-this-server", "warn", text, _KEY, mend=_MEND)


def _server(url: str) -> str:
    """Return the mail server that Apprise talks to; '' where the URL names none."""
    whole, _, query = url.partition("?")
    found = re.search(_SMTP, f"&{query}") or re.match(_HOST, whole.partition("://")[2].partition("/")[0])
    return found[1].strip("[]").lower() if found else ""


def _is_own(host: str, transition: Transition) -> bool:
    names = {"localhost", transition.machine.host_name, transition.settings.server_name}
    return host in names or bool(ip_address(host) and re.match(_LOOPBACK, host))
