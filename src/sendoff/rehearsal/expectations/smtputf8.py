"""Mail with addresses outside ASCII is carried, or refused, as the JSON says.

What happens: an application hands in mail whose envelope sender has letters outside ASCII.

Why it matters: with postfix::smtputf8_enable such mail must not be refused here; and a next hop that does not know
SMTPUTF8 lets it come back.

How to mend it: where the smarthost does not know SMTPUTF8, set postfix::smtputf8_enable to no: then the application is
told at once.

When it is fine: never.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal import words
from sendoff.rehearsal.expectations._view import View, failed, passed
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import ARRIVED, WARN, Finding

_KEY = "postfix::smtputf8_enable"
_PLAIN = "app-direct"


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    mails = [mail for mail in view.stage.mails if mail.utf8]
    if view.settings.smtputf8:
        wrong = [
            mail for mail in mails
            if not view.of(mail).taken or any(each.fate != ARRIVED for each in view.of(mail).arrivals)
        ]  # fmt: skip
        text, instead = "mail from addresses outside ASCII is carried", ", although addresses outside ASCII are on"
    else:
        wrong = [mail for mail in mails if view.of(mail).taken]
        text, instead = "mail from addresses outside ASCII is refused", ", although addresses outside ASCII are off"
    # Most servers never send such mail, and the plan does not refuse it either.
    others = [mail for mail in wrong if not (view.settings.smtputf8 and _fares_so(view, mail))]
    if others:
        yield failed(view, others, instead, _KEY)._replace(weight=WARN)
    elif not wrong:
        yield passed(text, _KEY)


def _fares_so(view: View, mail: Mail) -> bool:
    """Tell whether mail in ASCII of the same application fares so, too: then it is not for the addresses."""
    plain = view.world.observed.get(_PLAIN)
    return plain is not None and words.kind(plain) == words.kind(view.of(mail))
