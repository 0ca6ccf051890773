"""What open incidents call for: which providers get a detour or are slowed, and since when.

Whoever plans and the watch decide by the same function, so that the one never undoes what the other did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sendoff.change.state import Generation, Machine
from sendoff.config.settings import Settings, defaults
from sendoff.config.values.hosts import hop_of
from sendoff.config.values.on_block import SLOW, OnBlock
from sendoff.postfix.tables import ON_BLOCK
from sendoff.postfix.transports import Route, domains_in
from sendoff.replies.classes import CLASSES

BLOCKING = ("address-blocked", "address-listed", "address-policy", "address-reputation")
"""Classes of refusal that are about this server's address, so that another server's mail gets through."""
HOLD = 600
"""How long a way stays on after the provider took mail again (seconds), so that it does not go to and fro."""
MOST_DOMAINS = 20_000
"""So many of a provider take another way; the ledger knows hardly more."""

_MICRO = 1_000_000

CONSUMER = {
    "microsoft": (
        "outlook.com", "outlook.de", "outlook.fr", "outlook.it", "outlook.es", "outlook.at", "hotmail.com",
        "hotmail.de", "hotmail.fr", "hotmail.it", "hotmail.es", "hotmail.co.uk", "hotmail.be", "hotmail.nl",
        "hotmail.ch", "hotmail.ca", "live.com", "live.de", "live.fr", "live.it", "live.co.uk", "live.nl", "live.be",
        "live.at", "live.ca", "live.se", "live.dk", "msn.com", "windowslive.com",
    ),
    "google": ("gmail.com", "googlemail.com"),
    "yahoo": (
        "yahoo.com", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es", "yahoo.co.uk", "yahoo.ca", "yahoo.in",
        "yahoo.com.br", "ymail.com", "rocketmail.com", "aol.com", "aol.de", "aol.fr", "aol.co.uk", "aim.com",
    ),
    "apple": ("icloud.com", "me.com", "mac.com"),
    "gmx": (
        "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "gmx.org", "gmx.info", "gmx.biz", "gmx.eu", "gmx.fr",
        "web.de", "mail.com", "email.de",
    ),
    "t-online": ("t-online.de", "magenta.de"),
    "orange": ("orange.fr", "wanadoo.fr"),
    "comcast": ("comcast.net",),
    "mail.ru": ("mail.ru", "bk.ru", "inbox.ru", "list.ru", "internet.ru"),
    "yandex": ("yandex.ru", "yandex.com", "ya.ru"),
    "qq": ("qq.com", "foxmail.com"),
    "netease": ("163.com", "126.com", "yeah.net"),
    "charter": ("charter.net", "spectrum.net"),
    "zoho": ("zoho.com", "zohomail.com", "zoho.eu", "zohomail.eu"),
}  # fmt: skip
"""The providers' own mailbox domains, from their sign-up pages; the ledger and the queue add the customers' own."""


class Open(NamedTuple):
    """An incident as far as it matters here; moments in µs since 1970, `closed` None while it is open."""

    id: int
    provider: str
    kind: str
    code: str | None
    first: int
    last: int
    closed: int | None
    relay: str = ""


class Call(NamedTuple):
    """What a provider's incidents call for: a detour or slowness. `tried`: the provider is being tried again."""

    entry: OnBlock
    kind: str
    incidents: tuple[Open, ...]
    tried: bool = False

    @property
    def first(self) -> Open:
        """Return the incident that began first."""
        return min(self.incidents, key=lambda one: (one.first, one.id))

    @property
    def ended(self) -> int | None:
        """Return when the provider took mail again, None while an incident is open (µs)."""
        ends = [one.closed for one in self.incidents]
        return None if None in ends else max(end for end in ends if end is not None)


def called_for(settings: Settings, incidents: Iterable[Open], current: Generation | None, now: int) -> list[Call]:
    """Return what is called for at a moment (µs); nothing beside a smarthost, which takes all mail anyway."""
    if settings.relayhost:
        return []
    known = tuple(incidents)
    calls = (_call(entry, [one for one in known if one.provider == entry.provider], current, now)
             for entry in settings.on_block)  # fmt: skip
    return [call for call in calls if call]


def _call(entry: OnBlock, incidents: Sequence[Open], current: Generation | None, now: int) -> Call | None:
    on = (current.detours if current else {}).get(entry.provider, {}).get("kind")
    released = (current.released if current else {}).get(entry.provider, 0)
    kinds: tuple[tuple[str, bool, Sequence[Open]], ...] = (
        ("detour", bool(entry.detour), [one for one in incidents if one.kind in BLOCKING]),
        ("slow", entry.slow, [one for one in incidents if throttles(one.kind)]),
    )
    for kind, wanted, found in kinds:
        active = tuple(one for one in found if wanted and _active(one, on == kind, now))
        if active:
            tried = kind == "detour" and released > max(one.last for one in active)
            return Call(entry, kind, active, tried)
    return None


def throttles(kind: str) -> bool:
    """Tell whether a class of refusal asks for less mail."""
    return kind == "address-reputation" or (kind in CLASSES and CLASSES[kind].coarse == "rate")


def _active(one: Open, on: bool, now: int) -> bool:
    return one.closed is None or (on and now - one.closed < HOLD * _MICRO)


def route(call: Call, domains: Iterable[str], hosts: tuple[str, ...]) -> Route:
    """Return a way as Postfix's tables are made from it; `hosts` are the endings of the provider's MX hosts."""
    first, ended = call.first, call.ended
    detour = call.kind == "detour"
    return Route(
        call.entry.provider,
        call.entry.detour if detour else None,
        () if call.tried else tuple(sorted(set(domains)))[:MOST_DOMAINS],
        tuple(sorted({one.code for one in call.incidents if one.code})) if detour else (),
        hosts,
        first.id,
        iso(first.first),
        iso(ended) if ended else "",
    )


def record(machine: Machine, applied: str) -> dict[str, dict[str, Any]]:
    """Return what is on, as a generation remembers it: by provider, `since` when it is on (UTC, ISO 8601).

    `{provider: {"kind": detour|slow, "next_hop": text|None, "domains": count, "since", "incident": number,
    "blocked_since", "marks": [...]}}`
    """
    before = machine.current.detours if machine.current else {}
    return {one.provider: _remembered(one, before.get(one.provider, {}), applied) for one in machine.routes}


def _remembered(one: Route, before: Mapping[str, Any], applied: str) -> dict[str, Any]:
    kind = one.kind if one.domains else "tried"
    return {
        "kind": kind,
        "next_hop": one.next_hop.text if one.next_hop else None,
        "domains": len(one.domains),
        "since": before["since"] if before.get("kind") == kind else applied,
        "incident": one.incident,
        "blocked_since": one.since,
        "marks": list(one.marks),
    }


def kept(settings: Settings, machine: Machine, hosts: Callable[[str], tuple[str, ...]]) -> Iterator[Route]:
    """Yield what is on now and still wanted, from what is remembered, for when the incidents cannot be asked.

    `hosts` tells the endings of a provider's MX hosts.
    """
    wanted = {} if settings.relayhost else {entry.provider: entry for entry in settings.on_block}
    domains = domains_in(machine.tables.get(ON_BLOCK, ""))
    for provider, known in (machine.current.detours if machine.current else {}).items():
        entry = wanted.get(provider, OnBlock(provider))
        if not (entry.detour if known["next_hop"] else entry.slow):
            continue
        yield Route(
            provider,
            entry.detour if known["next_hop"] else None,
            domains.get(provider, ()),
            tuple(known["marks"]),
            hosts(provider),
            known["incident"],
            known["blocked_since"],
        )


def iso(moment: int) -> str:
    """Return a moment (µs) as UTC in ISO 8601, to the second."""
    return datetime.fromtimestamp(moment // _MICRO, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def remembered(current: Generation | None) -> Settings:
    """Return the default settings with what a generation knows of this key, and of the smarthost that makes it idle."""
    if current is None:
        return defaults()
    entries = (_entry(provider, words) for provider, words in current.on_block.items())
    relayhost = current.parameters.get("relayhost", "")
    return defaults()._replace(on_block=tuple(entries), relayhost=hop_of(relayhost) if relayhost else None)


def _entry(provider: str, words: Sequence[str]) -> OnBlock:
    hops = [hop for word in words if word != SLOW and (hop := hop_of(word))]
    return OnBlock(provider, hops[0] if hops else None, SLOW in words)


def kinds(calls: Iterable[Call]) -> dict[str, str]:
    """Return what is called for, by provider: detour, slow or tried, as `record` has it of what is on."""
    return {call.entry.provider: "tried" if call.tried else call.kind for call in calls}
