"""All mail gets one envelope sender.

What happens: postfix::envelope_from replaces the envelope sender of every message: of all users and applications,
of trusted networks, and of automatic replies. The null sender of bounces stays.

Why it matters: SPF is judged by that address's domain. Mail whose header From is of another domain is no longer aligned
with SPF, so for DMARC it needs a DKIM signature of its own. Mailing lists and others that encode the recipient in the
sender (VERP) can no longer tell whose mail came back.

How to mend it: use an address of the domain that stands in most headers, and sign the others with DKIM.

When it is fine: applications here write as one domain.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _senders
from sendoff.change.consequences._found import found
from sendoff.change.facts import Answers
from sendoff.change.plan import Consequence, Transition


def judge(transition: Transition, _answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    sender = _senders.new(transition)
    if sender:
        text = (
            f"All mail leaves with the envelope sender {sender}: SPF of {sender.domain} decides, and mail "
            "from other domains needs DKIM for DMARC."
        )
        mend = f"See that SPF of {sender.domain} covers the address that mail leaves from."
        yield found(transition, "envelope-from-covers-all", "note", text, _senders.KEY, mend=mend)
