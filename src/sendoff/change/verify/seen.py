"""What the running server showed when it was asked: the facts that checks judge. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Listening:
    """Who listens on port 25.

    `required` are the addresses where Postfix must listen, `allowed` those where it may as well (`0.0.0.0` and
    `::` stand for all); `ours` are where it does, `others` where another program does. `by_hand` are addresses
    that the administrator's own entries in master.cf name; `service` is false when master.cf has no SMTP server.
    """

    required: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    by_hand: frozenset[str] = frozenset()
    service: bool = True
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """One connection to the server: greeting, EHLO, and STARTTLS where it is offered.

    `error` says what went wrong with greeting or EHLO, and `tls_error` with STARTTLS. `certificate` is the one that
    was served (DER). `capabilities` are the EHLO keywords in capitals with their values.
    """

    error: str = ""
    greeting: str = ""
    capabilities: Mapping[str, str] = field(default_factory=dict)
    tls_error: str = ""
    certificate: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class RelayAttempt:
    """A stranger's attempt to relay, from an address of this machine outside the trusted networks.

    `reason` says why nobody could try or nobody answered; `tried` tells the two apart.
    """

    source: str = ""
    code: int = 0
    text: str = ""
    reason: str = ""
    tried: bool = True


@dataclass(frozen=True, slots=True)
class Probe:
    """How Postfix's own delivery path answered for an address, without a mail being sent.

    `status`: `accepted`, `refused` (5xx and the like), `deferred` (would be tried again), `unanswered` (no result
    within the time), or `unknown` (could not be asked). `stage` is how far it came (see `stages`). `notes` are what
    Postfix logged on the way, such as hosts that did not answer, and why a certificate is not trusted.
    """

    status: str
    dsn: str = ""
    relay: str = ""
    reply: str = ""
    stage: str = ""
    notes: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SignedBy:
    """The selectors by which the DKIM signer signs a message from a domain, or what went wrong."""

    domain: str
    selectors: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class LogSeen:
    """The log's lines since the change, some from before it, or why it cannot be read."""

    lines: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that was asked. None is "not asked yet"; `address` is where SMTP was asked.

    `certificate` is the first certificate in the configured file (DER); `dns_root` tells whether the machine's
    resolver knows the DNS root, so that its "does not exist" can be believed; None is "not asked". `detours` are the
    next hops that are new for a provider's mail, each with the address that was asked about, and the answer.
    """

    master: int | None = None
    listening: Listening | None = None
    address: str = ""
    conversations: tuple[Conversation, ...] = ()
    certificate: bytes | None = field(default=None, repr=False)
    certificate_error: str = ""
    relay: RelayAttempt | None = None
    local: Probe | None = None
    smarthost: Probe | None = None
    detours: tuple[tuple[str, str, Probe], ...] = ()
    dns_root: bool | None = None
    signed: tuple[SignedBy, ...] | None = None
    log: LogSeen | None = None
