"""pyspf's verdict, asked of the same name server as ours. Its driver for DNS is replaced, not its judgement."""

from __future__ import annotations

import warnings
from typing import Any

import dns.exception
import dns.resolver

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import spf  # type: ignore[import-untyped]


def verdict(address: str, mailfrom: str, helo: str, port: int) -> str:
    """Return pyspf's result for one question, asked through 127.0.0.1:`port`."""
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port, resolver.cache = ["127.0.0.1"], port, dns.resolver.Cache()

    def lookup(name: str, kind: str, _strict: object = True, timeout: float = 20) -> list[Any]:
        return _lookup(resolver, name, kind, timeout)

    spf.DNSLookup = lookup
    result: str = spf.query(i=address, s=mailfrom, h=helo, strict=True).check()[0]
    return result


def _lookup(resolver: dns.resolver.Resolver, name: str, kind: str, timeout: float) -> list[Any]:
    try:
        found = resolver.resolve(name, kind, lifetime=timeout or 20, search=False)
    except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
        return []
    except (dns.exception.Timeout, dns.resolver.NoNameservers, dns.name.LabelTooLong, dns.name.EmptyLabel) as error:
        raise spf.TempError(f"DNS {error}") from None
    return [((name, kind), _value(kind, record)) for record in found]


def _value(kind: str, record: Any) -> Any:
    if kind == "MX":
        return record.preference, record.exchange.to_text(omit_final_dot=True)
    if kind in ("PTR", "CNAME"):
        return record.target.to_text(omit_final_dot=True)
    return record.strings if kind in ("TXT", "SPF") else record.address
