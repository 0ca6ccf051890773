"""`sendoff doctor`: whether mail of this server and its domains will be accepted, and what is missing.

Everything is asked at once and before one deadline; nothing is changed, and no mail is sent without --submit. With
--json the shape is that of `sendoff.render.doctor_json`; with --html it has `{"html"}` too: where the page was written.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sendoff.cli.asking_dns import add_dns, domain, resolver_of
from sendoff.cli.command import print_json, say
from sendoff.cli.exit_codes import CHANGES, OK, UNDONE
from sendoff.cli.moments import add_database
from sendoff.config.masking import printable
from sendoff.host import Host

if TYPE_CHECKING:
    from sendoff.config.settings import Settings
    from sendoff.host.doctor import Order
    from sendoff.render.doctor_text import Visit
    from sendoff.reputation.check import Finding
    from sendoff.reputation.facts import Facts

HELP = "Ask whether receivers will accept mail of this server and its domains, and say what to publish or set."
EXAMPLE = "sendoff doctor example.org --html example.org.html"

_TIMEOUT = 10.0
_PORT = 53


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "domains", nargs="*", metavar="DOMAIN", type=domain,
        help="sending domains; those of sendoff::domains, sendoff::dkim and the ledger if none",
    )  # fmt: skip
    parser.add_argument(
        "--server", metavar="FILE", action="append", help="the server's JSON; that of this machine if none. One with"
        " another sendoff::server_name is judged by its name's addresses",
    )  # fmt: skip
    parser.add_argument(
        "--address", metavar="ADDRESS", action="append", type=_address, default=[],
        help="an address that receivers see this server's mail come from, where it cannot know it (NAT)",
    )  # fmt: skip
    add_dns(parser, _TIMEOUT)
    parser.add_argument("--only", metavar="ID", action="append", type=_check, help="only this check, or these")
    parser.add_argument(
        "--message", metavar="FILE", default="", help="judge this message too, as a receiver stored it; - reads"
        " standard input",
    )  # fmt: skip
    parser.add_argument(
        "--submit", action="store_true", help="send a test message, or that of --message, through this server to a"
        " receiver that stands here meanwhile, and judge what it got",
    )  # fmt: skip
    parser.add_argument("--html", metavar="FILE", help="write one HTML file to hand on")
    add_database(parser)


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Ask and judge; returns 0 nothing is wrong, 2 something fails, 3 nothing fails and something is unknown."""
    from sendoff.render.doctor_text import Visit
    from sendoff.reputation.checks import CHECKS, MESSAGE, judge, needs, weights
    from sendoff.reputation.score import score

    checks: Sequence[str] = arguments.only or ((*CHECKS, *MESSAGE) if arguments.message or arguments.submit else CHECKS)
    order = _order(arguments, host)
    facts = _facts(arguments, host, order, needs(checks) | {"server", "domains"})
    costs = weights(checks)
    findings = _sorted(list(judge(facts, checks)), costs)
    visit = Visit(_name(facts), _domains(facts), findings, score(findings, costs))
    _tell(arguments, visit, costs)
    return code(findings)


def code(findings: Sequence[Finding]) -> int:
    """Return the exit code; a warning is none of the two."""
    results = {found.result for found in findings}
    return CHANGES if "fail" in results else UNDONE if "unknown" in results else OK


def _sorted(findings: list[Finding], weights: dict[str, float]) -> list[Finding]:
    from sendoff.reputation.check import ordered

    return ordered(sorted(findings, key=lambda found: -weights[found.id]))


def _order(arguments: argparse.Namespace, host: Host) -> Order:
    from sendoff.host.doctor import Order
    from sendoff.host.doctor.server import own_name

    settings = _settings(arguments, host)
    elsewhere = bool(arguments.server and settings and settings.server_name not in (None, own_name(host)))
    return Order(
        tuple(arguments.domains), tuple(arguments.address), settings, elsewhere, arguments.database, arguments.timeout,
        arguments.message, arguments.submit,
    )  # fmt: skip


def _settings(arguments: argparse.Namespace, host: Host) -> Settings | None:
    """Return what the named documents say, or those of this machine; None where there are none that can be read."""
    from sendoff.cli import documents
    from sendoff.config.problems import InvalidInput
    from sendoff.host import store
    from sendoff.host.errors import HostError

    if arguments.server:
        return documents.settings(documents.read(host, arguments.server))
    try:
        current = store.current(host)
        found = store.documents_of(host, current.number) if current else documents.read(host, [])
        return documents.settings(found)
    except (HostError, InvalidInput):
        return None


def _facts(arguments: argparse.Namespace, host: Host, order: Order, names: frozenset[str]) -> Facts:
    import asyncio

    from sendoff.host.doctor import Asking, gather

    resolver = resolver_of(arguments)

    async def ask() -> Facts:
        def progress(text: str) -> None:
            if not arguments.json:
                say(f"{text}, {resolver.asked} DNS questions")

        return await gather(Asking(host, resolver, order), names, progress)

    return asyncio.run(ask())


def _name(facts: Facts) -> str:
    from sendoff.reputation.facts import Unknown

    server = facts.found.get("server")
    return "this server" if server is None or isinstance(server, Unknown) else facts.server.helo


def _domains(facts: Facts) -> list[str]:
    from sendoff.reputation.facts import Unknown

    found = facts.found.get("domains")
    return [] if found is None or isinstance(found, Unknown) else [domain.name for domain in facts.domains]


def _tell(arguments: argparse.Namespace, visit: Visit, weights: dict[str, float]) -> None:
    from sendoff.render import doctor_text, style

    if arguments.html:
        _write(arguments.html, visit)
    if arguments.json:
        from sendoff.render.doctor_json import as_json

        written = {"html": arguments.html} if arguments.html else {}
        print_json({**as_json(visit, weights), **written})
    elif arguments.html:
        print(f"{printable(visit.server)}: {doctor_text.headline(visit)}\nwritten: {printable(arguments.html)}")
    else:
        print(doctor_text.text(visit, style.of(sys.stdout)))


def _write(path: str, visit: Visit) -> None:
    from sendoff.cli import pages
    from sendoff.render.doctor_html import page
    from sendoff.render.moments import local
    from sendoff.reputation.checks import title

    pages.write(path, page(visit, title, local(time.time_ns() // 1000)))


def _address(text: str) -> str:
    from sendoff.config.values.hosts import ip_address

    found = ip_address(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{printable(text)!r} is not an address")
    return found


def _check(text: str) -> str:
    from difflib import get_close_matches

    from sendoff.reputation.checks import CHECKS, MESSAGE

    known = (*CHECKS, *MESSAGE)
    if text in known:
        return text
    near = get_close_matches(text, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else "; `sendoff explain` lists them"
    raise argparse.ArgumentTypeError(f"{printable(text)!r} is not a check of the doctor{hint}")
