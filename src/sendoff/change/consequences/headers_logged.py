"""The header From and the names of PHP scripts will stand in Postfix's log.

What happens: sendoff::log_headers adds a table to header_checks. For each message from sendmail or by SMTP, cleanup
logs the first 200 characters of From, and of the header in which PHP's mail() names the script that sent it. Your own
header_checks are asked first, as before: a header that they match is theirs, and is not logged.

Why it matters: names and addresses of people are personal data. They stand in mail.log and its old copies, wherever
the log is sent, and in the ledger, for as long as each of these is kept.

How to mend it: leave the key out where nobody asks who wrote a mail or which script sent it; shorten how long logs are
kept, and sendoff::ledger's retention_days.

When it is fine: the log may hold such data, as it holds envelope addresses already.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition
from sendoff.postfix import header_checks, main_cf

_KEY = "sendoff::log_headers"


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    if not transition.settings.log_headers or not transition.touches(header_checks.CHECKS):
        return
    text = transition.machine.main_cf or ""
    if header_checks.is_logged(main_cf.values(text)):
        return
    said = "Postfix logs the header From of each message and the PHP script that sent it: personal data."
    if header_checks.own(text).get(header_checks.CHECKS):
        said += " Your own header_checks are asked first; a header that they match is not logged."
    mend = f"Take {_KEY} out if nobody asks for them."
    yield found(transition, "headers-logged", "note", said, _KEY, mend=mend)
