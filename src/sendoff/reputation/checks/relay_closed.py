"""Strangers cannot send through this server.

What happens: A client that is not trusted may send to any destination (an open relay).

Why it matters: Open relays are found within hours; the server's address is then on every blocklist, and Microsoft
answers 550 SC-003.

How to mend it: Make postfix::mynetworks narrower, and see that smtpd_relay_restrictions ends with
reject_unauth_destination.

When it is fine: Never.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, SKIPPED, UNKNOWN, Finding
from sendoff.reputation.facts import Facts, Server

NEEDS = ("server", "relay")
WEIGHT = 5.0

_ID = "relay-closed"
_ASKED = "whether a stranger may send to any destination (nothing was sent)"
_MEND = "Set: smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination"
_CLOSING = ("reject_unauth_destination", "defer_unauth_destination", "reject", "defer")
_REFUSED = 400
_WIDE = {4: 8, 6: 16}


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    server, relay = facts.server, facts.relay
    if relay.code:
        told = f"from {relay.source}: {relay.code} {relay.text}"
        open_ = relay.code < _REFUSED
        yield Finding(_ID, server.helo, FAIL if open_ else PASS, _ASKED, told, _MEND if open_ else "")
    elif not relay.listens:
        yield Finding(_ID, server.helo, PASS, _ASKED, relay.reason)
    elif relay.source:
        yield Finding(_ID, server.helo, UNKNOWN, _ASKED, f"asked from {relay.source}, but {relay.reason}")
    elif not server.parameters:
        yield Finding(_ID, server.helo, SKIPPED, _ASKED, "there is no main.cf on this machine")
    else:
        yield _by_settings(server, relay.reason)


def _by_settings(server: Server, reason: str) -> Finding:
    networks = _networks(server.parameter("mynetworks"))
    wide = [str(one) for one in networks if one.prefixlen < _WIDE[one.version]]
    if wide:
        mend = f"Take {', '.join(wide)} out of postfix::mynetworks."
        return Finding(_ID, server.helo, FAIL, _ASKED, f"mynetworks trusts {', '.join(wide)}", mend)
    restrictions = server.parameter("smtpd_relay_restrictions")
    if restrictions and not any(word in _CLOSING for word in re.split(r"[\s,]+", restrictions)):
        recipient = server.parameter("smtpd_recipient_restrictions")
        if not any(word in _CLOSING for word in re.split(r"[\s,]+", recipient)):
            told = f"by its settings open: smtpd_relay_restrictions = {restrictions}"
            return Finding(_ID, server.helo, FAIL, _ASKED, told, _MEND)
    return Finding(_ID, server.helo, PASS, _ASKED, f"closed by its settings; it could not be tried: {reason}")


def _networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    found = []
    for word in filter(None, re.split(r"[\s,]+", text)):
        try:
            found.append(ipaddress.ip_network(word.replace("[", "").replace("]", ""), strict=False))
        except ValueError:
            continue
    return found
