"""How a next hop answers: found and asked as Postfix's client does it, up to EHLO, without a login."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sendoff.change.facts import Ask, NextHopReply
from sendoff.host.asks import Asking, CannotAsk
from sendoff.host.asks.tls import Connection, NotVerified
from sendoff.host.listening import own_addresses, resolved
from sendoff.host.smtp import NoAnswer

_HOP = re.compile(r"(?:\[(?P<bracketed>[^\]]+)\]|(?P<domain>[^:]+))(?::(?P<port>\d+))?")
_SMTP, _SMTPS = 25, 465
_MOST_ADDRESSES = 5


@dataclass(frozen=True, slots=True)
class _Hop:
    """A next hop's host, port and the file of trusted authorities; `native` looks into /etc/hosts too."""

    host: str
    by_mx: bool
    port: int
    native: bool
    authorities: str


def next_hop(asking: Asking, ask: Ask) -> NextHopReply:
    """Answer Ask("next-hop", …)."""
    hop = _hop(ask)
    hosts = _hosts(asking, hop)
    if not hosts:
        return NextHopReply(error=f"{hop.host} does not exist in the DNS", missing=True)
    if hosts == ("",):
        return NextHopReply(error=f"{hop.host} takes no mail (null MX, RFC 7505)")
    by_host = {host: _addresses(asking, hop, host) for host in hosts}
    addresses = tuple(dict.fromkeys(address for found in by_host.values() for address in found))
    if not addresses:
        where = "" if hop.native else "; Postfix does not look into /etc/hosts (smtp_host_lookup)"
        reason = f"{', '.join(hosts)} has no address in the DNS{where if _in_etc_hosts(hosts) else ''}"
        return NextHopReply(hosts, error=reason, missing=True)
    own = tuple(a for a in by_host[hosts[0]] if a in own_addresses(asking.host) or a.startswith("127."))
    return replace(_greeted(asking, hop, addresses), hosts=hosts, addresses=addresses, own=own)


def _hop(ask: Ask) -> _Hop:
    parts = _HOP.fullmatch(ask.subject)
    if not parts:
        raise CannotAsk(f"{ask.subject} is not a next hop")
    native = ask.detail.split(" ")[0] == "native"
    authorities = ask.detail.removeprefix("native").lstrip() if native else ask.detail
    host = parts["bracketed"] or parts["domain"]
    return _Hop(host, not parts["bracketed"], int(parts["port"] or _SMTP), native, authorities)


def _hosts(asking: Asking, hop: _Hop) -> tuple[str, ...]:
    """Return the hosts to try, () when the domain does not exist."""
    if not hop.by_mx:
        return (hop.host,)
    found = asking.names.mail_hosts(hop.host)
    if found is None:
        return (hop.host,) if hop.native else ()
    return tuple(host for _, host in found) or (hop.host,)


def _addresses(asking: Asking, hop: _Hop, host: str) -> tuple[str, ...]:
    if _is_address(host):
        return (host,)
    if hop.native:
        return resolved(host)
    return asking.names.addresses(host) or ()


def _is_address(text: str) -> bool:
    return ":" in text or text.rpartition(".")[2].isdigit()


def _in_etc_hosts(hosts: tuple[str, ...]) -> bool:
    return any(resolved(host) for host in hosts)


def _greeted(asking: Asking, hop: _Hop, addresses: tuple[str, ...]) -> NextHopReply:
    """Return the first address's reply that is one, or what went wrong with all of them."""
    errors: list[str] = []
    tried = addresses[:_MOST_ADDRESSES]
    for number, address in enumerate(tried):
        try:
            return _conversation(asking, hop, address, asking.left() / (len(tried) - number))
        except NoAnswer as error:
            errors.append(str(error))
    return NextHopReply(error="; ".join(dict.fromkeys(errors)))


def _conversation(asking: Asking, hop: _Hop, address: str, seconds: float) -> NextHopReply:
    # A certificate that fails ends the connection; what the server can do is then asked without looking at it.
    try:
        return _talk(hop, address, seconds, verify=True)
    except NotVerified as error:
        reply = _talk(hop, address, min(seconds, asking.left()), verify=False)
        return replace(reply, certificate_error=str(error))


def _talk(hop: _Hop, address: str, seconds: float, *, verify: bool) -> NextHopReply:
    with Connection(address, hop.port, seconds) as talk:
        at_once = hop.port == _SMTPS
        error = talk.secure(hop.host, hop.authorities, verify=verify) if at_once else None
        greeting = talk.greeting()
        if not greeting.ok:
            raise NoAnswer(f"{address} port {hop.port} greets with {greeting.text}")
        capabilities = talk.ehlo(own_name())
        starttls = at_once or "STARTTLS" in capabilities
        if starttls and not at_once:
            reply = talk.ask("STARTTLS")
            if not reply.ok:
                raise NoAnswer(f"{address} answers STARTTLS with {reply.text}")
            error = talk.secure(hop.host, hop.authorities, verify=verify)
            capabilities = talk.ehlo(own_name())
        return NextHopReply(starttls=starttls, certificate_error=error, capabilities=dict(_plain(capabilities)))


def _plain(capabilities: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    # Some servers still write AUTH=PLAIN, as before RFC 2554.
    for keyword, value in capabilities.items():
        name, _, rest = keyword.partition("=")
        yield name, f"{rest} {value}".strip()


def own_name() -> str:
    """Return the name to say EHLO with: the machine's, or an address literal where it has no domain."""
    name = os.uname().nodename
    return name if "." in name else "[127.0.0.1]"
