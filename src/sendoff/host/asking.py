"""Asking the running SMTP server: several conversations at once, and one as a stranger."""

from __future__ import annotations

from contextlib import ExitStack

from sendoff.change.verify.seen import Conversation, RelayAttempt
from sendoff.host.smtp import Dialogue, NoAnswer, Reply

STRANGERS_MAIL = "postmaster@example.com"


def converse(address: str, count: int, seconds: float, name: str) -> tuple[Conversation, ...]:
    """Open connections at once, so that each meets a daemon of its own, and greet each; all end within `seconds`."""
    with ExitStack() as stack:
        opened: list[Dialogue | str] = []
        for _ in range(count):
            try:
                opened.append(stack.enter_context(Dialogue(address, seconds=seconds)))
            except NoAnswer as error:
                opened.append(str(error))
        return tuple(Conversation(error=talk) if isinstance(talk, str) else _greet(talk, name) for talk in opened)


def _greet(talk: Dialogue, name: str) -> Conversation:
    try:
        greeting = talk.greeting()
        if not greeting.ok:
            return Conversation(error=f"the greeting was {greeting.text}")
        capabilities = talk.ehlo(name)
    except NoAnswer as error:
        return Conversation(error=str(error))
    certificate, tls_error = None, ""
    if "STARTTLS" in capabilities:
        try:
            certificate = talk.starttls()
        except NoAnswer as error:
            tls_error = str(error)
    return Conversation("", greeting.text.partition(" ")[2], capabilities, tls_error, certificate)


def relay_attempt(address: str, sources: list[str], seconds: float, name: str) -> RelayAttempt:
    """Ask to relay as a stranger from the first of these addresses that can connect; nothing is sent."""
    for source in sources:
        try:
            with Dialogue(address, seconds=seconds, source=source) as talk:
                refused = _refused(talk, name)
                return RelayAttempt(source, refused.code, " ".join(refused.lines))
        except NoAnswer as error:
            if "no connection" not in str(error):
                return RelayAttempt(source, reason=str(error))
    return RelayAttempt(reason="no connection from an address outside the trusted networks", tried=False)


def _refused(talk: Dialogue, name: str) -> Reply:
    """Return the reply that ended the attempt, or the one that took the recipient."""
    greeting = talk.greeting()
    if not greeting.ok:
        return greeting
    talk.ehlo(name)
    sender = talk.ask("MAIL FROM:<>")
    return talk.ask(f"RCPT TO:<{STRANGERS_MAIL}>") if sender.ok else sender
