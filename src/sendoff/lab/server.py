"""One connection to a receiver: aiosmtpd's SMTP, made to misbehave as asked and to write down what it hears."""

from __future__ import annotations

import asyncio
import functools
import logging
import re
import ssl
import time
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from . import record
from .manner import Memory
from .model import DROP, Receiver

logging.getLogger("mail.log").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", category=UserWarning, module="aiosmtpd")

_MECHANISMS = ("LOGIN", "PLAIN")
_NOT_YOURS = "553 5.7.1 Sender address rejected: not owned by user"


def new_server(receiver: Receiver, context: ssl.SSLContext | None, memory: Memory | None) -> Server:
    """A protocol instance for one connection; `memory` is that of the receiver's manner."""
    in_clear = receiver.auth_in_clear or receiver.tls == "implicit"
    return Server(
        receiver,
        memory,
        data_size_limit=receiver.size,
        enable_SMTPUTF8=receiver.smtputf8,
        hostname=receiver.host_name,
        ident="ESMTP",
        tls_context=context if receiver.tls == "starttls" else None,
        auth_required=receiver.require_auth,
        auth_require_tls=not in_clear,
        auth_exclude_mechanism=[m for m in _MECHANISMS if not receiver.auth or m not in receiver.mechanisms],
    )


class Server(SMTP):
    """Both the protocol and its own handler, in aiosmtpd's words."""

    def __init__(self, receiver: Receiver, memory: Memory | None, **options: Any) -> None:
        self.receiver = receiver
        self.memory = memory
        self.commands: list[str] = []
        self.attempts: list[dict[str, Any]] = []
        self.refusals: list[str] = []
        self.started = time.time()
        self.greeted = False
        self.tls: str | None = None
        self.peer = ""
        super().__init__(self, authenticator=_authenticate, **options)
        self._smtp_methods = {
            name: functools.partial(self._command, name, method) for name, method in self._smtp_methods.items()
        }

    # what is said

    async def push(self, status: Any) -> None:
        """Every reply goes through here; the first is the greeting. None: it was said already."""
        if status is None:
            return
        greeting, self.greeted = not self.greeted, True
        if not greeting:
            await super().push(status)
        elif await self._answered("GREETING"):
            self._hang_up()
        else:
            await super().push(status)

    async def _command(self, name: str, method: Callable[[str | None], Awaitable[None]], arg: str | None) -> None:
        line = f"{name} {arg}" if arg else name
        self.commands.append(" ".join(line.split()[:2]) if name == "AUTH" else line)
        if not await self._answered(line):
            await method(arg)

    async def _answered(self, line: str) -> bool:
        """Wait as long as asked; say what was asked instead of the usual. True when nothing more is to be said."""
        await asyncio.sleep(_longest(self.receiver.delays, line) or 0)
        reply = self._asked_for(line)
        if reply is None:
            return False
        self.refusals.append(reply)
        if reply != DROP:
            await super().push(reply)
        if reply == DROP or reply.startswith("421"):
            self._hang_up()
        return True

    def _asked_for(self, line: str) -> str | None:
        """What is to be said instead of the usual."""
        if self.memory and (reply := _longest(self.memory.replies(self.peer), line)) is not None:
            self.memory.refused()
            return str(reply)
        asked: str | None = _longest(self.receiver.replies, line)
        return _NOT_YOURS if asked is None and _is_foreign(line, self.receiver.senders) else asked

    async def handle_exception(self, error: Exception) -> str:
        """A fault of the receiver itself must not look like a refusal for good."""
        return f"451 4.3.0 Receiver failed: {error!r}"

    def _hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, name: str, lines: list[str]
    ) -> list[str]:
        """Aiosmtpd offers AUTH even without a mechanism."""
        session.host_name = name
        return [line for line in lines if self.receiver.auth or not line.startswith("250-AUTH")]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str | None:  # noqa: N802
        """All is here: record it, then say so."""
        if await self._answered("END"):
            return None
        if self.memory:
            self.memory.accepted()
        login = session.auth_data if session.authenticated else None
        record.write(record.MESSAGES, {
            "receiver": self.receiver.name, "peer": self.peer, "helo": session.host_name,
            "mail_from": "" if envelope.mail_from == "<>" else envelope.mail_from, "rcpt_to": envelope.rcpt_tos,
            "mail_options": envelope.mail_options, "data": record.encode(envelope.original_content),
            "tls": self.tls, "auth_user": login and login.login.decode(),
            "auth_password": login and login.password.decode(), "when": time.time(),
        })  # fmt: skip
        return f"250 2.0.0 Ok: received by {self.receiver.host_name}"

    # what is heard

    def connection_made(self, transport: Any) -> None:
        """Called again when STARTTLS is done."""
        peer = transport.get_extra_info("peername")
        self.peer = peer[0] if peer else ""
        secured = transport.get_extra_info("ssl_object")
        self.tls = secured.version() if secured else None
        if self.memory and not self.greeted:
            self.memory.connected()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """The session is complete."""
        if self.started:
            record.write(record.SESSIONS, {
                "receiver": self.receiver.name, "peer": self.peer, "commands": self.commands,
                "tls": self.tls, "attempts": self.attempts, "refusals": self.refusals, "when": self.started,
            })  # fmt: skip
            self.started = 0.0  # once, though STARTTLS makes the base class call twice
        super().connection_lost(error)


def _authenticate(server: Any, _session: Any, _envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
    user, password = data.login.decode("utf-8", "replace"), data.password.decode("utf-8", "replace")
    accepted = (server.receiver.auth or {}).get(user) == password
    server.attempts.append({
        "user": user, "password": password, "mechanism": mechanism, "tls": server.tls, "accepted": accepted,
    })  # fmt: skip
    return AuthResult(success=accepted, handled=False, auth_data=data)


def _is_foreign(line: str, senders: tuple[str, ...]) -> bool:
    """Tell whether the line is a MAIL FROM with an address that is not among those taken."""
    found = re.match(r"(?i)MAIL FROM:\s*<([^>]+)>", line)
    return bool(senders) and found is not None and not found[1].lower().endswith(tuple(map(str.lower, senders)))


def _longest(table: Any, line: str) -> Any:
    """The value of the longest key that `line` begins with, whatever the letters' case."""
    fitting = [key for key in table if line.lower().startswith(key.lower())]
    return table[max(fitting, key=len)] if fitting else None
