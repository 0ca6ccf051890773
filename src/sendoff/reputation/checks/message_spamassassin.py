"""SpamAssassin's score of the message, where it is installed.

What happens: `spamc`, else `spamassassin`, is given the message; its score and the rules that fired are shown.

Why it matters: Many receivers use it or rules like it; 5.0 is its usual limit.

How to mend it: Look at the rules with the highest points; they name what in the mail looks like spam.

When it is fine: A single point or two are usual for good mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, SKIPPED, WARN, Finding
from sendoff.reputation.facts import Facts
from sendoff.reputation.message.given import fact

NEEDS = ("message",)
WEIGHT = 2.0

_ASKED = "SpamAssassin"
_MEND = "Look up the rules that fired: `grep -r 'describe.*NAME' /usr/share/spamassassin`."


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    message = fact(facts)
    spam = message.spam
    if spam.score is None:
        yield Finding("message-spamassassin", message.name, SKIPPED, _ASKED, spam.why)
        return
    result = FAIL if spam.score >= spam.limit else WARN if spam.score >= spam.limit / 2 else PASS
    rules = f": {', '.join(spam.rules)}" if spam.rules else ""
    told = f"{spam.score:g} of {spam.limit:g} points{rules}"
    mend = "" if result == PASS else _MEND
    yield Finding("message-spamassassin", message.name, result, _ASKED, told, mend)
