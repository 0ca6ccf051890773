"""A rehearsal without worlds: what was seen is made up."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sendoff.config.document import parse
from sendoff.config.keys import PUBLIC
from sendoff.config.settings import Settings, build
from sendoff.rehearsal.configuration import Configuration
from sendoff.rehearsal.expectations import Scene, judge
from sendoff.rehearsal.habit import Habit
from sendoff.rehearsal.mails import (
    STRANGER,
    TO_DIRECT,
    TO_LATER,
    TO_LOCAL,
    TO_NOWHERE,
    TO_REFUSING,
    TO_UNKNOWN,
    TO_UNREACHABLE,
    Mail,
    Surroundings,
)
from sendoff.rehearsal.observed import (
    ARRIVED,
    MAILBOX,
    RETURNED,
    WAITS,
    Arrival,
    Finding,
    Observed,
    World,
)
from sendoff.rehearsal.stage import Stage, stage

HOST = "web1.example.com"
MASTER_CF = "smtp inet n - y - - smtpd\nsmtp unix - - y - - smtp\nrelay unix - - y - - smtp\n"
HOP = "[smtp.example.net]:587"
SMARTHOST = "smtp.example.net:587"
LOGIN: dict[str, Any] = {
    "postfix::relayhost": HOP,
    "postfix::smtp_sasl_password_maps": {HOP: "web1:secret"},
    "postfix::envelope_from": "webserver@example.net",
}


def settings(document: Mapping[str, Any]) -> Settings:
    whole = {"postfix::message_size_limit": 400000, **document}
    return build([parse("server.json", json.dumps(whole).encode(), PUBLIC)])


def configuration(*lines: str, master: str = MASTER_CF, **tables: dict[str, str]) -> Configuration:
    """Return a configuration; tables are named `hash:/NAME`."""
    named = {f"hash:/{name}": entries for name, entries in tables.items()}
    return Configuration("".join(f"{line}\n" for line in lines), master, HOST, named)


def around(
    document: Mapping[str, Any] | None = None, now: Configuration | None = None, then: Configuration | None = None
) -> Surroundings:
    plain = configuration("message_size_limit = 400000")
    return Surroundings(
        now or plain, then or plain, settings(document or {}), "10.77.0.1", "2001:db8:77::1", ("192.0.2.10",)
    )


def usual(mail: Mail) -> Observed:
    """Return what becomes of a mail on a server that sends directly."""
    sender = "" if mail.sender == "" else mail.sender or f"root@{HOST}"
    straight = Arrival(
        ARRIVED, mail.recipient, f"the mail server of {mail.recipient.partition('@')[2]}", "250 ok", "destination",
        sender, mail.header_from, "TLSv1.3", helo=HOST,
    )  # fmt: skip
    if mail.who == STRANGER or mail.where == TO_UNKNOWN or (mail.size and not mail.under):
        return Observed(False, "RCPT TO: 550 5.7.1 no")
    if mail.declared:
        return Observed(True, "250 ok")
    ends = {
        TO_DIRECT: straight,
        TO_UNREACHABLE: Arrival(WAITS, mail.recipient, reply="connect to x[10.77.67.1]:25: No route to host"),
        TO_NOWHERE: Arrival(RETURNED, mail.recipient, reply="Host not found"),
        TO_REFUSING: Arrival(RETURNED, mail.recipient, reply="host x said: 550 5.1.1 no (in reply to RCPT TO command)"),
        TO_LATER: Arrival(WAITS, mail.recipient, reply="host x said: 450 4.2.1 later"),
        TO_LOCAL: Arrival(MAILBOX, mail.recipient, "root", "delivered to mailbox"),
    }
    end = ends.get(mail.where, straight)
    notices = (Arrival(MAILBOX, sender, "root"),) if end.fate == RETURNED and sender else ()
    return Observed(True, "", (end,), notices)


def through(hop: str, role: str = "smarthost", **changes: Any) -> Callable[[Mail], Observed]:
    """Return what becomes of a mail on a server whose smarthost takes all."""

    def seen(mail: Mail) -> Observed:
        before = usual(mail)
        if not before.taken or mail.declared or mail.where == TO_LOCAL:
            return before
        sender = "" if mail.sender == "" else "webserver@example.net"
        arrival = Arrival(
            ARRIVED, mail.recipient, hop, "250 ok", role, sender, mail.header_from, "TLSv1.3", True, "web1", HOST
        )
        return Observed(True, "", (arrival._replace(**changes),))

    return seen


def world(made: Stage, seen: Callable[[Mail], Observed], **other: Observed) -> World:
    """Return a world; `other` has mails by their id with `_` for `-`."""
    by_id = {name.replace("_", "-"): each for name, each in other.items()}
    return World({mail.id: by_id.get(mail.id, seen(mail)) for mail in made.mails})


def findings(
    document: Mapping[str, Any], seen: Callable[[Mail], Observed], habits: Mapping[str, Habit] | None = None,
    then: Configuration | None = None, **other: Observed,
) -> dict[str, Finding]:  # fmt: skip
    """Return what the expectations say of a world that is to be as a document says, by id; the worst counts."""
    where = around(document, then=then)
    made = stage(where, habits or {})
    scene = Scene(where, made, world(made, usual), world(made, seen, **other))
    found: dict[str, Finding] = {}
    for each in judge(scene):
        name = each.id.removeprefix("rehearsal-")
        if name not in found or each.result != "pass":
            found[name] = each
    return found


def failing(found: Mapping[str, Finding]) -> dict[str, str]:
    return {name: each.text for name, each in found.items() if each.result != "pass"}
