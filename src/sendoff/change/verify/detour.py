"""The detour takes the mail of a provider that blocks this server.

What happens: Postfix itself, asked by an address probe for a domain of that provider, does not get through to the
detour of sendoff::on_block, or is refused there. The probe goes the way of real mail (TLS, credentials, rewritten
envelope sender) as far as the recipient, and ends before any mail is sent.

Why it matters: Mail to that provider would wait at the detour, or come back to its senders from there, instead of
waiting for the provider.

How to mend it: The answer tells how far Postfix came: the name, the connection, TLS and the certificate, the
credentials, the sender, or the permission to relay. The server's own words are quoted.

When it is fine: When the detour is known to be away for a moment: --accept detour.
"""

from __future__ import annotations

from sendoff.change.plan import Transition
from sendoff.change.verify import smarthost
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Probe, Seen
from sendoff.config.masking import printable
from sendoff.config.values.hosts import hop_of

_WORST = ("fail", "unknown", "warn", "pass")


def judge(transition: Transition, seen: Seen) -> Finding:
    """See the module."""
    found = [_judged(transition, seen, *each) for each in seen.detours]
    if not found:
        return Finding("detour", "skipped", "the detour", "no mail takes one that did not before")
    return min(found, key=lambda finding: _WORST.index(finding.result))


def _judged(transition: Transition, seen: Seen, text: str, recipient: str, probe: Probe) -> Finding:
    subject, hop = f"an address probe for {recipient} through {text}", hop_of(text)
    if hop is None:
        return Finding("detour", "unknown", subject, "was not asked")
    judged = smarthost.through(transition.settings, hop, probe, seen.dns_root)
    return Finding("detour", judged.result, subject, printable(judged.words), judged.mend)
