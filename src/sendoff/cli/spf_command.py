"""`sendoff spf`: the record to publish, verdicts for every server, and trying a record without publishing it.

The shapes of `--json` stand at `render.spf_json`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sendoff.cli.asking_dns import add_dns, domain, resolver_of
from sendoff.cli.command import print_json
from sendoff.cli.moments import add_database
from sendoff.config.masking import printable
from sendoff.config.values.hosts import ip_address, is_server_name
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.paths import DOCUMENT

if TYPE_CHECKING:
    from sendoff.host.spf import Question
    from sendoff.host.spf_servers import Wanted
    from sendoff.reputation.spf.proposal import Proposal, Published
    from sendoff.reputation.spf.servers import Server
    from sendoff.reputation.spf.trial import Trial
    from sendoff.reputation.spf.verdict import Check

HELP = "Tell what to publish for SPF, and whether receivers let every server send for a domain."
EXAMPLE = "sendoff spf check example.org"

_SECONDS = 10.0
_UNKNOWN = 3


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's three actions and their options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, help="record, check or try")
    record = actions.add_parser("record", help="print the record to publish, as a line of a zone file")
    record.add_argument("domain", metavar="DOMAIN", type=domain, help="the domain after the @ of the envelope sender")
    check = actions.add_parser("check", help="check every address of every server, for MAIL FROM and HELO")
    check.add_argument(
        "domains",
        metavar="DOMAIN",
        nargs="*",
        type=domain,
        help="default: the domains of the last 7 days in the ledger, and those of sendoff::domains",
    )
    add_database(check)
    trial = actions.add_parser("try", help="compare a record that is not published with what is")
    trial.add_argument("domain", metavar="DOMAIN", type=domain, help="the domain that would publish it")
    trial.add_argument("record", metavar="RECORD", help="the record in quotes: 'v=spf1 mx -all'")
    for one in (record, check, trial):
        _add_shared(one)


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--server",
        metavar="FILE-or-NAME",
        action="append",
        default=[],
        help=f"a server that sends: its document, its host name or an address; may be repeated (default: {DOCUMENT})",
    )
    add_dns(parser, _SECONDS)
    # The command's own --json stands before the action; after it is where people write it.
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print the result as JSON")


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Run one of the actions. 0 all pass, or shown; 2 something does not pass; 3 something unknown."""
    return {"record": _record, "check": _check, "try": _try}[arguments.action](arguments, host)


def _record(arguments: argparse.Namespace, host: Host) -> int:
    import asyncio

    from sendoff.host.spf_record import proposal
    from sendoff.host.spf_servers import servers

    dns, wanted = resolver_of(arguments), _wanted(arguments.server, host)

    async def asked() -> Proposal:
        return await proposal(dns, arguments.domain, await servers(dns, host, wanted))

    found = asyncio.run(asked())
    if arguments.json:
        from sendoff.render import spf_json

        print_json(spf_json.record(found))
    else:
        from sendoff.render import spf_text

        print(spf_text.record(found))
    unsure = found.unknown or any(check.result == "unknown" for check in found.after)
    return _UNKNOWN if unsure or any(server.unknown for server in found.servers) else 0


def _check(arguments: argparse.Namespace, host: Host) -> int:
    import asyncio

    from sendoff.host.spf import verdicts
    from sendoff.host.spf_record import looked_at, questions
    from sendoff.host.spf_servers import servers
    from sendoff.reputation.spf.verdict import exit_code

    dns, wanted = resolver_of(arguments), _wanted(arguments.server, host)
    domains, notes = _domains(arguments, wanted)

    async def asked() -> tuple[list[Server], list[Check], list[Published]]:
        found = await servers(dns, host, wanted)
        asks = [question for domain in domains for question in questions(domain, found)]
        checks = await verdicts(dns, [*asks, *_greetings(found)])
        return found, checks, list(await asyncio.gather(*(looked_at(dns, domain) for domain in domains)))

    found, checks, records = asyncio.run(asked())
    if arguments.json:
        from sendoff.render import spf_json

        print_json(spf_json.checks(checks, found, records, notes))
    else:
        from sendoff.render import spf_text, style

        print(spf_text.checks(checks, found, records, notes, style.of(sys.stdout)))
    code = exit_code(checks)
    return code or (_UNKNOWN if any(server.unknown or not server.addresses for server in found) else 0)


def _greetings(servers: Sequence[Server]) -> list[Question]:
    """Return what to ask for the names that servers say HELO with; bounces are judged by them."""
    from sendoff.host.spf import Question
    from sendoff.reputation.spf.verdict import HELO

    pairs = dict.fromkeys((s.helo, address, s.name) for s in servers if s.helo for address in s.addresses)
    return [Question(address, helo, HELO, helo=helo, server=name) for helo, address, name in pairs]


def _try(arguments: argparse.Namespace, host: Host) -> int:
    import asyncio

    from sendoff.host.spf_servers import servers
    from sendoff.host.spf_trial import trial
    from sendoff.reputation.spf.record import is_record
    from sendoff.reputation.spf.verdict import exit_code

    if not is_record(arguments.record):
        raise HostError(
            f"{printable(arguments.record[:80])!r} is no SPF record", "Begin it with `v=spf1 `, all of it in quotes."
        )
    dns, wanted = resolver_of(arguments), _wanted(arguments.server, host)

    async def asked() -> Trial:
        return await trial(dns, arguments.domain, arguments.record, await servers(dns, host, wanted))

    found = asyncio.run(asked())
    if arguments.json:
        from sendoff.render import spf_json

        print_json(spf_json.trial(found))
    else:
        from sendoff.render import spf_text, style

        print(spf_text.trial(found, style.of(sys.stdout)))
    code = exit_code(found.after)
    return code or (_UNKNOWN if any(server.unknown for server in found.servers) else 0)


def _wanted(named: Sequence[str], host: Host) -> list[Wanted]:
    from sendoff.cli.documents import read, settings
    from sendoff.host.spf_servers import Wanted

    found = []
    for text in named or [DOCUMENT]:
        if _is_file(text):
            own = os.path.abspath(text) == DOCUMENT
            found.append(Wanted(text, settings(read(host, [text])), own))
        elif is_server_name(text) or ip_address(text):
            found.append(Wanted(text))
        else:
            raise HostError(
                f"{printable(text[:80])!r} is neither a file nor a host name",
                "Give a server's JSON file, its whole host name, or an address.",
            )
    return found


def _is_file(text: str) -> bool:
    return "/" in text or text.endswith(".json") or os.path.exists(text)


def _domains(arguments: argparse.Namespace, wanted: Sequence[Wanted]) -> tuple[list[str], list[str]]:
    """Return the domains to check, each once, and what should be known about that choice."""
    if arguments.domains:
        return list(dict.fromkeys(arguments.domains)), []
    from sendoff.host.spf_domains import sent_lately

    notes: list[str] = []
    try:
        found = sent_lately(arguments.database)
    except HostError as error:
        found = []
        notes.append(f"domains sent as lately are not known: {error.what}")
    set_ones = [str(name) for one in wanted for name in getattr(one.settings, "domains", ()) or ()]
    domains = list(dict.fromkeys((*found, *set_ones)))
    if not domains:
        raise HostError(
            "; ".join(["no domain to check", *notes]), "Name one, set sendoff::domains, or let `sendoff watch` run."
        )
    return domains, notes
