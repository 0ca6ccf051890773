"""Handing in a message, as an application would: by sendmail(1), or by SMTP to this server's own port."""

from __future__ import annotations

from dataclasses import dataclass

from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.smtp import Dialogue, NoAnswer

_SENDMAIL = "sendmail"
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Submission:
    """Whether Postfix took the message, and what it said; `sender` is the envelope sender that was given."""

    taken: bool
    said: str
    queue_id: str = ""


def by_sendmail(host: Host, sender: str, recipient: str, message: str) -> Submission:
    """Hand in by sendmail(1); with an empty sender it is the user's own address."""
    given = ["-f", sender] if sender else []
    try:
        done = host.commands.run([_SENDMAIL, "-i", *given, "--", recipient], input=message, timeout=_SECONDS)
    except HostError as error:
        return Submission(taken=False, said=error.what)
    said = " ".join((done.err or done.out).split())
    return Submission(taken=done.code == 0, said=said or f"exit status {done.code}")


def by_smtp(address: str, name: str, sender: str, recipient: str, message: str) -> Submission:
    """Hand in by SMTP to this server; `name` is said in EHLO."""
    utf8 = " SMTPUTF8" if not (sender + recipient).isascii() else ""
    try:
        with Dialogue(address, seconds=_SECONDS) as talk:
            reply = talk.greeting()
            if reply.ok:
                talk.ehlo(name)
            for command in (f"MAIL FROM:<{sender}>{utf8}", f"RCPT TO:<{recipient}>", "DATA"):
                if reply.ok:
                    reply = talk.ask(command)
            if reply.ok:
                reply = talk.data(message.encode())
            queue_id = reply.text.rpartition("queued as ")[2] if reply.ok and "queued as " in reply.text else ""
            return Submission(reply.ok, reply.text, queue_id)
    except NoAnswer as error:
        return Submission(taken=False, said=str(error))
