"""Nothing in main.cf keeps strangers from relaying.

What happens: the administrator's smtpd_relay_restrictions and smtpd_recipient_restrictions hold nothing that refuses
a destination of others (reject_unauth_destination, defer_unauth_destination, reject, defer), or permit everybody
before it.

Why it matters: with a bare "permit", every client may send to any destination: an open relay, whatever
postfix::mynetworks says. With nothing at all, Postfix's SMTP server ends at every connection.

How to mend it: take smtpd_relay_restrictions out of main.cf; Postfix's default is right.

When it is fine: never on a server that can be reached. With loopback addresses only, a bare permit is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.change.consequences import _listening
from sendoff.change.consequences._found import found
from sendoff.change.consequences._main_cf import adopted, words
from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition
from sendoff.postfix import main_cf, master_cf

_REFUSING = ("reject_unauth_destination", "defer_unauth_destination", "reject", "defer", "defer_if_permit")


def _concerned(transition: Transition) -> bool:
    return adopted(transition) or _listening.touched(transition)


def asks(transition: Transition) -> Iterator[Ask]:
    """See `Rule.asks`."""
    if _concerned(transition) and _weakness(transition):
        yield from _listening.asks(transition)


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """See `Rule.judge`."""
    weakness = _weakness(transition)
    if not weakness or not _concerned(transition):
        return
    harmless = weakness == "permit" and not _listening.beyond_loopback(transition, answers)
    text = {
        "permit": "main.cf lets every client send to any destination: its restrictions permit before they refuse.",
        "nothing": "main.cf's relay restrictions refuse nothing, so Postfix's SMTP server ends at every connection.",
    }[weakness]
    mend = "Take smtpd_relay_restrictions out of /etc/postfix/main.cf; Postfix's default is right."
    yield found(
        transition, "relay-restrictions-open", "warn" if harmless else "refuse", text, _listening.NETWORKS, mend=mend
    )


def _weakness(transition: Transition) -> str | None:
    """Return `permit` or `nothing` when both lists fail, None when one of them refuses in time."""
    values = main_cf.values(transition.compiled.main_cf)
    service = master_cf.find(transition.compiled.master_cf, "smtp", "inet")
    values |= service.options() if service else {}
    lists = [values.get("smtpd_relay_restrictions"), values.get("smtpd_recipient_restrictions", "")]
    # Postfix's default refuses; what stands behind a $ is not known here.
    if lists[0] is None or any("$" in text for text in lists if text):
        return None
    ends = [next((w for w in words(text or "") if w == "permit" or w in _REFUSING), None) for text in lists]
    if any(end in _REFUSING for end in ends):
        return None
    refuses_later = any(w in _REFUSING for text in lists for w in words(text or ""))
    return "permit" if refuses_later else "nothing"
