"""Bounces and replies have somewhere to go.

What happens: A domain that mail is sent as does not exist, has neither MX nor address, or says that it takes no mail
(null MX, RFC 7505).

Why it matters: Receivers refuse a sender that they could not answer: 450 or 550 x.1.8, 5.7.27.

How to mend it: Publish an MX record, or send as a domain that has one (postfix::envelope_from).

When it is fine: Never for mail that leaves this server.
"""

from __future__ import annotations

from collections.abc import Iterator

from sendoff.reputation.check import FAIL, PASS, UNKNOWN, Finding
from sendoff.reputation.checks import _server
from sendoff.reputation.dns import FOUND, NO_SUCH_NAME
from sendoff.reputation.facts import Domain, Facts

NEEDS = ("domains",)
WEIGHT = 2.0

_ID = "sender-domain-resolves"
_ASKED = "MX, and addresses where there is none"


def judge(facts: Facts) -> Iterator[Finding]:
    """See the module."""
    for domain in facts.domains:
        yield _judged(domain)


def _judged(domain: Domain) -> Finding:
    name, mx = domain.name, domain.mx
    if mx.outcome == "unknown":
        return _server.unknown(_ID, name, _ASKED, mx)
    mend = f"Publish: {name}. MX 10 <your mail server>., or send as another domain (postfix::envelope_from)."
    if mx.outcome == NO_SUCH_NAME:
        return Finding(_ID, name, FAIL, _ASKED, f"{name} does not exist", mend)
    if mx.outcome != FOUND:
        if domain.own.addresses:
            return Finding(_ID, name, PASS, _ASKED, f"no MX; its address {', '.join(domain.own.addresses)} counts")
        if domain.own.unknown:
            return Finding(
                _ID, name, UNKNOWN, _ASKED, f"no MX, and its addresses could not be asked: {domain.own.unknown}"
            )
        return Finding(_ID, name, FAIL, _ASKED, f"{name} has neither MX nor address", mend)
    if all(value.split()[-1:] == ["."] for value in mx.values):
        return Finding(_ID, name, FAIL, _ASKED, f"{name} takes no mail (null MX, RFC 7505)", mend)
    if any(host.addresses for host in domain.mail_hosts):
        return Finding(_ID, name, PASS, _ASKED, ", ".join(mx.values))
    unknown = next((f"{host.name}: {host.unknown}" for host in domain.mail_hosts if host.unknown), "")
    if unknown:
        return Finding(_ID, name, UNKNOWN, _ASKED, f"no address of its MX could be asked: {unknown}")
    mend = f"Publish an A or AAAA record for {domain.mail_hosts[0].name}." if domain.mail_hosts else mend
    return Finding(_ID, name, FAIL, _ASKED, f"none of its MX has an address: {', '.join(mx.values)}", mend)
