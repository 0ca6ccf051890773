"""`sendoff schema`: the JSON Schema of the document."""

from __future__ import annotations

import argparse

from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import OK
from sendoff.host import Host

HELP = "Print the JSON Schema (2020-12) of the document, for editors and other programs."
EXAMPLE = "sendoff schema > server.schema.json"


def add(parser: argparse.ArgumentParser) -> None:
    """Add no options of its own; the result is JSON in any case."""


def run(_arguments: argparse.Namespace, _host: Host) -> int:
    """Print the schema."""
    from sendoff.config.schema import schema

    print_json(schema())
    return OK
