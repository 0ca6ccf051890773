"""What the DNS knows of a host name: its addresses, their PTR names, its MX hosts."""

from __future__ import annotations

from sendoff.change.facts import Ask, NameFacts
from sendoff.host.asks import Asking, CannotAsk

_MOST_ADDRESSES = 4


def name(asking: Asking, ask: Ask) -> NameFacts:
    """Answer Ask("name", …)."""
    addresses = asking.names.addresses(ask.subject) or ()
    mail_hosts = asking.names.mail_hosts(ask.subject) or ()
    reverse = {}
    for address in addresses[:_MOST_ADDRESSES]:
        try:
            reverse[address] = asking.names.reverse(address)
        except CannotAsk:
            # The forward answers are worth having by themselves.
            continue
    return NameFacts(addresses, tuple(host for _, host in mail_hosts if host), reverse)
