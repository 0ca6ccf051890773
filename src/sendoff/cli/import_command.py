"""`sendoff import`: the JSON that describes the Postfix on this machine, and what the JSON cannot say."""

from __future__ import annotations

import argparse
import sys

from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import OK
from sendoff.config.values.ledger import DEFAULT_LISTEN
from sendoff.host import Host, store
from sendoff.host.errors import HostError
from sendoff.host.observe import UNKNOWN_BUILD, host_name
from sendoff.host.paths import MAIN_CF, MASTER_CF, POSTCONF, SAMPLE_MAIN_CF, SAMPLE_MASTER_CF
from sendoff.host.texts import read_text
from sendoff.postfix import importing
from sendoff.postfix.compiled import fresh_main_cf
from sendoff.postfix.importing import Imported
from sendoff.postfix.reading import Found

HELP = "Write the JSON that describes the Postfix on this machine, and list what the JSON cannot say."
EXAMPLE = "sudo sendoff import > server.json"


def add(parser: argparse.ArgumentParser) -> None:
    """Add no options of its own."""


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Print the document on standard output and the list on standard error, or both as one JSON."""
    imported = importing.read(_look(host))
    if arguments.json:
        print_json(as_json(imported))
        return OK
    print_json(imported.document)
    if imported.cannot_say:
        from sendoff.render import style

        print("\nwhat the JSON cannot say:", file=sys.stderr)
        for entry in imported.cannot_say:
            print(f"  {entry.parameter} = {entry.value}".rstrip(" ="), file=sys.stderr)
            print(style.of(sys.stderr).wrap(entry.why, "      "), file=sys.stderr)
    return OK


def as_json(imported: Imported) -> dict[str, object]:
    """Return the result: `{"document": {...}, "cannot_say": [{"parameter", "value", "why"}]}`."""
    told = [{"parameter": e.parameter, "value": e.value, "why": e.why} for e in imported.cannot_say]
    return {"document": imported.document, "cannot_say": told}


def _look(host: Host) -> Found:
    text = read_text(host, MAIN_CF)
    if text is None:
        raise HostError(f"there is no {MAIN_CF}", "There is nothing to import; write the JSON by hand.")
    present = store.current(host)
    return Found(
        main_cf=text,
        master_cf=read_text(host, MASTER_CF) or "",
        host_name=host_name(host),
        mailname=read_text(host, "/etc/mailname") or "",
        files={path: read_text(host, path) or "" for path in importing.files_needed(text)},
        defaults=_defaults(host),
        fresh_main_cf=fresh_main_cf(read_text(host, SAMPLE_MAIN_CF) or "", UNKNOWN_BUILD),
        fresh_master_cf=read_text(host, SAMPLE_MASTER_CF) or "",
        monitoring=present.monitoring if present else True,
        ledger=present.ledger if present else {},
        metrics_listen=present.metrics_listen if present else DEFAULT_LISTEN,
        domains=present.domains if present else (),
        notify=present.notify if present else 0,
        dkim=present.dkim if present else {},
        on_block=present.on_block if present else {},
    )


def _defaults(host: Host) -> dict[str, str]:
    """Return Postfix's own value of each parameter; nothing where it cannot be asked."""
    try:
        told = host.commands.run([POSTCONF, "-d"]).out
    except HostError:
        return {}
    return {
        name: value.strip() for name, equals, value in (line.partition(" =") for line in told.splitlines()) if equals
    }
