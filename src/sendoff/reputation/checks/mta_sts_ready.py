"""Receivers that publish MTA-STS are verified.

What happens: Postfix asks nobody for receivers' MTA-STS policies (RFC 8461).

Why it matters: Google, Microsoft and Yahoo publish such policies: mail to them is then sent only to a server with the
right certificate. It protects mail on its way; it moves no mail from the spam folder.

How to mend it: Install a resolver of policies such as postfix-mta-sts-resolver and name it in smtp_tls_policy_maps.

When it is fine: Where nobody asks for it, or where a smarthost takes all mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import PASS, UNKNOWN, WARN, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.facts import Facts

NEEDS = ("server",)
WEIGHT = 0.4

_ID = "mta-sts-ready"
_ASKED = "a resolver of MTA-STS policies in smtp_tls_policy_maps"
_MEND = "Install postfix-mta-sts-resolver, and add to smtp_tls_policy_maps: socketmap:inet:127.0.0.1:8461:postfix"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    server = facts.server
    out = _server.by_smarthost(_ID, server, _ASKED)
    if out:
        yield out
        return
    if not server.here or not server.parameters:
        yield Finding(_ID, server.helo, UNKNOWN, _ASKED, "the settings of that server are not here")
        return
    maps = server.parameter("smtp_tls_policy_maps")
    if "socketmap:" in maps:
        yield Finding(_ID, server.helo, PASS, _ASKED, maps)
    else:
        yield Finding(_ID, server.helo, WARN, _ASKED, f"smtp_tls_policy_maps: {maps or 'not set'}", _MEND)
