"""Checks: one question to the running server, one file. The file's name is the check's id with `_` for `-`.

A check file has a docstring of five parts (a title line, then `What happens:`, `Why it matters:`,
`How to mend it:`, `When it is fine:`) and a function `judge(transition, seen)` that returns a finding. The host
asks (`host.verifying`); here is only judged. The reference page and `sendoff explain ID` come from the docstring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Protocol, cast

from sendoff.change.plan import Transition
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Seen

CHECKS = (
    "running",
    "listening",
    "greeting",
    "size",
    "smtputf8",
    "starttls",
    "signer",
    "relay-refused",
    "local-delivery",
    "smarthost",
    "detour",
    "log-clean",
)
"""Every check's id, in the order in which they are told."""

SERVER_CHECKS = ("running", "listening", "greeting", "size", "smtputf8", "starttls")
"""Those that may fail for a moment, while daemons from before the change still answer."""


class Check(Protocol):
    """What a check's module offers."""

    __doc__: str

    def judge(self, transition: Transition, seen: Seen) -> Finding:
        """Return what the check finds."""
        ...


def load(check: str) -> Check:
    """Return a check by its id."""
    return cast(Check, import_module(f"{__name__}.{check.replace('-', '_')}"))


def judge(transition: Transition, seen: Seen, checks: tuple[str, ...] = CHECKS) -> Iterator[Finding]:
    """Yield what the checks find."""
    for check in checks:
        yield load(check).judge(transition, seen)


def accept(finding: Finding, accepted: frozenset[str]) -> Finding:
    """Return a failure that was accepted by its id as a warning, any other finding as it is."""
    if finding.result != "fail" or finding.id not in accepted:
        return finding
    return replace(finding, result="warn", answered=f"{finding.answered} (accepted)")
