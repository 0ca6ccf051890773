"""SMTP listens exactly where it should.

What happens: Postfix does not listen on port 25 of an address that postfix::inet_interfaces names, or listens on one
that it does not name.

Why it matters: In the first case clients cannot hand in mail; in the second, others than intended can try to.

How to mend it: If another program holds the port, stop it. If an address is not this machine's, take it out of
postfix::inet_interfaces. Entries of master.cf that name an address themselves are not ruled by it.

When it is fine: When an entry in master.cf that you wrote yourself listens elsewhere; sendoff then only says so.
"""

from __future__ import annotations

from collections.abc import Collection

from sendoff.change.plan import Transition
from sendoff.change.verify.finding import Finding
from sendoff.change.verify.seen import Listening, Seen

_SUBJECT = "port 25"


def judge(_transition: Transition, seen: Seen) -> Finding:
    """See the module."""
    found = seen.listening
    if found is None:
        return Finding("listening", "unknown", _SUBJECT, "was not asked")
    if not found.service:
        return Finding("listening", "warn", _SUBJECT, "master.cf has no SMTP server of its own (smtp inet)")
    wrong = _wrong(found)
    if wrong:
        return Finding("listening", "fail", _SUBJECT, wrong, _mend(found))
    if found.unresolved:
        return Finding("listening", "unknown", _SUBJECT, f"{_all(found.unresolved)} could not be resolved")
    return _right(found)


def _wrong(found: Listening) -> str:
    missing = found.required - found.ours
    surplus = found.ours - found.required - found.allowed - found.by_hand
    if found.unresolved:
        surplus = frozenset()
    told = []
    if missing:
        held = missing & found.others
        by = f" (another program listens on {_all(held)})" if held else ""
        told.append(f"Postfix does not listen on {_all(missing)}{by}")
    if surplus:
        told.append(f"Postfix also listens on {_all(surplus)}, which inet_interfaces does not name")
    return "; ".join(told)


def _mend(found: Listening) -> str:
    if (found.required - found.ours) & found.others:
        return "Stop the other program, or take the address out of postfix::inet_interfaces."
    return "Postfix's log says why it could not listen, or who keeps the old sockets."


def _right(found: Listening) -> Finding:
    extra = (found.ours & found.by_hand) - found.required - found.allowed
    told = f"Postfix listens on {_all(found.ours)}"
    if extra:
        told += f"; on {_all(extra)} because of an entry in master.cf that is not sendoff's"
    elsewhere = found.others - found.ours
    if elsewhere:
        told += f"; another program listens on {_all(elsewhere)}"
    return Finding("listening", "warn" if extra else "pass", _SUBJECT, told)


def _all(addresses: Collection[str]) -> str:
    names = {"0.0.0.0": "all IPv4 addresses", "::": "all IPv6 addresses"}  # noqa: S104 - as the kernel tells it
    return ", ".join(names.get(address, address) for address in sorted(addresses))
