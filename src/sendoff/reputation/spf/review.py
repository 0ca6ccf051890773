"""What is wrong with a domain's SPF record by itself, whoever sends."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sendoff.reputation.spf.record import Term, is_record, terms
from sendoff.reputation.spf.verdict import MOST_LOOKUPS, MOST_VOID

FAIL, WARN = "fail", "warn"
_WIDE = {4: 16, 6: 32}
"""Prefixes shorter than these let whole providers send; Gmail calls such records suspicious (4.7.24)."""
_WIDE_HOSTS = {4: 20, 6: 48}
_UDP_BYTES = 450
"""Longer records do not fit into the 512 bytes of DNS without EDNS, with the question and the name (RFC 7208, 3.4)."""
_LENGTHS = re.compile(r"(?:/(\d{1,3}))?(?://(\d{1,3}))?$")
_BITS = {4: 32, 6: 128}


class Remark(NamedTuple):
    """One finding: `level` is fail (receivers end with permerror, or everybody passes) or warn."""

    level: str
    id: str
    what: str
    mend: str


class Cost(NamedTuple):
    """The most lookups and void lookups that a record can take."""

    lookups: int
    void: int


def near_misses(texts: Sequence[str]) -> Iterator[Remark]:
    """Yield a remark for each TXT record that was meant to be SPF and is not."""
    for text in texts:
        if not is_record(text) and re.match(r'[\s"\']*(v\s*=\s*spf|spf2\.0)', text, re.IGNORECASE):
            yield Remark(
                WARN, "spf-not-a-record", f"a TXT record is no SPF record: {text[:80]}", "Begin it with `v=spf1 `."
            )


def review(records: Sequence[str], cost: Cost | None = None) -> list[Remark]:
    """Return what is wrong with what a domain publishes; `cost` is that of the one record."""
    found = []
    if len(records) > 1:
        found.append(
            Remark(
                FAIL,
                "spf-two-records",
                f"{len(records)} SPF records are published: every check is permerror",
                "Publish one record with the terms of all.",
            )
        )
    for record in records:
        found += [*_ends(terms(record)), *_terms(terms(record)), *_length(record)]
    if cost:
        found += _cost(cost)
    return found


def _cost(cost: Cost) -> Iterator[Remark]:
    if cost.lookups > MOST_LOOKUPS:
        yield Remark(
            FAIL,
            "spf-lookups",
            f"up to {cost.lookups} lookups; beyond {MOST_LOOKUPS} a check is permerror",
            "Drop includes that nobody sends by, give mail of other kinds a subdomain of its own, or write addresses.",
        )
    if cost.void > MOST_VOID:
        yield Remark(
            FAIL,
            "spf-void-lookups",
            f"up to {cost.void} lookups without an answer; beyond {MOST_VOID} a check is permerror",
            "Drop the terms whose names have no such records.",
        )


def _ends(found: Sequence[Term]) -> Iterator[Remark]:
    ends = [number for number, term in enumerate(found) if term.name == "all" and not term.modifier]
    redirect = [term.raw for term in found if term.name == "redirect"]
    if not ends and not redirect:
        yield Remark(WARN, "spf-no-all", "nothing is said of all other addresses: they are neutral", "End with `-all`.")
    if not ends:
        return
    if found[ends[0]].qualifier in "+?":
        everybody = found[ends[0]].qualifier == "+"
        what = "every address in the world passes" if everybody else "no other address is refused"
        level = FAIL if everybody else WARN
        yield Remark(level, "spf-all-pass" if everybody else "spf-all-neutral", f"{found[ends[0]].raw}: {what}",
                     "End with `~all` or `-all`.")  # fmt: skip
    late = [term.raw for term in found[ends[0] + 1 :] if not term.modifier]
    if late:
        yield Remark(
            WARN, "spf-after-all", f"never looked at, after {found[ends[0]].raw}: {' '.join(late)}",
            "Move them before it, or drop them.",
        )  # fmt: skip
    if redirect:
        yield Remark(WARN, "spf-redirect-ignored", f"{redirect[0]} is ignored beside `all`", "Drop one of the two.")


def _terms(found: Sequence[Term]) -> Iterator[Remark]:
    for term in found:
        if term.modifier or term.qualifier in "-~":
            continue
        if term.name == "ptr":
            yield Remark(
                WARN, "spf-ptr", f"{term.raw}: RFC 7208 (5.5) says not to use it, and some receivers skip it",
                "Name the hosts or the addresses.",
            )  # fmt: skip
        elif term.name in ("ip4", "ip6"):
            yield from _network(term)
        elif term.name in ("a", "mx"):
            yield from _hosts(term)


def _network(term: Term) -> Iterator[Remark]:
    try:
        network = ipaddress.ip_network(term.target, strict=False)
    except ValueError:
        yield Remark(FAIL, "spf-syntax", f"{term.raw} is not an address or a network", "Correct or drop it.")
        return
    if network.prefixlen < _WIDE[network.version]:
        yield _too_wide(term, network.version, network.prefixlen)
    elif network.is_private and not network.is_global and _is_local(network):
        yield Remark(
            WARN, "spf-private", f"{term.raw}: receivers never see such addresses", "Name the address outside the NAT."
        )


def _is_local(network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    local = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "::1/128", "fe80::/10")
    nets = (ipaddress.ip_network(text) for text in local)
    return any(net.version == network.version and net.overlaps(network) for net in nets)


def _hosts(term: Term) -> Iterator[Remark]:
    lengths = _LENGTHS.search(term.rest)
    for version, text in zip((4, 6), lengths.groups() if lengths else (), strict=False):
        if text and int(text) < _WIDE_HOSTS[version]:
            yield _too_wide(term, version, int(text))


def _too_wide(term: Term, version: int, length: int) -> Remark:
    addresses = f"2^{_BITS[version] - length}" if version == 6 else f"{2 ** (32 - length):,}"  # noqa: PLR2004
    return Remark(
        WARN, "spf-wide", f"{term.raw} lets {addresses} addresses send; receivers distrust such records",
        "Name the networks that really send.",
    )  # fmt: skip


def _length(record: str) -> Iterator[Remark]:
    if not record.isascii() or not record.isprintable():
        yield Remark(FAIL, "spf-syntax", "it holds characters outside printable ASCII", "Write it anew.")
    if len(record) > _UDP_BYTES:
        yield Remark(
            WARN, "spf-long", f"{len(record)} bytes: the answer may not fit into one packet without EDNS",
            "Shorten it, or move parts into an include.",
        )  # fmt: skip
