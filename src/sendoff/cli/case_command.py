"""`sendoff case`: the course with a provider until mail is accepted again.

The shapes of `--json` stand at `render.case_json`.
"""

from __future__ import annotations

import argparse

from sendoff.cli.asking_dns import add_dns, domain
from sendoff.cli.moments import moment
from sendoff.config.masking import printable
from sendoff.host import Host

HELP = "Get unblocked: what must be in order before asking, the provider's form filled in, and what is due when."
EXAMPLE = "sendoff case open microsoft --cause 'A hacked contact form sent spam.' --changed 'The form is closed.'"

_TIMEOUT = 10.0


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's actions and their options."""
    _add_places(parser, top=True)
    actions = parser.add_subparsers(dest="action", metavar="ACTION", help="list (the default), open, show, sent ...")
    every = actions.add_parser("list", help="show the open cases, and what is due when")
    every.add_argument("--all", action="store_true", help="those that are over, too")
    _add_open(actions.add_parser("open", help="look whether all is in order, then print the request"))
    show = actions.add_parser("show", help="show a case with its history and its request")
    sent = actions.add_parser("sent", help="write down that the request, or the reply, was sent")
    sent.add_argument("--at", metavar="MOMENT", type=_past, help="when: 2h, 2026-11-23T14:05 (default: now)")
    sent.add_argument("--ticket", metavar="TICKET", default="", help="the provider's own number of it")
    refused = actions.add_parser("refused", help="print the reply to a refusal: it asks for a person")
    refused.add_argument("--says", metavar="TEXT", default="", help="what the provider answered")
    refused.add_argument(
        "--error", metavar="REPLY", default="", help="a fresh refusal of a mail, where the ledger has none"
    )
    refused.add_argument("--at", metavar="MOMENT", type=_past, help="when the answer came (default: now)")
    refused.add_argument("--write", metavar="FOLDER", default="", help="write the reply as a text file, too")
    close = actions.add_parser("close", help="end a case by hand")
    close.add_argument("--why", metavar="TEXT", default="", help="why, for the next time")
    for one in (show, sent, refused, close):
        one.add_argument("number", metavar="N", type=_number, help="the case's number")
    for one in actions.choices.values():
        _add_places(one)
        # The command's own --json stands before the action; after it is where people write it.
        one.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print the result as JSON")


def _add_places(parser: argparse.ArgumentParser, *, top: bool = False) -> None:
    from sendoff.host.cases import FOLDER
    from sendoff.host.paths import LEDGER

    for option, usual, told in (("--database", LEDGER, "the ledger"), ("--cases", FOLDER, "where the cases are")):
        parser.add_argument(
            option, metavar="PATH", default=usual if top else argparse.SUPPRESS, help=f"{told} (default: {usual})"
        )


def _add_open(parser: argparse.ArgumentParser) -> None:
    from sendoff.reputation.cases import PROVIDERS

    parser.add_argument("provider", metavar="PROVIDER", choices=PROVIDERS, help=", ".join(PROVIDERS))
    parser.add_argument("--reply", metavar="REPLY", default="", help="the refusal's words, where the ledger has none")
    parser.add_argument("--relay", metavar="HOST", default="", help="the host that said them")
    parser.add_argument(
        "--domain", metavar="DOMAIN", action="append", type=domain, default=[],
        help="a sending domain (default: those whose mail is refused)",
    )  # fmt: skip
    parser.add_argument(
        "--address", metavar="ADDRESS", action="append", type=_address, default=[],
        help="an address that is blocked, where neither the reply nor this server knows it",
    )  # fmt: skip
    for name, told in (
        ("name", "your name"), ("mail", "a mailbox that you read, best one that is not behind this server"),
        ("phone", "your telephone number"), ("organization", "your company"),
        ("cause", "what was wrong, in a sentence"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", metavar="TEXT", default="", help=told)
    parser.add_argument(
        "--changed", metavar="TEXT", action="append", default=[], help="what was done about it; may be repeated"
    )
    for option, told in (
        ("--although", "ask although this is wrong; it is kept in the case, never told to the provider"),
        ("--although-unknown", "ask although this is not known"),
        ("--confirm", "you have looked: it is so"),
    ):
        parser.add_argument(option, metavar="ID", action="append", default=[], help=told)
    parser.add_argument("--write", metavar="FOLDER", default="", help="write the request as text files, too")
    add_dns(parser, _TIMEOUT)


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Do the action. 0 done or shown; of `open` and `refused` 2 something comes first, 3 something is not known."""
    from sendoff.cli import case_open, case_reading, case_steps

    actions = {
        None: case_reading.every,
        "list": case_reading.every,
        "show": case_reading.show,
        "open": case_open.run,
        "sent": case_steps.sent,
        "refused": case_steps.refused,
        "close": case_steps.close,
    }
    return actions[arguments.action](arguments, host)


def _past(text: str) -> int:
    from time import time_ns

    found = moment(text)
    if found > time_ns() // 1000:
        raise argparse.ArgumentTypeError(f"{printable(text)!r} is still to come")
    return found


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{printable(text[:40])!r} is not the number of a case")
    return int(text)


def _address(text: str) -> str:
    from sendoff.config.values.hosts import ip_address

    found = ip_address(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{printable(text[:80])!r} is not an address")
    return found
