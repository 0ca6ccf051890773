"""Every mail of the rehearsal comes to an end.

What happens: each mail is followed until it arrives, is put into a mailbox, comes back, or waits for another attempt.

Why it matters: of a mail that is still under way when time is up, nobody knows what will become of it.

How to mend it: look at the log in the world (`sendoff rehearse --shell`), and rehearse again when the machine is less
busy.

When it is fine: the machine is so busy that mail takes longer than the rehearsal waits.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, passed
from sendoff.rehearsal.observed import Finding


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    late = [mail for mail in view.stage.mails if not view.of(mail).ended]
    if late:
        names = ", ".join(mail.id for mail in late)
        yield Finding("", "unknown", f"{len(late)} messages did not come to an end in time: {names}", None,
                      tuple(mail.id for mail in late))  # fmt: skip
    else:
        yield passed(f"{len(view.stage.mails)} messages came to an end")
