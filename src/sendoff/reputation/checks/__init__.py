"""Checks of `sendoff doctor`: one question, one file. The file's name is the check's id with `_` for `-`.

A check file has a docstring of five parts (a title line, then `What happens:`, `Why it matters:`, `How to mend it:`,
`When it is fine:`), the facts that it NEEDS (names of `reputation.facts.Facts`), its WEIGHT (points of ten that a
failure costs, see `reputation.score`), and a function `judge(facts)` that yields findings. The host asks
(`host.doctor`); here is only judged. Where a fact that it needs could not be found out, the check is `unknown` and is
not called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Protocol, cast

from sendoff.reputation.check import UNKNOWN, Finding
from sendoff.reputation.facts import Facts, Unknown

SERVER = (
    "helo-name",
    "helo-resolves",
    "reverse-name",
    "reverse-confirmed",
    "reverse-generic",
    "reverse-is-helo",
    "addresses-used",
    "relay-closed",
    "outbound-tls",
    "dane-ready",
    "mta-sts-ready",
)
"""About the server, whatever it sends for."""

DOMAIN = (
    "sender-domain-resolves",
    "sender-domain-soa",
    "postmaster-receives",
    "spf-record",
    "spf-pass",
    "spf-budget",
    "spf-end",
    "dkim-key",
    "dkim-strength",
    "dkim-testing",
    "dmarc-record",
    "dmarc-policy",
    "dmarc-reports",
    "alignment",
)
"""About each sending domain."""

PROVIDERS = ("google-bulk", "yahoo-bulk", "microsoft-bulk", "t-online-imprint")
"""Large receivers' own rules."""

BLOCKLISTS = (
    "blocklist-address",
    "blocklist-domain",
    "blocklist-informative",
    "blocklist-shown",
    "blocklist-alive",
)
"""About addresses and names on DNS blocklists."""

MESSAGE = (
    "message-fields",
    "message-date",
    "message-id",
    "message-lines",
    "message-eight-bit",
    "message-encoded-words",
    "message-display-name",
    "message-addresses",
    "message-parts",
    "message-text",
    "message-attachments",
    "message-unsubscribe",
    "message-signature",
    "message-verifies",
    "message-trace",
    "message-spamassassin",
)
"""About a real message; asked only when one is given."""

CHECKS = (*SERVER, *DOMAIN, *PROVIDERS, *BLOCKLISTS)
"""Every check's id that needs no message, in the order in which they are told."""


class Check(Protocol):
    """What a check's module offers."""

    __doc__: str
    NEEDS: tuple[str, ...]
    WEIGHT: float

    def judge(self, facts: Facts) -> Iterator[Finding]:
        """Yield what the check finds."""
        ...


def load(check: str) -> Check:
    """Return a check by its id."""
    return cast(Check, import_module(f"{__name__}.{check.replace('-', '_')}"))


def needs(checks: Iterable[str] = CHECKS) -> frozenset[str]:
    """Return the names of the facts that these checks need."""
    return frozenset(name for check in checks for name in load(check).NEEDS)


def weights(checks: Iterable[str] = (*CHECKS, *MESSAGE)) -> dict[str, float]:
    """Return what a failure of each check costs, in points of ten."""
    return {check: load(check).WEIGHT for check in checks}


def judge(facts: Facts, checks: Iterable[str] = CHECKS) -> Iterator[Finding]:
    """Yield what the checks find, in their order."""
    for check in checks:
        module = load(check)
        missing = _missing(facts, module.NEEDS)
        if missing:
            yield Finding(check, "this server", UNKNOWN, title(check), missing, why=why(check))
            continue
        for found in module.judge(facts):
            yield found if found.why else found._replace(why=why(check))


def _missing(facts: Facts, names: Iterable[str]) -> str:
    found = (facts.found.get(name, Unknown("was not asked")) for name in names)
    return next((fact.reason for fact in found if isinstance(fact, Unknown)), "")


def title(check: str) -> str:
    """Return the check's first line, without its dot: what it is about."""
    return load(check).__doc__.strip().split("\n\n", 1)[0].rstrip(".").replace("\n", " ")


def why(check: str) -> str:
    """Return why receivers care, from the check's docstring."""
    found = re.search(r"Why it matters: (.*?)\n\n", load(check).__doc__, re.DOTALL)
    return " ".join(found[1].split()) if found else ""
