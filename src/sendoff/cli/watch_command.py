"""`sendoff watch`: follow Postfix's log and keep the ledger of every delivery.

With --json the result is printed at the end. Of a watch and of --once: `{"log", "database", "lines", "deliveries",
"last_line", "queue"}`, where `deliveries` counts attempts and `queue` is null or what the last look at the queue found:
`{"looked", "seconds", "truncated", "depth": {queue: count}, "bytes": {queue: count}, "oldest": {queue: moment|null},
"unknown"}`. Of --import: `{"database", "files": [...], "lines", "messages", "deliveries", "unknown", "unreadable",
"gaps": {kind: count}, "troubles": [...], "older_than_retention", "seconds"}`; `messages`, `deliveries` and `gaps` are
what was new. Of --install and --uninstall: `{"unit", "text", "done": bool, "why"}`.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import OK, PROBLEM
from sendoff.cli.moments import add_database
from sendoff.config.masking import printable
from sendoff.host import Host

if TYPE_CHECKING:
    from sendoff.host.watching.service import Ended, Order
    from sendoff.host.watching.signals import Asked

HELP = "Follow Postfix's log and keep the ledger of every delivery, in the foreground, until asked to end."
EXAMPLE = "sudo sendoff watch --install"

_OFF = "off"
SETTLED = 600
"""Seconds."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_database(parser)
    parser.add_argument(
        "--log", metavar="FILE", help="the log to follow (default: where Postfix logs, found by itself)"
    )
    parser.add_argument(
        "--metrics", metavar="ADDR:PORT", help="where to answer /metrics, or off (default: sendoff::metrics_listen)"
    )
    parser.add_argument(
        "--settled", metavar="SECONDS", type=float, default=SETTLED,
        help=f"tell the end of an incident when no mail was refused for so long after it (default: {SETTLED})",
    )  # fmt: skip
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--once", action="store_true", help="read what there is, and end")
    kinds.add_argument(
        "--import", dest="files", metavar="FILE", nargs="+", help="read these logs, compressed ones too, and end"
    )
    kinds.add_argument("--install", action="store_true", help="have systemd run the watch, now and at every boot")
    kinds.add_argument("--uninstall", action="store_true", help="undo --install; the ledger stays")
    parser.add_argument("--yes", action="store_true", help="with --install or --uninstall: do not ask")


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Watch, read once, import, or install; returns 0 when done or asked to end, 1 when it could not."""
    if arguments.install or arguments.uninstall:
        return _service(arguments, host)
    from sendoff.host.watching.service import Order
    from sendoff.host.watching.signals import ending

    metrics = "" if arguments.metrics == _OFF else arguments.metrics
    order = Order(arguments.database, arguments.log, metrics, arguments.settled)
    with ending() as asked:
        if arguments.files:
            return _import(arguments, host, asked)
        return _once(arguments, host, order, asked) if arguments.once else _watch(arguments, host, order, asked)


def _watch(arguments: argparse.Namespace, host: Host, order: Order, asked: Asked) -> int:
    from sendoff.cli.messages import words
    from sendoff.host.watching import service
    from sendoff.render import watch_text

    ended = service.run(host, order, asked, _say, lambda started: _say(watch_text.begun(*started)), words=words)
    if arguments.json:
        print_json(_result(order, ended))
    return OK


def _once(arguments: argparse.Namespace, host: Host, order: Order, asked: Asked) -> int:
    from sendoff.cli.messages import words
    from sendoff.host.watching import service
    from sendoff.render import watch_text

    found = _result(order, service.once(host, order, asked, _say, words=words))
    if arguments.json:
        print_json(found)
    else:
        print(watch_text.read(found))
    return OK


def _result(order: Order, ended: Ended) -> dict[str, Any]:
    from sendoff.render.moments import iso

    queue = ended.queue.fact() if ended.queue else None
    if queue:
        oldest = {name: iso(moment) for name, moment in queue["oldest"].items()}
        queue |= {"looked": iso(queue["looked"]), "oldest": oldest}
    return {
        "log": ended.log,
        "database": order.database,
        "lines": ended.counts.lines,
        "deliveries": ended.counts.deliveries,
        "last_line": iso(ended.counts.last_line),
        "queue": queue,
    }


def _import(arguments: argparse.Namespace, host: Host, asked: Asked) -> int:
    from sendoff.cli.watch_progress import Progress
    from sendoff.host.watching.importing import import_logs
    from sendoff.render import watch_text

    with Progress(quiet=arguments.json) as progress:
        imported = import_logs(host, arguments.database, arguments.files, progress.tell, asked)
    if arguments.json:
        print_json(imported.found)
    else:
        print(watch_text.imported(imported.found, imported.retention_days))
    return OK if imported.whole else PROBLEM


def _service(arguments: argparse.Namespace, host: Host) -> int:
    """Install or uninstall the unit, after showing what that does."""
    from sendoff.host.watching import installing, on_block_units

    installing.need_systemd(host)
    text = (
        installing.installed(host) if arguments.uninstall else installing.made(arguments.database, _options(arguments))
    )
    why = _why_not(arguments, host, text)
    if not why:
        if arguments.uninstall:
            on_block_units.uninstall(host)
            installing.uninstall(host)
        else:
            installing.install(host, text or "")
            on_block_units.install(host, _more(arguments))
    _tell(arguments, installing.UNIT, text, why)
    return OK if not why or text is None else PROBLEM


def _why_not(arguments: argparse.Namespace, host: Host, text: str | None) -> str:
    """Show what would be done, and return why it is not: nothing to do, or not confirmed."""
    from sendoff.host.watching import on_block_units
    from sendoff.host.watching.installing import UNIT
    from sendoff.render import watch_text

    if text is None:
        return "it is not installed"
    if not arguments.json:
        print(watch_text.uninstalled(UNIT) if arguments.uninstall else watch_text.installed(UNIT, text), flush=True)
        if arguments.uninstall and on_block_units.installed(host):
            print(watch_text.also_uninstalled((on_block_units.PATH, on_block_units.SERVICE)), flush=True)
        for path, more in _more(arguments).items():
            print(watch_text.also_installed(path, more), flush=True)
    if arguments.yes or _confirmed(arguments):
        return ""
    return "not confirmed: answer y, or give --yes where no terminal can be asked"


def _confirmed(arguments: argparse.Namespace) -> bool:
    if arguments.json or not (sys.stdin and sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return input("Do this? [y/N] ").strip().lower() in ("y", "yes")


def _tell(arguments: argparse.Namespace, unit: str, text: str | None, why: str) -> None:
    if arguments.json:
        print_json({"unit": unit, "text": text, "done": not why, "why": why})
    elif why:
        print(f"nothing was done: {why}", file=sys.stderr)
    else:
        print("done" if arguments.uninstall else "done; `systemctl status sendoff-watch` shows how it is")


def _more(arguments: argparse.Namespace) -> dict[str, str]:
    """Return the other units of an installation, by their paths: they serve this machine's own ledger alone."""
    from sendoff.host.paths import LEDGER
    from sendoff.host.watching import on_block_units

    return {} if arguments.uninstall or arguments.database != LEDGER else on_block_units.made()


def _options(arguments: argparse.Namespace) -> list[str]:
    """Return the options that the service is to have."""
    import os

    from sendoff.host.paths import LEDGER

    found = [] if arguments.database == LEDGER else ["--database", os.path.abspath(arguments.database)]
    found += ["--log", os.path.abspath(arguments.log)] if arguments.log else []
    found += ["--settled", f"{arguments.settled:g}"] if arguments.settled != SETTLED else []
    return found + (["--metrics", arguments.metrics] if arguments.metrics else [])


def _say(text: str) -> None:
    """Tell on standard error, which under systemd is the journal."""
    with suppress(OSError):
        for line in text.splitlines():
            print(f"sendoff watch: {printable(line)}", file=sys.stderr, flush=True)
