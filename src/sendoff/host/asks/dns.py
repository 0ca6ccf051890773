"""The DNS as Postfix's client sees it: through this machine's resolver, by whole names.

"Does not exist" is only believed of a resolver that knows the DNS root: one that is cut off from the
internet may say it of every name.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sendoff.host import Host
from sendoff.host.asks import CannotAsk
from sendoff.host.dns_root import knows_root

if TYPE_CHECKING:
    import dns.resolver

_SECONDS = 5.0


class Names:
    """Look-ups. Every method raises CannotAsk where the DNS gives no answer."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._lock = threading.Lock()
        self._knows_root: bool | None = None
        self._resolver: dns.resolver.Resolver | None = None

    def addresses(self, name: str) -> tuple[str, ...] | None:
        """Return a name's addresses, IPv4 first; None when the name does not exist, () when it has none."""
        found = [self._records(name, kind) for kind in ("A", "AAAA")]
        if all(records is None for records in found):
            return None
        return tuple(record for records in found for record in records or ())

    def mail_hosts(self, domain: str) -> tuple[tuple[int, str], ...] | None:
        """Return a domain's MX hosts with their preferences, the best first; None when it does not exist.

        A null MX (RFC 7505) is the host "".
        """
        records = self._records(domain, "MX")
        if records is None:
            return None
        pairs = (record.split() for record in records)
        return tuple(sorted((int(preference), host.rstrip(".").lower()) for preference, host in pairs))

    def reverse(self, address: str) -> tuple[str, ...]:
        """Return the PTR names of an address."""
        import dns.reversename

        records = self._records(str(dns.reversename.from_address(address)), "PTR")
        return tuple(record.rstrip(".").lower() for record in records or ())

    def texts(self, name: str) -> tuple[str, ...] | None:
        """Return a name's TXT records, each with its strings joined; None when the name does not exist."""
        records = self._records(name, "TXT")
        return None if records is None else tuple(record.strip('"').replace('" "', "") for record in records)

    def _records(self, name: str, kind: str) -> list[str] | None:
        import dns.exception
        import dns.resolver

        try:
            whole = f"{_ascii(name).rstrip('.')}."
            answer = self._asked().resolve(whole, kind, raise_on_no_answer=False, search=False, lifetime=_SECONDS)
        except dns.resolver.NXDOMAIN:
            self._believe()
            return None
        except dns.resolver.NoNameservers:
            raise CannotAsk(f"the resolver fails for {name} (SERVFAIL)") from None
        except dns.exception.Timeout:
            raise CannotAsk(f"the resolver does not answer for {name}") from None
        except dns.exception.DNSException as error:
            raise CannotAsk(f"the DNS cannot be asked for {name}: {error}") from None
        return [record.to_text() for record in answer.rrset or ()]

    def _asked(self) -> dns.resolver.Resolver:
        import dns.resolver

        with self._lock:
            if self._resolver is None:
                try:
                    self._resolver = dns.resolver.Resolver()
                except dns.resolver.NoResolverConfiguration:
                    raise CannotAsk("/etc/resolv.conf names no resolver") from None
            return self._resolver

    def _believe(self) -> None:
        with self._lock:
            if self._knows_root is None:
                self._knows_root = knows_root(self._host)
        if not self._knows_root:
            raise CannotAsk("the resolver does not answer for the DNS root, so it may be cut off from the internet")


def _ascii(name: str) -> str:
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        raise CannotAsk(f"{name} is not a name that the DNS can hold") from None
