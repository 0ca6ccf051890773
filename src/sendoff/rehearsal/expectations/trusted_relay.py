"""Clients in trusted networks may send to other servers.

What happens: a client with an address of each network of postfix::mynetworks hands in mail for another server.

Why it matters: it is what the network is trusted for.

How to mend it: the finding has the server's words. Restrictions of the administrator's own (smtpd_client_restrictions,
smtpd_relay_restrictions) may stand before permit_mynetworks.

When it is fine: never, where the network is in postfix::mynetworks and the server listens to it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, failed, passed
from sendoff.rehearsal.mails import TRUSTED, Mail
from sendoff.rehearsal.observed import Finding

_KEY = "postfix::mynetworks"


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    if view.settings.interfaces == ("loopback-only",):
        return
    networks = {str(ipaddress.ip_network(text.replace("[", "").replace("]", ""))) for text in view.settings.networks}
    trusted = [mail for mail in view.stage.mails if mail.who == TRUSTED and mail.network in networks]
    mails = [mail for mail in trusted if _hears(view, mail)]
    wrong = [mail for mail in mails if not view.of(mail).taken]
    if wrong:
        yield failed(view, wrong, ", although it is trusted", _KEY, of=mails)
    elif mails:
        yield passed(f"mail from {', '.join(mail.network for mail in mails)} is taken", _KEY)


def _hears(view: View, mail: Mail) -> bool:
    """Tell whether the server listens at the address where the client comes in."""
    interfaces = {name.strip("[]") for name in view.settings.interfaces}
    return "all" in interfaces or mail.door in interfaces
