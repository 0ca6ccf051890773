"""The server greets with the name of the JSON.

What happens: the servers that stand in for others take note of the name in HELO.

Why it matters: receivers compare it with the address from which mail comes, and SPF knows it.

How to mend it: take smtp_helo_name out of main.cf and master.cf, or set sendoff::server_name.

When it is fine: the administrator has set smtp_helo_name for a service of its own address.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, differ, passed
from sendoff.rehearsal.observed import Finding

_KEY = "sendoff::server_name"

ALWAYS = True


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    wanted = (view.settings.server_name or view.around.then.host_name).lower()
    arrived = view.arrived()
    wrong = [(mail, each.helo) for mail, each in arrived if each.helo.lower() != wanted]
    if wrong:
        yield differ(wrong, f"in HELO, instead of {wanted}", _KEY)
    elif arrived:
        yield passed(f"it greets as {wanted}", _KEY)
