"""Whether what the DNS has belongs to the private keys on this server, and whether they sign."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sendoff.host import Host
from sendoff.host.dkim import keys, signer
from sendoff.host.dkim.milter import signatures
from sendoff.host.dns import Dns
from sendoff.host.texts import read_text
from sendoff.reputation import dkim
from sendoff.reputation.dkim import Published

_SECONDS = 5.0


class Checked(NamedTuple):
    """A key with its record and what the DNS has; `signs` is None where it is not the one that should sign.

    `trouble` says why it does not sign.
    """

    domain: str
    selector: str
    key: str
    published: Published
    signs: bool | None = None
    trouble: str = ""


def check(host: Host, applied: Mapping[str, Sequence[str]], dns: Dns) -> list[Checked]:
    """Return the state of every selector of these domains; the DNS is asked at once.

    Raises:
        HostError: a private key is missing or cannot be read.
    """
    wanted = [(domain, selector) for domain, selectors in applied.items() for selector in selectors]
    published = published_keys(host, wanted, dns)
    found = []
    for domain, selector in wanted:
        key = keys.public_of(host, domain, selector)
        signs, trouble = _signs(host, domain, selector) if selector == applied[domain][0] else (None, "")
        found.append(Checked(domain, selector, key, published[domain, selector], signs, trouble))
    return found


def published_keys(host: Host, wanted: Sequence[tuple[str, str]], dns: Dns) -> dict[tuple[str, str], Published]:
    """Ask the DNS for keys (domain, selector), and compare with the private ones."""

    async def ask() -> list[Published]:
        names = [dkim.record_name(domain, selector) for domain, selector in wanted]
        answers = await asyncio.gather(*(dns.ask(name, "TXT") for name in names))
        pairs = zip(answers, wanted, strict=True)
        return [dkim.judge(answer, keys.public_of(host, *key)) for answer, key in pairs]

    return dict(zip(wanted, asyncio.run(ask()), strict=True))


def _signs(host: Host, domain: str, selector: str) -> tuple[bool, str]:
    """Ask the running signer for a signature."""
    text = read_text(host, signer.CONFIGURATION)
    if text is None:
        return False, "there is no signer; `sendoff apply` brings it"
    try:
        by = signatures(signer.socket_path(text), domain, _SECONDS)
    except OSError as error:
        return False, f"the signer does not answer ({error.strerror or error}); `sendoff dkim start` starts it"
    except ValueError as error:
        return False, f"the signer does not sign: {error}"
    return ((domain, selector) in by, "" if (domain, selector) in by else "the signer does not sign with it")
