"""Consequences: one rule, one file. The file's name is the rule's id with `_` for `-`.

A rule file has a docstring of five parts (a title line, then `What happens:`, `Why it matters:`,
`How to mend it:`, `When it is fine:`), a function `asks(transition)` that declares the facts it
needs (left out when it needs none), and `judge(transition, answers)` that yields consequences.
The reference page and `sendoff explain ID` come from the docstring.

A rule speaks of what this change brings, so that a plan without changes has no consequences. Files
that start with `_` are not rules: they hold what several rules know together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Protocol, cast

from sendoff.change.facts import Answers, Ask
from sendoff.change.plan import Consequence, Transition

RULES: tuple[str, ...] = (
    "certificate-expiring",
    "certificate-name",
    "certificate-unusable",
    "credentials-not-in-table",
    "credentials-unmatched",
    "dkim-record-missing",
    "dkim-signer-down-holds-mail",
    "dkim-signer-down-sends-unsigned",
    "drift-overwritten",
    "envelope-from-covers-all",
    "envelope-from-is-local",
    "envelope-from-unreceivable",
    "fallback-catches-typos",
    "fallback-changes-address",
    "fallback-without-effect",
    "half-applied",
    "headers-logged",
    "installs-postfix",
    "interface-not-local",
    "interface-protocol-off",
    "ledger-forgets",
    "listens-to-the-world",
    "local-domain-dropped",
    "loopback-loses-relay",
    "loopback-not-listening",
    "metrics-public",
    "monitoring-off",
    "mta-replaced",
    "networks-cannot-connect",
    "notify-through-this-server",
    "notify-unusable",
    "on-block-active",
    "on-block-may-bounce",
    "on-block-unattended",
    "on-block-without-effect",
    "open-relay",
    "outbound-tls-off",
    "port-taken",
    "queued-mail-moves",
    "queued-mail-over-limit",
    "relay-restrictions-open",
    "restart-interrupts",
    "secrets-readable",
    "server-name-changes",
    "server-name-reverse",
    "server-name-swallows-domain",
    "server-name-unqualified",
    "server-name-unresolvable",
    "service-binds-itself",
    "setting-bypasses-relayhost",
    "setting-overridden",
    "setting-rewrites-sender",
    "size-limit-space",
    "size-limit-tiny",
    "size-unlimited",
    "smarthost-address-not-verifiable",
    "smarthost-certificate",
    "smarthost-dropped",
    "smarthost-is-inbound",
    "smarthost-is-this-server",
    "smarthost-no-tls",
    "smarthost-smaller-limit",
    "smarthost-tls-relaxed",
    "smarthost-unreachable",
    "smarthost-unresolvable",
    "smarthost-wants-login",
    "smtputf8-off",
    "smtputf8-smarthost",
    "source-address-follows",
    "spf-no-longer-passes",
    "starttls-appears",
    "starttls-disappears",
    "trusts-docker-bridge",
    "trusts-public-network",
    "trusts-wide-network",
)
"""Every rule's id, sorted."""


class Rule(Protocol):
    """What a rule's module offers."""

    __doc__: str

    def asks(self, transition: Transition) -> Iterable[Ask]:
        """Return the facts the rule needs for this change."""
        ...

    def judge(self, transition: Transition, answers: Answers) -> Iterable[Consequence]:
        """Return what the rule finds."""
        ...


def load(rule: str) -> Rule:
    """Return a rule by its id."""
    return cast(Rule, import_module(f"{__name__}.{rule.replace('-', '_')}"))


def asks(transition: Transition) -> frozenset[Ask]:
    """Return everything the rules need to know about this change."""
    return frozenset(ask for rule in map(load, RULES) if hasattr(rule, "asks") for ask in rule.asks(transition))


def judge(transition: Transition, answers: Answers) -> Iterator[Consequence]:
    """Yield what every rule finds."""
    for rule in map(load, RULES):
        yield from rule.judge(transition, answers)
