"""`sendoff send-test`: a real message, followed in the log to its end.

With --json the result is `{"recipient", "via", "message_id", "queue_ids": [...], "status", "seconds", "deliveries":
[{"queue_id", "recipient", "original_recipient", "status", "next_hop", "tls", "delay", "delays": [...], "dsn",
"reply"}], "log", "reason", "submission"}`. `status` is `sent`, `bounced`, `refused` (not taken by this server),
`deferred`, `queued`, or `unknown`; `reason` says why it is unknown, else it is empty; `submission` is what this server
said. `tls` is empty where Postfix did not log it; `delay` and the four of `delays` (waiting in the queue, waiting for a
delivery agent, connecting, sending) are seconds as Postfix printed them.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from sendoff.cli.command import print_json, say
from sendoff.config.masking import printable
from sendoff.delivery.following import Following
from sendoff.delivery.line import Delivery, Line
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.submit import Submission

HELP = "Send a real message and follow it in Postfix's log to its final status."
EXAMPLE = "sendoff send-test postmaster@example.com"

_CODES = {"sent": 0, "bounced": 1, "refused": 1, "deferred": 2, "queued": 2, "unknown": 3}
_RETRY_SECONDS = 300.0
"""A message that was put off is not tried again before this (minimal_backoff_time)."""
_NO_TLS_WORD = "not logged by this Postfix (with smtp_tls_loglevel = 1 it is)"
_STAGES = ("waiting in the queue", "waiting for a delivery agent", "connecting", "sending")


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "address", metavar="ADDRESS", type=_address, help="whom to send it to; without a domain, a user of this server"
    )
    parser.add_argument("--via", choices=("sendmail", "smtp"), default="sendmail", help="how to hand it in")
    parser.add_argument("--from", dest="sender", metavar="ADDRESS", type=_address, help="envelope sender")
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=_seconds, default=60.0, help="how long to follow it (default 60)"
    )


def run(args: argparse.Namespace, host: Host) -> int:
    """Submit the message and follow it; returns 0 sent, 1 refused or bounced, 2 not final in time, 3 unknown."""
    from sendoff.host import journal

    start = time.monotonic()
    log = journal.find(host)
    mark = log.mark()
    message_id, text = _message(args)
    submission = _submit(args, host, text)
    _tell(args, f"handed in by {args.via}: {submission.said if args.via == 'smtp' else message_id}")
    following, reason = Following(message_id), log.reason
    if submission.taken and not reason:
        reason = _follow(args, log, mark, following, start)
    status = _status(submission, following, reason)
    result = {
        "recipient": args.address,
        "via": args.via,
        "message_id": message_id,
        "queue_ids": following.queue_ids,
        "status": status,
        "seconds": round(time.monotonic() - start, 3),
        "deliveries": [_delivery(found, following) for found in following.ends()],
        "log": log.name,
        "reason": reason,
        "submission": submission.said,
    }
    if args.json:
        print_json(result)
    else:
        print("\n".join(_lines(result)))
    return _CODES[status]


def _address(text: str) -> str:
    # A name without a domain is a user of this server, such as root.
    whole = bool(text) and not text.startswith(("@", "-")) and not text.endswith("@")
    if not whole or any(c.isspace() or not c.isprintable() or c in "<>" for c in text):
        raise argparse.ArgumentTypeError(f"{printable(text)!r} is not a mail address")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= 7 * 86400:
        raise argparse.ArgumentTypeError(f"{printable(text)!r} is not a number of seconds")
    return seconds


def _message(args: argparse.Namespace) -> tuple[str, str]:
    """Return a new message id, and the message with it."""
    import os
    import secrets
    from datetime import UTC, datetime

    node = os.uname().nodename
    message_id = f"<{secrets.token_hex(12)}.send-test@{node}>"
    date = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    sender = args.sender or f"{_user()}@{node}"
    plain = (sender + args.address).isascii()
    charset = "" if plain else "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
    return message_id, (
        f"From: {sender}\nTo: {args.address}\nDate: {date}\nMessage-ID: {message_id}\n{charset}"
        f"Subject: Test message from {node}\nAuto-Submitted: auto-generated\n\n"
        f"This is a test message. Somebody on the server {node} ran\n`sendoff send-test` to see whether its mail "
        f"arrives. It has arrived; nothing is to be done.\n"
    )


def _user() -> str:
    import os
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return "root"


def _submit(args: argparse.Namespace, host: Host, text: str) -> Submission:
    from sendoff.host import submit

    if args.via == "sendmail":
        return submit.by_sendmail(host, args.sender or "", args.address, text)
    import os

    from sendoff.change.verify.addresses import to_ask
    from sendoff.host.listening import listeners

    address = to_ask(listeners(host, 25))
    if not address:
        return Submission(taken=False, said="nobody listens on port 25 of this machine")
    node = os.uname().nodename
    return submit.by_smtp(address, node, args.sender or f"{_user()}@{node}", args.address, text)


def _follow(args: argparse.Namespace, log: Any, mark: Any, following: Following, start: float) -> str:
    """Follow the message until its end or the deadline; returns why the log cannot be read, if so."""
    from sendoff.host.probe import follow

    deadline = start + args.timeout

    def take(line: Line) -> bool:
        known = len(following.queue_ids)
        found = following.take(line)
        for queue_id in following.queue_ids[known:]:
            _tell(args, f"in the queue as {queue_id}")
        if found:
            _tell(args, f"{found.status} by {found.relay}: {found.reply}")
        put_off = following.waiting and time.monotonic() + _RETRY_SECONDS > deadline
        return put_off or not following.queued

    try:
        follow(log, mark, take, deadline)
    except HostError as error:
        return error.what
    return ""


def _status(submission: Submission, following: Following, reason: str) -> str:
    if not submission.taken:
        return "refused"
    return "unknown" if reason else following.status()


def _delivery(found: Delivery, following: Following) -> dict[str, Any]:
    return {
        "queue_id": found.queue_id,
        "recipient": found.recipient,
        "original_recipient": found.orig_to or found.recipient,
        "status": found.status,
        "next_hop": found.relay,
        "tls": following.tls.get(found.relay, ""),
        "delay": found.delay,
        "delays": list(found.delays),
        "dsn": found.dsn,
        "reply": found.reply,
    }


def _lines(result: dict[str, Any]) -> list[str]:
    status = result["status"]
    lines = [f"{status}: {result['recipient']}"]
    for found in result["deliveries"]:
        delays = ", ".join(f"{stage} {spent}" for stage, spent in zip(_STAGES, found["delays"], strict=False))
        lines += [
            f"  status    {found['status']} ({found['dsn']})",
            f"  next hop  {found['next_hop']}",
            *([f"  TLS       {found['tls'] or _NO_TLS_WORD}"] if ":" in found["next_hop"] else []),
            f"  delay     {found['delay']} s: {delays}",
            f"  answer    {found['reply']}",
        ]
    if status == "refused":
        lines.append(f"  this server did not take it: {result['submission']}")
    if status == "unknown":
        lines.append(f"  handed in, but what became of it cannot be told: {result['reason']}")
    if status in ("deferred", "queued"):
        ids = " ".join(result["queue_ids"]) or "its id is not in the log yet"
        lines.append(f"  still in the queue ({ids}): see `postqueue -p`, and later {result['log']}")
    return [printable(line) for line in lines]


def _tell(args: argparse.Namespace, text: str) -> None:
    """Tell a person how far it is."""
    if not args.json:
        say(printable(text))
