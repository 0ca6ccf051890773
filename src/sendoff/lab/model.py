"""What a world is made of, and what is seen in it, as plain values. No effects here."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from .manner import Manner

Tls = Literal["none", "starttls", "implicit"]
CertificateKind = Literal["valid", "wrong-name", "expired", "self-signed"]

DROP = "DROP"
"""As a reply: close the connection without a word."""


class LabError(Exception):
    """The laboratory itself failed (not the software tried in it)."""


class LabUnavailable(LabError):
    """This machine cannot hold a world; the text says what is missing and how to get it."""


class PostfixFailed(LabError):
    """The world stands, but Postfix does not start in it; the text has its words."""


class LabTimeout(LabError):
    """What was waited for did not happen; the text has the mail log's tail and the queue."""


@dataclass(frozen=True)
class Receiver:
    """A real SMTP server on the network outside. Any address can be taken: the whole Internet is there.

    `replies` changes what it says. A key is the beginning of a command line as the client sends it in
    any letter case (`RCPT`, or `RCPT TO:<nobody@example.net>`), or `GREETING`, or `END` (the dot that ends
    the data); the longest that fits wins. A value is a whole reply (`550 5.1.1 unknown user`) or DROP.
    `delays` has the same keys and seconds to wait before answering; the key `` (empty) is for every command.
    """

    name: str
    address: str = "10.77.0.11"
    address6: str | None = None
    port: int = 25
    host: str = ""
    """Its own name: in greeting and certificate. Default `<name>.example.net`, or `name` if that has a dot."""
    tls: Tls = "none"
    certificate: CertificateKind = "valid"
    auth: Mapping[str, str] | None = None
    """User to password, any Unicode. None: AUTH is not offered."""
    mechanisms: tuple[str, ...] = ("LOGIN", "PLAIN")
    require_auth: bool = False
    auth_in_clear: bool = False
    """Offer AUTH also without TLS: a temptation that a careful client resists."""
    smtputf8: bool = True
    size: int | None = None
    """Largest message in bytes, announced as SIZE. None: no limit, nothing announced."""
    replies: Mapping[str, str] = field(default_factory=dict)
    delays: Mapping[str, float] = field(default_factory=dict)
    manner: Manner | None = None
    """Answers that depend on what came before; they win over `replies`."""
    senders: tuple[str, ...] = ()
    """The envelope senders that it takes, as addresses or `@domain`, beside the null sender. Empty: all."""
    names: tuple[str, ...] = ()
    """Further names, and addresses, that a valid certificate is for."""
    inside: bool = False
    """It stands on the server itself: for addresses of 127.0.0.0/8 and ::1."""

    @property
    def host_name(self) -> str:
        """Its own name, never empty."""
        return self.host or (self.name if "." in self.name else f"{self.name}.example.net")

    def to_json(self) -> dict[str, Any]:
        """For the receivers' process."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Receiver:
        """From what the receivers' process wrote (or got)."""
        manner = value["manner"] and Manner.from_json(value["manner"])
        lists = {name: tuple(value[name]) for name in ("mechanisms", "names", "senders")}
        return cls(**(value | lists | {"manner": manner}))


@dataclass(frozen=True)
class Received:
    """One message that a receiver answered 250 for."""

    receiver: str
    peer: str
    helo: str
    mail_from: str
    """Empty for the null sender."""
    rcpt_to: tuple[str, ...]
    mail_options: tuple[str, ...]
    data: bytes
    """As transmitted, dot-unstuffed, CRLF line ends."""
    tls: str | None
    auth_user: str | None
    auth_password: str | None
    when: float
    """Seconds since 1970."""

    @property
    def text(self) -> str:
        """The data for people and `in`: decoded, with plain line ends."""
        return self.data.decode("utf-8", "replace").replace("\r\n", "\n")

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Received:
        """From what the receivers' process wrote (or got)."""
        lists = {"rcpt_to": tuple(value["rcpt_to"]), "mail_options": tuple(value["mail_options"])}
        return cls(**(value | lists | {"data": base64.b64decode(value["data"])}))


@dataclass(frozen=True)
class Attempt:
    """One try to authenticate."""

    user: str
    password: str
    mechanism: str
    tls: str | None
    accepted: bool


@dataclass(frozen=True)
class Session:
    """One finished connection to a receiver, whether or not mail came of it."""

    receiver: str
    peer: str
    commands: tuple[str, ...]
    """Command lines in order; an AUTH line without its secret."""
    tls: str | None
    attempts: tuple[Attempt, ...]
    refusals: tuple[str, ...]
    """What was said instead of the usual, in order: by `replies` or by the manner."""
    when: float
    """Start, in seconds since 1970."""

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Session:
        """From what the receivers' process wrote (or got)."""
        attempts = tuple(Attempt(**attempt) for attempt in value["attempts"])
        lists = {"commands": tuple(value["commands"]), "refusals": tuple(value["refusals"])}
        return cls(**(value | lists | {"attempts": attempts}))


def positive(code: int) -> bool:
    """Whether a reply code lets the dialogue go on."""
    return 200 <= code < 400  # noqa: PLR2004 - RFC 5321 4.2.1


@dataclass(frozen=True)
class Reply:
    """What a server said to one command of ours."""

    command: str
    code: int
    text: str


class Refused(LabError):
    """The server under test refused; `replies` has the whole dialogue, the refusal last."""

    def __init__(self, replies: list[Reply]) -> None:
        last = replies[-1]
        super().__init__(f"{last.command}: {last.code} {last.text}")
        self.replies = replies
        self.code = last.code
