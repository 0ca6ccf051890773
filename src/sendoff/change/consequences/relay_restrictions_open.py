"""Nothing in main.cf keeps strangers from relaying.

What happens: of the administrator's smtpd_relay_restrictions and smtpd_recipient_restrictions, neither refuses
a destination of others (reject_unauth_destination, defer_unauth_destination, reject, defer): the word is missing,
stands behind a permit or after warn_if_reject, or a table that says OK to everybody (static:OK) comes first.

Why it matters: with such a table, every client may send to any destination: an open relay, whatever
postfix::mynetworks says. Otherwise Postfix's SMTP server ends with a fatal error at every connection, and clients
hang.

How to mend it: take smtpd_relay_restrictions out of main.cf; Postfix's default is right.

When it is fine: never on a server that can be reached. An open list behind loopback addresses only is a warning.
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
_EVERYBODY = ("static:ok", "static:permit")


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
    level = "refuse"
    if weakness == "nothing":
        text = "Postfix's SMTP server ends at every connection: the relay restrictions in main.cf refuse nobody."
    else:
        text = (
            "Every client may send to any destination: the relay restrictions in main.cf permit all before they refuse."
        )
        level = "refuse" if _listening.beyond_loopback(transition, answers) else "warn"
    mend = "Take smtpd_relay_restrictions out of /etc/postfix/main.cf; Postfix's default is right."
    yield found(transition, "relay-restrictions-open", level, text, _listening.NETWORKS, mend=mend)


def _weakness(transition: Transition) -> str | None:
    """Return `open` or `nothing` when neither list refuses strangers; Postfix goes through both."""
    values = main_cf.values(transition.compiled.main_cf)
    service = master_cf.find(transition.compiled.master_cf, "smtp", "inet")
    values |= service.options() if service else {}
    relay, recipient = values.get("smtpd_relay_restrictions"), values.get("smtpd_recipient_restrictions", "")
    # Postfix's default refuses; what stands behind a $ is not known here.
    if relay is None or "$" in relay + recipient:
        return None
    ends = {_end(words(relay)), _end(words(recipient))}
    if "refuses" in ends:
        return None
    return "open" if "open" in ends else "nothing"


def _end(restrictions: list[str]) -> str:
    """Return what a list comes to for a stranger: `refuses`, `open`, or `nothing`."""
    everybody = False
    for before, word in zip(["", *restrictions], restrictions, strict=False):
        if word == "permit":
            break
        everybody = everybody or word.lower() in _EVERYBODY
        if word in _REFUSING and before != "warn_if_reject":
            return "open" if everybody else "refuses"
    return "nothing"
