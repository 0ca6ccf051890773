"""Mail leaves under TLS where the receiver offers it.

What happens: smtp_tls_security_level is empty or none, so Postfix's client never uses STARTTLS.

Why it matters: Google wants TLS of every sender (421 4.7.29, 550 5.7.29), others mark mail that came without. Everybody
on the way can read it.

How to mend it: Set smtp_tls_security_level = may in /etc/postfix/main.cf, or dane where the resolver validates.

When it is fine: Where all mail goes to a smarthost on this machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, UNKNOWN, Finding
from sendoff.reputation.facts import Facts

NEEDS = ("server",)
WEIGHT = 1.0

_ASKED = "smtp_tls_security_level"
_MEND = "Set in /etc/postfix/main.cf: smtp_tls_security_level = may"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    server = facts.server
    if not server.here or not server.parameters:
        told = "sendoff leaves this setting to main.cf, which is not here" if not server.here else "there is no main.cf"
        yield Finding("outbound-tls", server.helo, UNKNOWN, _ASKED, told, "Run the doctor on that server.")
        return
    level = server.parameter("smtp_tls_security_level").lower()
    older = next((name for name in ("smtp_enforce_tls", "smtp_use_tls") if server.parameter(name) == "yes"), "")
    if level in ("", "none") and not (older and not level):
        yield Finding("outbound-tls", server.helo, FAIL, _ASKED, f"{level or 'not set'}: no TLS at all", _MEND)
    else:
        yield Finding("outbound-tls", server.helo, PASS, _ASKED, level or f"{older} = yes")
