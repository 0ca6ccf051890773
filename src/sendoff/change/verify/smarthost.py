"""The smarthost takes this server's mail.

What happens: Postfix itself, asked by an address probe, does not get through to the smarthost, or is refused there.
The probe goes the way of real mail (TLS, credentials, rewritten envelope sender) as far as the recipient, and ends
before any mail is sent.

Why it matters: All mail that is not for this server goes there. What is refused with 5xx comes back to its senders at
once; what cannot be handed over waits and comes back after days.

How to mend it: The answer tells how far Postfix came: the name, the connection, TLS and the certificate, the
credentials, the sender, or the permission to relay. The server's own words are quoted.

When it is fine: When the smarthost is known to be away, or takes mail for some domains only: --accept smarthost.
"""

from __future__ import annotations

import re

from sendoff.change.plan import Transition
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Probe, Seen
from sendoff.change.verify.verdict import Verdict, verdict
from sendoff.config.masking import printable
from sendoff.config.settings import Settings
from sendoff.config.values.hosts import NextHop

RECIPIENT = "postmaster@example.com"
"""A foreign domain, so that the permission to relay is asked for; reserved (RFC 2606), so that it is nobody's."""


def judge(transition: Transition, seen: Seen) -> Finding:
    """See the module."""
    hop, found = transition.settings.relayhost, seen.smarthost
    if hop is None:
        return Finding("smarthost", "skipped", "the smarthost", "there is none: mail goes to its destination directly")
    subject = f"an address probe for {RECIPIENT} through {hop.text}"
    if found is None:
        return Finding("smarthost", "skipped", subject, "was not asked")
    judged = through(transition.settings, hop, found, seen.dns_root)
    return Finding("smarthost", judged.result, subject, printable(judged.words), judged.mend)


def needs_dns_root(found: Probe) -> bool:
    """Tell whether the judgement depends on whether the machine's resolver can be believed."""
    return any(verdict(text, "", found.notes, dns_root=True).about_names for text in (found.reply, *found.notes))


def through(settings: Settings, hop: NextHop, found: Probe, dns_root: bool | None) -> Verdict:
    """Judge the way of a probe through a next hop."""
    if found.status == "unknown":
        return Verdict("unknown", found.reply)
    troubles = [told for note in found.notes if (told := verdict(note, "", found.notes, dns_root=dns_root)).stage]
    if found.status == "accepted":
        return _taken(settings, hop, found, troubles)
    if found.status == "unanswered":
        failed = next((told for told in troubles if told.result == "fail"), None)
        return failed or Verdict("unknown", _no_answer(found))
    last = verdict(found.reply, found.dsn, found.notes, dns_root=dns_root)
    return next((told for told in (last, *troubles) if told.result == "fail"), last)


def _no_answer(found: Probe) -> str:
    last = f"; on the way: {found.notes[-1]}" if found.notes else ""
    return f"no result within {found.seconds:.0f} s{last}"


def _taken(settings: Settings, hop: NextHop, found: Probe, troubles: list[Verdict]) -> Verdict:
    """Judge an accepted probe: by the smarthost itself, or by a fallback relay in its place."""
    if not _is_fallback(settings, hop, found, troubles):
        return Verdict("pass", f"{found.relay} accepts it: {found.reply}")
    why = next((told for told in troubles if told.result == "fail"), troubles[0] if troubles else None)
    told = f"the fallback relay {found.relay} accepts it in the smarthost's place: {found.reply}"
    if why is None:
        return Verdict("pass", told)
    # A fallback is there for a smarthost that cannot be found or reached; a refused password is another matter.
    away = why.stage in ("names", "connection", "greeting") or why.result != "fail"
    return Verdict("pass" if away else "warn", f"{told}; of the smarthost: {why.words}", "" if away else why.mend)


def _is_fallback(settings: Settings, first: NextHop, found: Probe, troubles: list[Verdict]) -> bool:
    if not settings.fallback_relays or _is_at(first, found.relay):
        return False
    if any(_is_at(hop, found.relay) for hop in settings.fallback_relays):
        return True
    by_mx = any(hop.by_mx for hop in settings.fallback_relays)
    return by_mx and (not first.by_mx or bool(troubles))


def _is_at(hop: NextHop, relay: str) -> bool:
    """Tell whether Postfix's `host[address]:port` is a next hop, as far as its name tells."""
    at = re.match(r"([^\[]+)\[([^\]]*)\]:(\d+)$", relay)
    return bool(at) and at is not None and hop.host in (at[1].lower(), at[2]) and hop.port == int(at[3])
