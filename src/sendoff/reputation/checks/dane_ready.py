"""Receivers that publish DANE are verified.

What happens: Postfix does not look for TLSA records, or its resolver does not validate DNSSEC, so a man in the middle
can take the mail although the receiver publishes how to recognize it (RFC 7672).

Why it matters: It protects mail on its way; it moves no mail from the spam folder. Some receivers of public bodies ask
for it.

How to mend it: Run a validating resolver such as unbound on this machine, name 127.0.0.1 in /etc/resolv.conf, and set
smtp_dns_support_level = dnssec and smtp_tls_security_level = dane in main.cf.

When it is fine: Where nobody asks for it, or where a smarthost takes all mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import PASS, UNKNOWN, WARN, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.facts import Facts

NEEDS = ("server", "root")
WEIGHT = 0.4

_ID = "dane-ready"
_ASKED = "smtp_tls_security_level, smtp_dns_support_level, and a resolver on this machine that validates DNSSEC"
_LEVELS = ("dane", "dane-only")


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    server, root = facts.server, facts.root
    out = _server.by_smarthost(_ID, server, _ASKED)
    if out:
        yield out
        return
    if not server.here or not server.parameters:
        told = "the settings and the resolver of that server are not here"
        yield Finding(_ID, server.helo, UNKNOWN, _ASKED, told, "Run the doctor on that server.")
        return
    far = [one for one in server.resolvers if not (one.startswith("127.") or one == "::1")]
    level = server.parameter("smtp_tls_security_level").lower()
    support = server.parameter("smtp_dns_support_level").lower()
    wrong = [
        *([f"smtp_tls_security_level is {level or 'not set'}"] if level not in _LEVELS else []),
        *([f"smtp_dns_support_level is {support or 'not set'}"] if support != "dnssec" else []),
        *([f"the resolver {', '.join(far)} is not on this machine, so its word can be forged"] if far else []),
        *(["the resolver does not validate DNSSEC"] if root.outcome != "unknown" and not root.authentic else []),
    ]
    mend = "Set in main.cf: smtp_dns_support_level = dnssec, smtp_tls_security_level = dane, with unbound on 127.0.0.1."
    if wrong:
        yield Finding(_ID, server.helo, WARN, _ASKED, "; ".join(wrong), mend)
    elif root.outcome == "unknown":
        yield _server.unknown(_ID, server.helo, _ASKED, root)
    else:
        yield Finding(_ID, server.helo, PASS, _ASKED, f"{level}, dnssec, and a validating resolver on this machine")
