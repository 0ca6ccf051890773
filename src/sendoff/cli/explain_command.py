"""`sendoff explain`: what a key, a consequence, a check, a problem, a metric or a Postfix parameter means."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import OK
from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.reference import catalogue
from sendoff.reference.entry import Entry
from sendoff.render import style
from sendoff.render.style import Style

HELP = (
    "Explain a key, a consequence, a check, a problem, a metric or a Postfix parameter; without a name, list them all."
)
EXAMPLE = "sendoff explain relayhost"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "name", nargs="?", metavar="KEY-or-ID", help="what to explain; a key also without its namespace"
    )


def run(arguments: argparse.Namespace, _host: Host) -> int:
    """Print what is said of a name, or every name with its title."""
    if arguments.name is None:
        _print_all(as_json=arguments.json)
        return OK
    entry = catalogue.find(arguments.name)
    if entry is None:
        near = catalogue.nearest(arguments.name)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise HostError(
            f"{arguments.name!r} is not a name that sendoff knows", f"{hint}`sendoff explain` lists all names."
        )
    if arguments.json:
        print_json(as_json(entry))
    else:
        print(text(entry, style.of(sys.stdout)))
    return OK


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
