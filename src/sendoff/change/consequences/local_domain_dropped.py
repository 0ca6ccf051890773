"""Mail for a domain is no longer delivered on this server.

What happens: the administrator's mydestination names domains besides this server's own name. sendoff sets
mydestination to the server's name and localhost.

Why it matters: mail to those domains leaves for the DNS's MX host or the smarthost. If that sends it back here, it
loops; local mailboxes stay empty.

How to mend it: name the domains in virtual_alias_domains or virtual_mailbox_domains in main.cf, which sendoff leaves
alone, if this server is to receive their mail.

When it is fine: the names are remains of the installation, or the domain's mail lives elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _names
from sendoff.change.consequences._found import found, some
from sendoff.change.consequences._main_cf import words
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not transition.touches("mydestination"):
        return
    machine = transition.machine.host_name.lower()
    own = {_names.own(transition), machine, machine.partition(".")[0]}
    before = words(transition.before("mydestination") or "")
    gone = [name for name in before if name.lower() not in own and not _is_of_the_host(name)]
    if gone:
        text = f"Mail for {some(gone)} is no longer delivered on this server: it leaves like all other mail."
        mend = "If this server should receive it, use virtual_alias_domains or virtual_mailbox_domains in main.cf."
        yield found(transition, "local-domain-dropped", "warn", text, _names.KEY, mend=mend)


def _is_of_the_host(name: str) -> bool:
    return name.lower().partition(".")[0] == "localhost" or name.startswith("$")
