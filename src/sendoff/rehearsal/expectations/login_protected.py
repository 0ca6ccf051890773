"""Passwords travel encrypted, to a server that has proved its name.

What happens: it is seen whether a connection on which Postfix logged in was encrypted, and whether Postfix had checked
the certificate of the server that stands in for the smarthost.

Why it matters: whoever can redirect a connection whose certificate is not checked gets the password.

How to mend it: take out what weakens smtp_tls_policy_maps or smtp_tls_security_level in main.cf or master.cf.

When it is fine: sendoff::smarthost_tls says so; then it is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal import words
from sendoff.rehearsal.expectations._view import View, differ, passed
from sendoff.rehearsal.observed import Arrival, Finding

_KEY = "sendoff::smarthost_tls"


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    level = view.settings.smarthost_tls
    sent = [(mail, each) for mail, each in view.arrived() if each.login]
    if not sent or level == "may":
        return
    wrong = [(mail, f"to {each.at} {words.protection(each)}") for mail, each in sent if not _is_safe(each, level)]
    if wrong:
        yield differ(wrong, f"with a login, although {_KEY} is {level}", _KEY)
    else:
        yield passed("logins are sent under TLS" + (" with a checked certificate" if level == "secure" else ""), _KEY)


def _is_safe(each: Arrival, level: str) -> bool:
    return bool(each.tls) and (each.verified or level != "secure")
