"""A real message through this server's own path, to a receiver of our own: as Postfix signs, rewrites and sends it.

Nothing of the configuration is changed. The message is handed in by sendmail(1), as an application does, for an address
literal of the loopback network; Postfix's own client brings it to a receiver that waits there. Where mail would not go
there (a smarthost, a table of routes, a Postfix that listens everywhere) nothing is sent, and the reason is told.
What it cannot show: the address that the world sees, and what a provider's relay does to mail afterwards.
"""

from __future__ import annotations

import json
import os
import secrets
from datetime import UTC, datetime

from sendoff.host import Host
from sendoff.host.doctor.receiving import ADDRESS, Receiver
from sendoff.host.errors import HostError
from sendoff.reputation.message.addresses import mailboxes
from sendoff.reputation.message.headers import header

NAME = "the message as a receiver of ours got it"

_PARAMETERS = ("relayhost", "default_transport", "inet_protocols", "transport_maps")
_BY_SENDER = ("sender_dependent_relayhost_maps", "sender_dependent_default_transport_maps")
_ELSEWHERE = "Send the message to a mailbox elsewhere, save it there with its header, and judge it with --message FILE."
_DATE = "%a, %d %b %Y %H:%M:%S +0000"


def through(host: Host, raw: bytes | None, domain: str, seconds: float) -> bytes:
    """Return a message as our receiver got it; without one, a test message from `domain` is sent.

    Raises:
        HostError: it would not come to our receiver, was not taken, or did not come within `seconds`; then it is taken
            out of the queue again.
    """
    recipient = f"doctor-{secrets.token_hex(8)}@[{ADDRESS}]"
    text = _test_message(domain, recipient) if raw is None else raw.replace(b"\r\n", b"\n")
    sender = _sender(text, domain)
    _ask_route(host, sender, recipient)
    with Receiver(recipient) as receiver:
        done = host.commands.run(
            ["sendmail", "-i", "-f", sender, "--", recipient], input=text, timeout=max(1.0, seconds)
        )
        if done.code != 0:
            said = " ".join((done.err or done.out).split())[:300]
            raise HostError(f"this server did not take the message: {said}", "See `sendoff status`.")
        got = receiver.wait(seconds)
    if got is None:
        taken = _take_back(host, recipient)
        where = "it was in the queue and is deleted" if taken else "it is no longer in the queue"
        raise HostError(
            f"the message did not come to our receiver at {ADDRESS} within {seconds:g} s; {where}",
            "See the mail log for what Postfix did with it.",
        )
    return got


def _test_message(domain: str, recipient: str) -> bytes:
    node = os.uname().nodename
    date = datetime.now(UTC).strftime(_DATE)
    return (
        f"From: postmaster@{domain}\nTo: {recipient}\nDate: {date}\n"
        f"Message-ID: <{secrets.token_hex(12)}.doctor@{domain}>\nSubject: Test message from {node}\n"
        "Auto-Submitted: auto-generated\n\nA test message of `sendoff doctor --submit`; nobody has to read it.\n"
    ).encode()


def _sender(text: bytes, domain: str) -> str:
    found = mailboxes(header(text).value("from"))
    good = found[0].address if found and found[0].good and found[0].address.isprintable() else ""
    return good or f"postmaster@{domain}"


def _ask_route(host: Host, sender: str, recipient: str) -> None:
    """Raise HostError where mail to our receiver would go elsewhere."""
    done = host.commands.run(["postconf", "-x", *_PARAMETERS, *_BY_SENDER])
    values = dict(line.split(" =", 1) for line in done.out.splitlines() if " =" in line)
    found = {name: value.strip() for name, value in values.items()}
    domain = recipient.rpartition("@")[2]
    if found.get("relayhost"):
        raise HostError(
            f"all mail goes to the smarthost {found['relayhost']}, so none comes to our receiver", _ELSEWHERE
        )
    if found.get("default_transport", "smtp") != "smtp":
        raise HostError(
            f"mail leaves by {found['default_transport']}, which our receiver cannot stand in for", _ELSEWHERE
        )
    if found.get("inet_protocols", "all") == "ipv6":
        raise HostError("Postfix sends over IPv6 only, and our receiver has an IPv4 address", _ELSEWHERE)
    _ask_tables(host, found.get("transport_maps", ""), (recipient, domain, "*"))
    for name in _BY_SENDER:
        _ask_tables(host, found.get(name, ""), (sender, f"@{sender.rpartition('@')[2]}"))


def _ask_tables(host: Host, tables: str, keys: tuple[str, ...]) -> None:
    for table in tables.replace(",", " ").split():
        for key in keys:
            done = host.commands.run(["postmap", "-q", key, table])
            if done.code == 0 and done.out.strip():
                raise HostError(f"the table {table} sends such mail to {done.out.strip()[:200]}", _ELSEWHERE)


def _take_back(host: Host, recipient: str) -> bool:
    """Delete our own message from the queue; tell whether it was there."""
    found = False
    for line in host.commands.run(["postqueue", "-j"]).out.splitlines():
        try:
            entry = json.loads(line)
            ours = any(one.get("address") == recipient for one in entry.get("recipients", ()))
        except (ValueError, AttributeError):
            continue
        if ours:
            found = host.commands.run(["postsuper", "-d", str(entry["queue_id"])]).code == 0 or found
    return found
