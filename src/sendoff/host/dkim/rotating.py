"""Where a domain stands in rotating its key: told by the generations and the DNS."""

from __future__ import annotations

import time
from calendar import timegm

from sendoff.host import Host, store
from sendoff.host.dkim import checking, keys
from sendoff.host.dns import Dns
from sendoff.reputation.dkim_rotation import Known, Rotation, fresh_selector
from sendoff.reputation.dkim_rotation import next_step as judged


def next_step(host: Host, domain: str, selectors: tuple[str, ...], now: float, dns: Dns) -> Rotation:
    """Return the next step; `now` is in seconds since 1970."""
    firsts = _firsts(host, domain)
    signed = frozenset(first for _, first in firsts)
    begun = now
    for when, first in reversed(firsts):
        if first != selectors[0]:
            break
        begun = when
    published = None
    if len(selectors) > 1 and selectors[1] not in signed:
        key = (domain, selectors[1])
        published = checking.published_keys(host, [key], dns)[key]
    used = {name.partition("/")[2] for name in keys.found(host) if name.startswith(f"{domain}/")}
    fresh = fresh_selector(time.gmtime(now).tm_year, {*used, *selectors, *signed})
    return judged(Known(selectors, signed, now - begun, published), fresh)


def _firsts(host: Host, domain: str) -> list[tuple[float, str]]:
    """Return when each generation was applied (seconds since 1970), and the selector that it signs with, ascending."""
    made = (store.generation(host, number) for number in store.numbers(host))
    return [
        (float(timegm(time.strptime(found.applied, "%Y-%m-%dT%H:%M:%SZ"))), found.dkim[domain][0])
        for found in made
        if found and found.dkim.get(domain)
    ]
