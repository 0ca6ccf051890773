"""The rehearsal in words: which mails, where they go, and what became of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sendoff.rehearsal import mails as m
from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import ARRIVED, GONE, MAILBOX, PENDING, PROGRAM, RETURNED, WAITS, Arrival, Observed
from sendoff.rehearsal.stand_ins import DESTINATION

WHERE = {
    m.TO_DIRECT: "destinations that can be reached",
    m.TO_UNREACHABLE: "unreachable destinations",
    m.TO_NOWHERE: "domains that do not exist",
    m.TO_REFUSING: "recipients whom their server refuses",
    m.TO_LATER: "recipients whom their server puts off",
    m.TO_LOCAL: "local users",
    m.TO_UNKNOWN: "local users who do not exist",
}
AWAY = (m.TO_DIRECT, m.TO_UNREACHABLE, m.TO_NOWHERE, m.TO_REFUSING, m.TO_LATER)
"""Destinations elsewhere."""
_WHO = {m.ROOT: "of root", m.USER: "of users", m.APPLICATION: "from applications", m.STRANGER: "from strangers"}
_MANNERS = ("", "with -f", "by IPv6", "root", "postmaster")
"""What does not make a mail one of its own kind."""
_LONGEST = 140
_FEW = 2
"""So many mails may be left out of all."""
_BROKEN = {"refused": "nobody listens there", "timed out": "the server does not answer",
           "unicodeencodeerror": "the server does not offer SMTPUTF8",
           "smtpnotsupported": "the server does not offer SMTPUTF8"}  # fmt: skip


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def one(mail: Mail) -> str:
    """Return what a single mail is."""
    what = f", {mail.what}" if mail.what and mail.where != m.TO_LOCAL else ""
    return f"{_who(mail)} to {mail.what if mail.where == m.TO_LOCAL else _where(mail)}{what}"


def subject(some: Sequence[Mail], every: Sequence[Mail]) -> str:
    """Return which mails `some` are, as short as it can be said beside `every` that they could be."""
    rest = [mail for mail in every if mail not in some]
    if _is_nearly_all(some, rest, every):
        return f"all mail to other servers but {subject(_away(rest), _away(every))}"
    whole = [where for where in _wheres(some) if _is_whole(where, some, every)]
    parts = []
    if whole:
        to = "other servers" if {*AWAY} & {*_wheres(every)} == {*whole} else listed([_name(each) for each in whole])
        parts.append(f"all mail to {to}")
    rest = [mail for mail in some if _place(mail) not in whole]
    plain: dict[tuple[str, ...], list[str]] = {}
    for where in _wheres(rest):
        who = tuple(dict.fromkeys(_who(mail) for mail in rest if _place(mail) == where and mail.what in _MANNERS))
        if who:
            plain.setdefault(who, []).append(_name(where))
    parts += [f"mail {listed(list(who))} to {listed(to)}" for who, to in plain.items()]
    parts += [f"mail {each}" for each in dict.fromkeys(mail.what for mail in rest if mail.what not in _MANNERS)]
    return listed(parts)


def _is_nearly_all(some: Sequence[Mail], rest: Sequence[Mail], every: Sequence[Mail]) -> bool:
    """Tell whether it is shorter to say which mails to other servers they are not."""
    left, there = _away(rest), _away(every)
    return 0 < len(left) <= _FEW and len(some) > _FEW * len(left) and all(mail in there for mail in some)


def _away(mails: Sequence[Mail]) -> list[Mail]:
    return [mail for mail in mails if _place(mail) in AWAY]


def _is_whole(where: str, some: Sequence[Mail], every: Sequence[Mail]) -> bool:
    there = [mail for mail in every if _place(mail) == where]
    return len(there) > 1 and all(mail in some for mail in there)


def _place(mail: Mail) -> str:
    return mail.domain or mail.where


def _wheres(some: Iterable[Mail]) -> list[str]:
    return list(dict.fromkeys(map(_place, some)))


def _where(mail: Mail) -> str:
    return _name(_place(mail))


def _name(place: str) -> str:
    return WHERE.get(place, place)


def _who(mail: Mail) -> str:
    return f"from {mail.network}" if mail.network else _WHO[mail.who]


def present(seen: Observed) -> str:
    """Return what becomes of a mail, as the predicate of a sentence."""
    if not seen.taken:
        broken = _broken(seen.said)
        return f"cannot be handed in: {broken}" if broken else f"is refused ({short(seen.said)})"
    return listed(list(dict.fromkeys(map(_now, seen.arrivals)))) if seen.arrivals else "is taken"


def past(seen: Observed) -> str:
    """Return what became of it, as a predicate with the subject `it`."""
    if not seen.taken:
        broken = _broken(seen.said)
        return f"could not be handed in: {broken}" if broken else f"was refused ({short(seen.said)})"
    return listed(list(dict.fromkeys(map(_then, seen.arrivals)))) if seen.arrivals else "was taken"


def _broken(said: str) -> str:
    """Return why there was no conversation, empty if there was one."""
    if not said.startswith("(connection)"):
        return ""
    return next((words for mark, words in _BROKEN.items() if mark in said.lower()), "the connection broke")


END = {
    MAILBOX: "a mailbox here", PROGRAM: "a program here", WAITS: "waits", RETURNED: "comes back", GONE: "lost",
    PENDING: "not ended",
}  # fmt: skip
"""How a delivery ends, where it does not arrive, in two words."""
_NOW = {
    PROGRAM: "is handed to a program of this server",
    PENDING: "does not come to an end in time",
}
_THEN = {
    PROGRAM: "was handed to a program of this server",
    PENDING: "did not come to an end in time",
}


def _now(each: Arrival) -> str:
    if each.fate == ARRIVED:
        return "goes straight to its destination" if each.role == DESTINATION else f"leaves through {each.at}"
    if each.fate == MAILBOX:
        return f"is put into the mailbox of {each.at}"
    if each.fate == WAITS:
        return f"waits ({short(each.reply)})"
    if each.fate == RETURNED:
        return f"comes back to its sender ({short(each.reply)})"
    return f"goes to {each.at} and is not seen again" if each.fate == GONE else _NOW[each.fate]


def _then(each: Arrival) -> str:
    if each.fate == ARRIVED:
        straight = each.role == DESTINATION
        return "used to go straight to its destination" if straight else f"used to leave through {each.at}"
    if each.fate == MAILBOX:
        return f"used to be put into the mailbox of {each.at}"
    if each.fate == WAITS:
        return "used to wait"
    if each.fate == RETURNED:
        return "used to come back to its sender"
    return f"used to go to {each.at} without being seen again" if each.fate == GONE else _THEN[each.fate]


def short(text: str) -> str:
    """Return a reply as it is quoted in a sentence."""
    text = re.sub(r"^host \S+ said: ", "", text)
    text = re.sub(r" \(in reply to .*\)$", "", text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def kind(seen: Observed) -> tuple[str, ...]:
    """Return what counts as the same outcome: without the words that differ from mail to mail."""
    if not seen.taken:
        code = re.search(r"\b([245]\d\d)(?: (\d\.\d+\.\d+))?\b", seen.said)
        return ("refused", _broken(seen.said) or (code[0] if code else seen.said))
    ends = {f"{each.fate} {each.role if each.role == DESTINATION else each.at}".strip() for each in seen.arrivals}
    return ("taken", *sorted(ends))


def protection(each: Arrival) -> str:
    """Return how a mail is protected on its way."""
    if not each.tls:
        return "in the clear"
    return "encrypted to a server that proved its name" if each.verified else "encrypted"
