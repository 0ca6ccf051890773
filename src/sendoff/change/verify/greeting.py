"""The SMTP server greets.

What happens: A connection to port 25 gets no greeting, or not the one of this configuration.

Why it matters: When a daemon ends at start, Postfix waits a minute before it starts the next; connections are accepted
meanwhile and hang without a word. Applications that send by SMTP hang with them.

How to mend it: Postfix's log has a line with "fatal:" that names the parameter.

When it is fine: Never after an apply.
"""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Seen
from sendoff.postfix import main_cf


def judge(transition: Transition, seen: Seen) -> Finding:
    """See the module."""
    subject = f"{len(seen.conversations) or 'no'} connections to {seen.address or 'port 25'}"
    if not seen.conversations:
        return Finding("greeting", "skipped", subject, "there is no address to ask")
    errors = [talk.error for talk in seen.conversations if talk.error]
    if errors:
        return Finding("greeting", "fail", subject, errors[0], "Postfix's log has a line with fatal: that says why.")
    name = _expected_name(transition)
    greetings = [talk.greeting for talk in seen.conversations]
    other = next((text for text in greetings if name and name not in text.lower().split()), "")
    if other:
        return Finding("greeting", "fail", subject, f"the greeting was {other!r}, without {name}")
    return Finding("greeting", "pass", subject, greetings[0])


def _expected_name(transition: Transition) -> str:
    """Return the name that the greeting must have; none where the administrator wrote a greeting without it."""
    banner = main_cf.values(transition.compiled.main_cf).get("smtpd_banner", "$myhostname")
    return transition.compiled.parameters["myhostname"].lower() if banner.startswith("$myhostname") else ""
