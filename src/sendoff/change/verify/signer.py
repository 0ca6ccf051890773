"""Mail of every domain in sendoff::dkim is signed.

What happens: The DKIM signer does not answer, or does not sign a message from a domain of sendoff::dkim with the key
that stands first there. It is asked as Postfix asks it, with a message that is not sent.

Why it matters: Unsigned mail fails DMARC where SPF does not save it; large receivers refuse it. With
sendoff::dkim_when_down tempfail, this server takes no mail at all while the signer does not answer.

How to mend it: The log of OpenDKIM (program opendkim, facility mail) says what it cannot do; often another owner or
mode of a key in /var/lib/sendoff/dkim.

When it is fine: Where nothing is signed, this is skipped.
"""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Seen, SignedBy

_SUBJECT = "the DKIM signer"
_MEND = "OpenDKIM's log (program opendkim) says why."


def judge(transition: Transition, seen: Seen) -> Finding:
    """See the module."""
    wanted = transition.settings.dkim
    if not wanted:
        return Finding("signer", "skipped", _SUBJECT, "nothing is signed (sendoff::dkim)")
    if seen.signed is None:
        return Finding("signer", "unknown", _SUBJECT, "was not asked")
    by = {found.domain: found for found in seen.signed}
    wrong = [
        said
        for domain, selectors in wanted
        if (said := _wrong(by.get(domain, SignedBy(domain, error="was not asked")), selectors[0]))
    ]
    if wrong:
        more = f", and so for {len(wrong) - 1} more" if len(wrong) > 1 else ""
        return Finding("signer", "fail", _SUBJECT, f"{wrong[0]}{more}", _MEND)
    keys = ", ".join(f"{domain} ({selectors[0]})" for domain, selectors in wanted[:5])
    more = f" and {len(wanted) - 5} more" if len(wanted) > 5 else ""  # noqa: PLR2004 - as many as stand before
    return Finding("signer", "pass", _SUBJECT, f"signs for {keys}{more}")


def _wrong(found: SignedBy, selector: str) -> str:
    if found.error:
        return f"no signature for {found.domain}: {found.error}"
    if found.selectors != (selector,):
        with_ = " and ".join(found.selectors) or "nothing"
        return f"mail of {found.domain} is signed with {with_}, not with {selector}"
    return ""
