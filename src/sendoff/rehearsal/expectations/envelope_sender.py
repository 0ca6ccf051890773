"""Every mail has the envelope sender of the JSON, and the null sender stays null.

What happens: mail of root, of users (with -f and without), of applications and of trusted clients is sent, and one
with the null sender, as non-delivery notices have it.

Why it matters: a smarthost may take mail of one sender only, and notices come back to this address. A notice whose null
sender were replaced could bounce for ever.

How to mend it: the finding names the mail that kept its own. Rewriting of the administrator's own
(smtp_generic_maps, sender_canonical_classes) may stand in the way.

When it is fine: never, where postfix::envelope_from is set.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.rehearsal.expectations._view import View, differ, passed
from sendoff.rehearsal.observed import Finding

_KEY = "postfix::envelope_from"


def judge(view: View) -> Iterator[Finding]:
    """See `Expectation.judge`."""
    arrived = [(mail, each) for mail, each in view.arrived() if mail.where != "local"]
    null = [(mail, each.sender) for mail, each in arrived if mail.sender == "" and each.sender]
    if null:
        yield differ(null, "instead of the null sender", _KEY)
    wanted = view.settings.envelope_from
    if wanted is None or not arrived:
        return
    wrong = [(mail, each.sender) for mail, each in arrived if mail.sender != "" and each.sender != str(wanted)]
    if wrong:
        yield differ(wrong, f"instead of {wanted}", _KEY)
    else:
        yield passed(f"every mail has the envelope sender {wanted}, and the null sender stays null", _KEY)
