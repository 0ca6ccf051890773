"""Whether a provider takes this server's mail again, while its mail takes a detour.

With everything on the detour, no mail of this server's would ever be accepted by the provider, and the incident would
stay open for ever. So the host that refused is asked, with the null sender and up to the recipient, and nothing is
sent. What is blocked by address is refused by then: at the greeting, at MAIL FROM (Microsoft) or at RCPT TO.
"""

from __future__ import annotations

from sendoff.change.on_block import Open
from sendoff.config.values.hosts import ip_address, is_server_name
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.ledger.incidents import who
from sendoff.host.ledger.reading import Ledger
from sendoff.host.smtp import Dialogue, NoAnswer, Reply
from sendoff.host.texts import live_parameters

_SECONDS = 8.0
_NO_SUCH = ("5.1.1", "5.1.10", "5.2.1")
"""Enhanced codes that are about the recipient alone: whoever says so would have taken the mail."""


def takes_again(host: Host, source: Ledger, incident: Open) -> bool:
    """Tell whether the host that refused takes mail from this server now; what cannot be asked is no."""
    name = incident.relay.partition("[")[0]
    domain = _domain(source, incident)
    if not is_server_name(name) or not domain:
        return False
    from sendoff.host.asks import CannotAsk
    from sendoff.host.asks.dns import Names

    live = _live(host)
    bound = ip_address(live.get("smtp_bind_address", "").strip("[]")) or ""
    try:
        address = next((found for found in Names(host).addresses(name) or () if not bound or ":" not in found), "")
        return bool(address) and _taken(_asked(address, bound, _name(live), f"postmaster@{domain}"))
    except (CannotAsk, NoAnswer):
        return False


def _asked(address: str, source: str, name: str, recipient: str) -> Reply:
    with Dialogue(address, seconds=_SECONDS, source=source) as talk:
        reply = talk.greeting()
        if reply.ok:
            talk.ehlo(name)
            reply = talk.ask("MAIL FROM:<>")
        return talk.ask(f"RCPT TO:<{recipient}>") if reply.ok else reply


def _taken(reply: Reply) -> bool:
    words = reply.text.split()
    return reply.ok or (len(words) > 1 and words[1] in _NO_SUCH)


def _domain(source: Ledger, incident: Open) -> str:
    """Return a domain whose mail was refused, of what the ledger's privacy leaves of the recipients."""
    found = (value.rpartition("@")[2] for value, _ in who(source, incident.id, "recipient", 5))
    return next((domain for domain in found if is_server_name(domain)), "")


def _name(live: dict[str, str]) -> str:
    from sendoff.host.asks.next_hop import own_name

    names = (live.get("smtp_helo_name", ""), live.get("myhostname", ""))
    return next((name for name in names if is_server_name(name)), "") or own_name()


def _live(host: Host) -> dict[str, str]:
    try:
        return live_parameters(host)
    except HostError:
        return {}
