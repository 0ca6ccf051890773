"""A rehearsal as JSON."""

from __future__ import annotations

from typing import Any

from sendoff.rehearsal.mails import Mail
from sendoff.rehearsal.observed import ARRIVED, Arrival, Observed, Rehearsal, World


def as_json(rehearsal: Rehearsal) -> dict[str, Any]:
    """Return the rehearsal.

    `{"flows": true|false|null, "seconds", "differences": [{"text", "mails"}], "findings": [{"id", "result":
    pass|fail|unknown, "level": refuse|warn|null, "as_before": true|false, "text", "key", "mails"}], "mails": [{"id",
    "who", "where", "what", "recipient", "sender", "size", "now", "then"}], "trouble": {"now", "then"}, "fatal":
    {"now": [], "then": []}, "not_rehearsed": []}`; "now" and "then" are `{"taken", "said", "arrivals": [{"fate",
    "recipient", "at", "reply", "envelope_sender", "header_from", "tls", "verified", "login", "helo"}], "notices":
    []}`, null for a mail that was not sent.
    """
    return {
        "flows": rehearsal.flows,
        "seconds": round(rehearsal.seconds, 2),
        "differences": [{"text": each.text, "mails": list(each.mails)} for each in rehearsal.differences],
        "findings": [
            {"id": f.id, "result": f.result, "level": f.level or None, "as_before": f.as_before, "text": f.text,
             "key": f.key, "mails": list(f.mails)}
            for f in rehearsal.findings
        ],
        "mails": [_mail(mail, rehearsal.now, rehearsal.then) for mail in rehearsal.mails],
        "trouble": {"now": rehearsal.now.trouble, "then": rehearsal.then.trouble},
        "fatal": {"now": list(rehearsal.now.fatal), "then": list(rehearsal.then.fatal)},
        "not_rehearsed": list(rehearsal.not_rehearsed),
    }  # fmt: skip


def _mail(mail: Mail, now: World, then: World) -> dict[str, Any]:
    return {
        "id": mail.id,
        "who": mail.network or mail.who,
        "where": mail.domain or mail.where,
        "what": mail.what,
        "recipient": mail.recipient,
        "sender": mail.sender,
        "size": mail.size,
        "now": _observed(now.of(mail)),
        "then": _observed(then.of(mail)),
    }


def _observed(seen: Observed) -> dict[str, Any] | None:
    if seen.taken is None:
        return None
    return {
        "taken": seen.taken,
        "said": seen.said,
        "arrivals": [_arrival(each) for each in seen.arrivals],
        "notices": [_arrival(each) for each in seen.notices],
    }


def _arrival(each: Arrival) -> dict[str, Any]:
    found = {"fate": each.fate, "recipient": each.recipient, "at": each.at, "reply": each.reply}
    if each.fate != ARRIVED:
        return found
    return found | {
        "envelope_sender": each.sender,
        "header_from": each.header_from,
        "tls": each.tls or None,
        "verified": each.verified,
        "login": each.login or None,
        "helo": each.helo,
    }
