"""SMTPUTF8 is offered as set.

What happens: The SMTP server offers SMTPUTF8 although postfix::smtputf8_enable is "no", or the other way round.

Why it matters: With it, mail with addresses outside ASCII is taken and comes back when the next hop does not support
it; without it, such mail is refused at once.

How to mend it: Look for smtputf8_enable in master.cf's entry for smtp (-o smtputf8_enable=…).

When it is fine: When smtpd_discard_ehlo_keywords hides SMTPUTF8 on purpose; then this is skipped.
"""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.verify.capabilities import spoken, unasked
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Seen

_SUBJECT = "SMTPUTF8 in the answer to EHLO"
_WORDS = {True: "offered", False: "not offered"}


def judge(transition: Transition, seen: Seen) -> Finding:
    """See the module."""
    reason = unasked(transition, seen, "smtputf8")
    if reason:
        return Finding("smtputf8", "skipped", _SUBJECT, reason)
    talks = spoken(seen)
    wanted = transition.settings.smtputf8
    wrong = any(("SMTPUTF8" in talk.capabilities) != wanted for talk in talks)
    if not wrong:
        return Finding("smtputf8", "pass", _SUBJECT, _WORDS[wanted])
    told = f"{_WORDS[not wanted]}, against postfix::smtputf8_enable"
    return Finding("smtputf8", "fail", _SUBJECT, told, "Look for smtputf8_enable in master.cf.")
