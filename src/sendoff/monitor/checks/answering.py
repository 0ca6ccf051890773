"""The SMTP server does not answer.

What happens: Postfix does not listen where the applied configuration says, or greets nobody with 220 within 5 seconds.

Why it matters: Applications that send by SMTP cannot hand in their mail.

How to mend it: Postfix's log has a line with "fatal:" where its SMTP server cannot start; another program may hold
port 25; all processes may be busy.

When it is fine: When master.cf has no SMTP server on purpose; then only that is said.
"""

from __future__ import annotations

from collections.abc import Collection

from sendoff.change.facts import Unknown
from sendoff.monitor.check import CRITICAL, OK, UNKNOWN, WARNING, Judgement, Limits, Metric
from sendoff.monitor.check_facts import Answering, Facts

NEEDS = ("answering",)

_GREETING = 220
_MEND = "Postfix's log says why, often in a line with fatal:."


def judge(facts: Facts, _limits: Limits) -> Judgement:
    """See the module."""
    found = facts.answering
    if isinstance(found, Unknown):
        return Judgement("answering", UNKNOWN, f"port 25 was not asked: {found.reason}")
    if not found.service:
        return Judgement("answering", OK, "master.cf has no SMTP server (smtp inet)")
    missing = found.required - found.listening
    if not found.address:
        return Judgement("answering", CRITICAL, f"Postfix listens nowhere on port 25 (wanted: {_all(missing)})", _MEND)
    metrics = (Metric("greeting_time", found.seconds, "s"),)
    wrong = _wrong(found)
    if wrong:
        return Judgement("answering", CRITICAL, wrong, _MEND, metrics)
    if missing:
        return Judgement("answering", WARNING, f"Postfix does not listen on {_all(missing)} port 25", _MEND, metrics)
    return Judgement("answering", OK, f"SMTP answers on {found.address}", metrics=metrics)


def _wrong(found: Answering) -> str:
    if found.error:
        return f"SMTP does not answer: {found.error}"
    if found.code != _GREETING:
        return f"SMTP on {found.address} greets with {found.text!r}"
    return ""


def _all(addresses: Collection[str]) -> str:
    names = {"0.0.0.0": "all IPv4 addresses", "::": "all IPv6 addresses"}  # noqa: S104 - as the kernel tells it
    return ", ".join(names.get(address, address) for address in sorted(addresses)) or "nothing"
