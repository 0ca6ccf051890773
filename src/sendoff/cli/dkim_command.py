"""`sendoff dkim`: the records to publish, whether they are, and how a key is rotated.

With --json: of `records` `[{"name", "value"}]`; of `check` `{"checks": [{"domain", "selector", "name", "result":
pass|fail|unknown, "published": same|missing|other|unknown, "signs": true|false|null, "why", "mend"}]}`, where `signs`
is null of a key that does not sign now; of `rotate` `{"domain", "step": add|publish|switch|wait|retire, "why", "dkim":
the value of sendoff::dkim to apply, or null, "records": [{"name", "value"}]}`, where `records` are those to publish
now; of `start` `{"started": bool}`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sendoff.cli.asking_dns import add_dns, resolver_of
from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import CHANGES, OK, UNDONE
from sendoff.config.masking import shown
from sendoff.host import Host, store
from sendoff.host.errors import HostError

if TYPE_CHECKING:
    from sendoff.host.dkim.checking import Checked
    from sendoff.reputation.dkim_rotation import Rotation

HELP = "Print the DKIM records to publish, check that they are published, or rotate a key."
EXAMPLE = "sendoff dkim records example.org"

_ACTIONS = {
    "records": "print the TXT records to publish, as lines of a zone file",
    "check": "ask the DNS for each record, and compare it with the private key; ask the signer whether it signs",
    "rotate": "say the next step of changing a domain's key: what to put into the JSON, what to publish",
    "start": "start the signer if it does not run; for machines without systemd, at boot",
}
_UNKNOWN = UNDONE
_WAIT = 60.0
"""How long to wait for an apply under way (seconds)."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    told = "; ".join(f"{name}: {text}" for name, text in _ACTIONS.items())
    parser.add_argument("action", choices=list(_ACTIONS), help=told)
    parser.add_argument("domains", nargs="*", metavar="DOMAIN", help="only these (default: all that are signed)")
    add_dns(parser, 10.0)


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Do the action; reading ones change nothing."""
    if arguments.action == "start":
        return _start(arguments, host)
    applied = _applied(host, arguments.domains)
    actions = {"records": _records, "check": _check, "rotate": _rotate}
    return actions[arguments.action](arguments, host, applied)


def _applied(host: Host, wanted: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the selectors of the domains that are signed as applied."""
    current = store.current(host)
    present: Mapping[str, Sequence[str]] = current.dkim if current else {}
    if not present:
        raise HostError("nothing is signed on this server", "Name domains in sendoff::dkim, then `sendoff apply`.")
    names = [name.lower().rstrip(".") for name in wanted] or list(present)
    for name in names:
        if name not in present:
            raise HostError(f"mail of {shown(name)} is not signed here", f"Signed are: {', '.join(present)}.")
    return {name: present[name] for name in names}


def _start(arguments: argparse.Namespace, host: Host) -> int:
    from sendoff.cli.command import say
    from sendoff.host import lock
    from sendoff.host.dkim import signer

    with lock.held(host, _WAIT, say):
        started = signer.start(host)
    if arguments.json:
        print_json({"started": started})
    else:
        print("started" if started else "nothing to start: it runs, or nothing is signed here")
    return OK


def _records(arguments: argparse.Namespace, host: Host, applied: Mapping[str, Sequence[str]]) -> int:
    from sendoff.host.dkim import keys
    from sendoff.reputation import dkim

    known, found = keys.found(host), []
    for domain, selectors in applied.items():
        for selector in selectors:
            key = known.get(f"{domain}/{selector}")
            if not key:
                raise HostError(f"the key {selector} of {domain} is missing", "`sendoff apply` makes it anew.")
            found.append(dkim.record(domain, selector, key))
    if arguments.json:
        print_json([each._asdict() for each in found])
    else:
        from sendoff.render import dkim_text

        print("\n".join(dkim_text.zone(found)))
    return OK


def _check(arguments: argparse.Namespace, host: Host, applied: Mapping[str, Sequence[str]]) -> int:
    from sendoff.host.dkim import checking

    found = [_told(each) for each in checking.check(host, applied, resolver_of(arguments))]
    if arguments.json:
        print_json({"checks": found})
    else:
        from sendoff.render import dkim_text, style

        print("\n".join(dkim_text.checks(found, style.of(sys.stdout))))
    results = {each["result"] for each in found}
    return CHANGES if "fail" in results else _UNKNOWN if "unknown" in results else OK


def _told(found: Checked) -> dict[str, Any]:
    from sendoff.reputation import dkim

    record, published = dkim.record(found.domain, found.selector, found.key), found.published
    wrong = published.outcome in (dkim.MISSING, dkim.OTHER)
    result = "fail" if wrong or found.signs is False else "unknown" if published.outcome == "unknown" else "pass"
    good = "published, and belongs to the private key" + (f"; {published.why}" if published.why else "")
    state = {dkim.SAME: good, "unknown": f"the DNS could not be asked: {published.why}"}
    words = [state.get(published.outcome, published.why), found.trouble or ("signs" if found.signs else "")]
    return {
        "domain": found.domain,
        "selector": found.selector,
        "name": record.name,
        "result": result,
        "published": published.outcome,
        "signs": found.signs,
        "why": "; ".join(filter(None, words)),
        "mend": f"publish: {dkim.zone_form(record)}" if wrong else "",
    }


def _rotate(arguments: argparse.Namespace, host: Host, applied: Mapping[str, Sequence[str]]) -> int:
    from sendoff.host.dkim import keys, rotating
    from sendoff.reputation import dkim, dkim_rotation

    if len(arguments.domains) != 1:
        raise HostError("rotate takes one domain", "For example: sendoff dkim rotate example.org")
    [domain] = applied
    known, present = keys.found(host), _applied(host, ())
    step = rotating.next_step(host, domain, tuple(applied[domain]), time.time(), resolver_of(arguments))
    to_publish = [applied[domain][1]] if step.step == dkim_rotation.PUBLISH else []
    records = [dkim.record(domain, name, known.get(f"{domain}/{name}", "")) for name in to_publish]
    value = _value(present, domain, step) if step.selectors != tuple(applied[domain]) else None
    if arguments.json:
        listed = [each._asdict() for each in records]
        print_json({"domain": domain, "step": step.step, "why": step.why, "dkim": value, "records": listed})
    else:
        from sendoff.render import dkim_text

        print("\n".join(dkim_text.rotation(domain, step, value, records)))
    return OK


def _value(present: Mapping[str, Sequence[str]], domain: str, step: Rotation) -> dict[str, Any]:
    """Return what sendoff::dkim becomes."""
    after = {**present, domain: step.selectors}
    return {name: selectors[0] if len(selectors) == 1 else [*selectors] for name, selectors in after.items()}
