"""Facts about the world that rules ask for: an ask is a value, and so is its answer.

A rule declares its asks; the host answers them, all at once and before a deadline; the rule
judges. An answer that could not be had is `Unknown` with the reason, never a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: its kind (see the answers below) and what it is about; `secret` shows in no representation."""

    kind: str
    subject: str = ""
    detail: str = ""
    secret: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """The question could not be asked, or nobody answered."""

    reason: str


@dataclass(frozen=True, slots=True)
class NextHopReply:
    """Ask("next-hop", hop.text, how): how the next hop answered a connection that ended after EHLO.

    `how` is the path of the file of trusted authorities, after the word `native` where Postfix also looks into
    /etc/hosts (smtp_host_lookup). `hosts` are the names tried, in order (the MX hosts of a domain; the domain
    itself where it has none); `addresses` their addresses; `own` those of the first host that are this machine's.
    `error` says in words what went wrong (does not resolve, refused the connection, greeted with 5xx …), and
    `missing` is true when the DNS said that it does not exist. `starttls` is also true where TLS starts at once
    (port 465). `certificate_error` says why the certificate is not what Postfix's level `secure` wants.
    `capabilities` are the EHLO keywords in capitals with their values, after STARTTLS where that is offered.
    """

    hosts: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    error: str | None = None
    missing: bool = False
    starttls: bool = False
    certificate_error: str | None = None
    capabilities: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """Ask("certificate", cert_path, key_path): what the two files hold; `error` when they cannot be used together."""

    error: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """Ask("queue", str(limit_bytes)): how many messages wait, and how many of them are larger than the limit.

    A limit of 0 is none. `complete` is false where the queue is so long that counting was given up.
    """

    total: int
    oversize: int
    complete: bool = True


@dataclass(frozen=True, slots=True)
class AddressReply:
    """Ask("address", address): whether its MX host would take a bounce to it (MAIL FROM:<>, then RCPT TO)."""

    accepted: bool
    reply: str


@dataclass(frozen=True, slots=True)
class NameFacts:
    """Ask("name", host_name): its addresses in the DNS (empty when it does not exist), and each one's PTR names.

    `mail_hosts` are its MX hosts, empty when it has none.
    """

    addresses: tuple[str, ...] = ()
    mail_hosts: tuple[str, ...] = ()
    reverse: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextFacts:
    """Ask("txt", name): its TXT records, the strings of each joined; empty when there are none."""

    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpfVerdict:
    """What SPF says of an address that sends as a domain: RFC 7208's words, or `unknown` where DNS was not told."""

    domain: str
    address: str
    result: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class SpfFacts:
    """Ask("spf", next_hop, "scope server_name domain ..."): the verdicts for mail that takes a way out.

    An empty next hop is delivery by this server itself. With the scope `lately` the domains that the ledger shows this
    server sent as in the last days are judged too; `only` are those that are named.
    """

    verdicts: tuple[SpfVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class LocalFacts:
    """Ask("local", address_or_name): the addresses it stands for, and those that are not this machine's."""

    addresses: tuple[str, ...]
    foreign: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PortFacts:
    """Ask("port-25"): the program that listens on port 25 and is not Postfix, if any, and on which addresses.

    `0.0.0.0` and `::` stand for all addresses.
    """

    holder: str | None = None
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpaceFacts:
    """Ask("space", queue_directory): free bytes where the queue is, or will be."""

    free: int


@dataclass(frozen=True, slots=True)
class NotifyFacts:
    """Ask("notify", secret=urls): what Apprise cannot use, by its number in the list, from 1, and why.

    The reasons are phrases that quote nothing.
    """

    unusable: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Ask("file", path): permission bits and owner of a file; `exists` is false when there is none."""

    exists: bool
    mode: int = 0
    owner: int = 0


@dataclass(frozen=True, slots=True)
class TableFacts:
    """Ask("table-entry", type_and_path, key): whether a lookup table has an entry; its value is not told."""

    found: bool


Answers = dict[Ask, Any]
"""Each ask with its answer or `Unknown`. The clock is Ask("now"): a datetime in UTC."""
