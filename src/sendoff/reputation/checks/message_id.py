"""The Message-ID has the form that it must have, with a domain that is one.

What happens: Message-ID is not `<left@right>`, or what stands right of the @ is no domain name: `localhost`, a name
without a dot, or a private ending.

Why it matters: Filters know broken and local message ids from spam software; without a good one, replies and copies
cannot be matched, and Gmail may refuse the mail.

How to mend it: Let the application's library make it, with the sending domain right of the @; or leave it out, then
Postfix makes one for mail from this machine.

When it is fine: Never.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendoff.reputation.check import FAIL, SKIPPED, WARN, Finding
from sendoff.reputation.checks._message import found
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import fact
from sendoff.reputation.names import ascii_name, is_qualified

NEEDS = ("message",)
WEIGHT = 1.0

_LONGEST = 990
_FORM = re.compile(r"<([^\s<>@]+|\"[^\"]*\")@([^\s<>@]+)>")


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    text = message.header.value("message-id")
    if not text:
        yield Finding("message-id", message.name, SKIPPED, "Message-ID", "there is none (see message-fields)")
        return
    form = _FORM.fullmatch(text) if len(text) <= _LONGEST else None
    mend = "Use <something-unique@your-domain>, or leave it to the library or to Postfix."
    if form is None:
        wrong, result = [f"{text[:80]!r} is not of the form <left@right>"], FAIL
    else:
        domain = form[2]
        literal = domain.startswith("[") and domain.endswith("]")
        good = literal or is_qualified(ascii_name(domain))
        wrong, result = ([] if good else [f"{domain[:80]!r} is no domain of the internet"]), WARN
    yield found("message-id", message, "Message-ID", wrong, good=text[:80], mend=mend, result=result)
