"""What the checks judge. Values only: `host.doctor` asks, each fact by a file of its own.

A fact that could not be found out is `Unknown` with the reason. A check is judged only when all facts that it NEEDS are
known; single answers inside them may still be unknown (`Answer.outcome`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sendoff.reputation.dns import FOUND, NO_SUCH_NAME, UNKNOWN, Answer


class Unknown(NamedTuple):
    """It could not be asked, or nobody answered."""

    reason: str


class Source(NamedTuple):
    """An address that this server's mail comes from, and `how` that is known.

    `translated`: it is a private address, so receivers see another one, which this server does not know.
    """

    address: str
    how: str
    translated: bool = False


class Server(NamedTuple):
    """The server that is judged.

    `helo` is the name in HELO; `parameters` are Postfix's, as set and unexpanded; `smarthost` is the next hop of all
    mail, empty when it goes to its destinations directly; then the sources are not what receivers see. `resolvers` are
    the name servers that Postfix asks. `here` is false for the server of another machine's document.
    """

    helo: str
    sources: tuple[Source, ...] = ()
    smarthost: str = ""
    parameters: Mapping[str, str] = {}
    resolvers: tuple[str, ...] = ()
    here: bool = True

    def parameter(self, name: str, default: str = "") -> str:
        """Return a parameter as set, or Postfix's default as the caller knows it."""
        return self.parameters.get(name, default)


class Host(NamedTuple):
    """A name with its addresses, as asked."""

    name: str
    a: Answer
    aaaa: Answer

    @property
    def addresses(self) -> tuple[str, ...]:
        """What was found, IPv4 first."""
        return tuple(value for answer in (self.a, self.aaaa) if answer.outcome == FOUND for value in answer.values)

    @property
    def unknown(self) -> str:
        """Why one of the two could not be asked; empty when both were."""
        return next((answer.why or "no answer" for answer in (self.a, self.aaaa) if answer.outcome == UNKNOWN), "")

    def family(self, address: str) -> Answer:
        """Return the answer that would hold an address."""
        return self.aaaa if ":" in address else self.a


class Reverse(NamedTuple):
    """A sending address with its PTR answer, and each PTR name's addresses."""

    address: str
    ptr: Answer
    names: tuple[Host, ...] = ()


class Relay(NamedTuple):
    """What this server's SMTP port said to a stranger who asked to relay (nothing was sent).

    `code` is 0 where nobody could ask; `reason` says why. `listens` is false where no stranger can connect.
    """

    code: int = 0
    text: str = ""
    source: str = ""
    reason: str = ""
    listens: bool = True


class Pair(NamedTuple):
    """An envelope sender's domain and the header From's (empty: not logged), and how many recipients mail of it had."""

    envelope: str
    header: str
    recipients: int


class Sent(NamedTuple):
    """What the ledger shows was really sent since a moment (µs): pairs of domains, the most frequent first.

    `days` has, by domain (header From's, else the envelope's) and provider, the most recipients of a single day.
    `unknown` says why the ledger could not be read.
    """

    since: int = 0
    pairs: tuple[Pair, ...] = ()
    days: Mapping[tuple[str, str], int] = {}
    unknown: str = ""

    @property
    def headers(self) -> bool:
        """Whether header From is known of anything."""
        return any(pair.header for pair in self.pairs)


class Key(NamedTuple):
    """A DKIM selector's published record.

    `expected` is the public half of the private key (base64), empty where that is not on this machine. `kind` and
    `bits` are those of the published key; `wrong` says why it cannot be read.
    """

    selector: str
    answer: Answer
    expected: str = ""
    kind: str = ""
    bits: int = 0
    wrong: str = ""


class Report(NamedTuple):
    """Whether another domain takes DMARC reports: the answer at `<domain>._report._dmarc.<host>`."""

    host: str
    answer: Answer


class Domain(NamedTuple):
    """A sending domain, in A-labels.

    `mail_hosts` are its MX hosts with their addresses, `own` its own. `dmarc` are the answers of the tree walk
    (RFC 9989), the longest name first. `keys` are of the selectors that the document declares; `unsigned` says why none
    is known where there is no document.
    """

    name: str
    mx: Answer
    own: Host
    soa: Answer
    txt: Answer
    mail_hosts: tuple[Host, ...] = ()
    dmarc: tuple[Answer, ...] = ()
    reports: tuple[Report, ...] = ()
    keys: tuple[Key, ...] = ()
    unsigned: str = ""

    @property
    def exists(self) -> bool:
        """Whether DNS knows the name; true also where it could not be asked."""
        return any(answer.outcome != NO_SUCH_NAME for answer in (self.mx, self.own.a, self.own.aaaa, self.txt))


class SpfVerdict(NamedTuple):
    """RFC 7208's verdict for an address: `result` is none, neutral, pass, fail, softfail, permerror, or temperror.

    `identity` is mailfrom or helo, `subject` its domain; `unknown` says why DNS could not be asked.
    """

    identity: str
    subject: str
    address: str
    result: str
    term: str = ""
    lookups: int = 0
    voids: int = 0
    unknown: str = ""


class Facts(NamedTuple):
    """Facts by their names; a check may look at those that it NEEDS, which are known then."""

    found: Mapping[str, Any]

    @property
    def server(self) -> Server:
        """The server."""
        return self.found["server"]  # type: ignore[no-any-return]

    @property
    def helo(self) -> Host:
        """The HELO name's addresses."""
        return self.found["helo"]  # type: ignore[no-any-return]

    @property
    def reverse(self) -> tuple[Reverse, ...]:
        """Each sending address's reverse names."""
        return self.found["reverse"]  # type: ignore[no-any-return]

    @property
    def relay(self) -> Relay:
        """What a stranger was told."""
        return self.found["relay"]  # type: ignore[no-any-return]

    @property
    def domains(self) -> tuple[Domain, ...]:
        """The sending domains."""
        return self.found["domains"]  # type: ignore[no-any-return]

    @property
    def sent(self) -> Sent:
        """What was sent lately."""
        return self.found["sent"]  # type: ignore[no-any-return]

    @property
    def spf(self) -> tuple[SpfVerdict, ...]:
        """SPF's verdicts for each address and identity."""
        return self.found["spf"]  # type: ignore[no-any-return]

    @property
    def organizations(self) -> Mapping[str, str]:
        """The organizational domain (RFC 9989) of every name that was sent as; empty where it is not known."""
        return self.found["organizations"]  # type: ignore[no-any-return]

    @property
    def root(self) -> Answer:
        """The root's name servers: `authentic` tells whether the resolver validates DNSSEC."""
        return self.found["root"]  # type: ignore[no-any-return]
