"""`sendoff explain`: what a name means, and what a receiver's reply does.

A name is a key, a consequence, a check, a problem, a class of replies, a metric or a Postfix parameter. A text with a
blank in it that is no name is a reply. The shape of a reply's `--json` stands at `render.reply_json.as_json`.
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import OK
from sendoff.config.masking import printable
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.reference import catalogue
from sendoff.reference.entry import Entry
from sendoff.render import style
from sendoff.render.style import Style

HELP = (
    "Explain what a receiver replied, or a key, a consequence, a check, a problem, a metric or a Postfix parameter; "
    "without either, list all names."
)
EXAMPLE = "sendoff explain '550 5.7.1 Client host [192.0.2.25] blocked using zen.spamhaus.org'"

_STANDARD_INPUT = "-"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "name",
        nargs="*",
        metavar="KEY-or-ID",
        help="what to explain: a key, also without its namespace, or another name; or a reply, a line of the log, "
        "a bounce notice; - reads it from standard input",
    )
    parser.add_argument("--relay", metavar="HOST", default="", help="of a reply: the server that said it")
    parser.add_argument("--domain", metavar="DOMAIN", default="", help="of a reply: the recipient's domain")


def run(arguments: argparse.Namespace, _host: Host) -> int:
    """Print what is said of a name, what a reply means, or every name with its title."""
    if not arguments.name:
        _print_all(as_json=arguments.json)
        return OK
    given = " ".join(arguments.name)
    entry = None if given == _STANDARD_INPUT else catalogue.find(given)
    if entry is None and (given == _STANDARD_INPUT or any(map(str.isspace, given.strip()))):
        _reply(_read() if given == _STANDARD_INPUT else given, arguments)
        return OK
    if entry is None:
        near = catalogue.nearest(given)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise HostError(
            f"{given!r} is not a name that sendoff knows",
            f"{hint}`sendoff explain` lists all names; a reply is explained as a whole, in quotes.",
        )
    if arguments.json:
        print_json(as_json(entry))
    else:
        print(text(entry, style.of(sys.stdout)))
    return OK


def _read() -> str:
    from sendoff.replies.pasted import MOST

    return sys.stdin.read(MOST) if sys.stdin is not None else ""


def _reply(given: str, arguments: argparse.Namespace) -> None:
    """Print what a reply means; of several lines of a log, each."""
    from sendoff.render import reply_json, reply_text
    from sendoff.replies.pasted import pasted
    from sendoff.replies.understanding import understand

    replies = pasted(given)
    if not replies:
        raise HostError(
            "there is no reply to explain", "Give the receiver's words, a line of the log, or a bounce notice."
        )
    found = [
        (
            one,
            understand(
                one.reply, relay=arguments.relay or one.relay, domain=arguments.domain or one.domain, dsn=one.dsn
            ),
        )
        for one in replies
    ]
    if arguments.json:
        each = [reply_json.as_json(understood) for _, understood in found]
        print_json(each[0] if len(each) == 1 else {"replies": each})
        return
    shown = style.of(sys.stdout)
    for number, (one, understood) in enumerate(found):
        if len(found) > 1:
            print("\n" * (number > 0) + shown.paint(printable(one.reply[:100]), "dim"))
        print(reply_text.text(understood, shown, one.status))


def as_json(entry: Entry) -> dict[str, Any]:
    """Return an entry: `{"name", "kind": key|consequence|check|problem|parameter, "title", "parts": {...}}`.

    The names of the parts are their headings in small letters, such as `why_it_matters`.
    """
    parts = {heading.lower().replace(" ", "_"): body for heading, body in entry.parts.items()}
    return {"name": entry.name, "kind": entry.kind, "title": entry.title, "parts": parts}


def text(entry: Entry, given: Style) -> str:
    """Return an entry for people."""
    lines = [given.paint(entry.name, "bold") + given.paint(f"  ({entry.kind})", "dim"), given.wrap(entry.title, "")]
    for heading, body in entry.parts.items():
        lines += ["", given.paint(heading, "bold"), *(given.wrap(part, "  ") for part in body.split("\n\n"))]
    return "\n".join(lines)


def _print_all(*, as_json: bool) -> None:
    groups = [(source, [source.entry(name) for name in source.names()]) for source in catalogue.SOURCES]
    if as_json:
        print_json(
            {"names": [{"name": e.name, "kind": e.kind, "title": e.title} for _, group in groups for e in group]}
        )
        return
    given = style.of(sys.stdout)
    for source, group in groups:
        print(given.paint(source.plural, "bold"))
        for entry in group:
            print(f"  {entry.name}")
            if source.kind != "parameter":
                print(given.wrap(entry.title, "      "))
        print()
