"""An SMTP client that runs inside a world: one submission, every reply reported.

`python -m sendoff.lab.client`: JSON in on standard input, a JSON list of `[command, code, text]` on standard output.
It stops after the first refusal. With `no_data` it ends behind the recipients: what the server says of them is all.
"""

from __future__ import annotations

import json
import smtplib
import ssl
import sys
from collections.abc import Iterator
from typing import Any

from .model import positive


def submit(order: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Yield each command with its reply."""
    host, port = order["to"]
    client = smtplib.SMTP(timeout=order["timeout"], local_hostname=order["helo"], source_address=(order["source"], 0))
    vars(client)["_host"] = host  # starttls() wants it and connect() does not set it
    yield _reply("CONNECT", client.connect(host, port))
    yield _reply("EHLO", client.ehlo())
    if order["starttls"]:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        yield _reply("STARTTLS", client.starttls(context=context))
        yield _reply("EHLO", client.ehlo())
    yield _reply(f"MAIL FROM:<{order['mail_from']}>", client.mail(order["mail_from"], order["options"]))
    for recipient in order["rcpt_to"]:
        yield _reply(f"RCPT TO:<{recipient}>", client.rcpt(recipient))
    if order.get("no_data"):
        client.quit()
        return
    yield _reply("DATA", client.data(order["data"].encode("utf-8", "surrogateescape")))
    yield _reply("QUIT", client.quit())


def _reply(command: str, answer: tuple[int, bytes]) -> tuple[str, int, str]:
    return command, answer[0], answer[1].decode("utf-8", "replace")


def dialogue(order: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Return every reply up to the first refusal; code 0 is a broken connection."""
    replies: list[tuple[str, int, str]] = []
    try:
        for reply in submit(order):
            replies.append(reply)
            if not positive(reply[1]):
                break
    except smtplib.SMTPResponseException as error:
        text = error.smtp_error if isinstance(error.smtp_error, str) else error.smtp_error.decode("utf-8", "replace")
        replies.append(("(next command)", error.smtp_code, text))
    except (OSError, smtplib.SMTPException) as error:
        replies.append(("(connection)", 0, repr(error)))
    return replies


def main() -> None:
    """One submission."""
    json.dump(dialogue(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
