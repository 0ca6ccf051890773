"""`sendoff check`: a plugin for Icinga, Nagios and their like (Monitoring Plugins guidelines).

One line of status and performance data, then a line for each check; exit code 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
With --json: `{"state", "code", "text", "generation", "monitoring", "checks": [{"id", "state", "text", "mend",
"values": [{"label", "value", "unit", "warning", "critical"}]}]}`, the worst check first; `state` is OK, WARNING,
CRITICAL or UNKNOWN, and a `value` that is not known is null.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

from sendoff.change.facts import Unknown
from sendoff.change.state import Generation
from sendoff.cli.command import print_json
from sendoff.cli.moments import add_database, seconds
from sendoff.host import Host
from sendoff.monitor.check import CODES, OK, THRESHOLDS, UNKNOWN, Judgement, limits, worst
from sendoff.monitor.check_ranges import Range, parsed
from sendoff.monitor.checks import CHECKS
from sendoff.render import check_text

HELP = "Check this server's mail service for a monitoring system: an Icinga and Nagios plugin."
EXAMPLE = "sendoff check --warning-oldest-age 7200 --critical-deferred 500"

_TIMEOUT = 10.0
_NOTHING_APPLIED = Judgement(
    "applied", UNKNOWN, "sendoff has not applied anything on this server yet", "Run `sendoff apply`."
)


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_database(parser)
    checks = ", ".join(CHECKS)
    for option, text in (("--only", f"ask only these: {checks}"), ("--without", "leave these out")):
        parser.add_argument(option, nargs="+", action="extend", metavar="ID", choices=CHECKS, default=[], help=text)
    parser.add_argument(
        "--timeout", metavar="SECONDS", type=seconds, default=_TIMEOUT,
        help="what has not answered by then is UNKNOWN (default 10)",
    )  # fmt: skip
    for name, usual in THRESHOLDS.items():
        for state, default in (("warning", usual.warning), ("critical", usual.critical)):
            parser.add_argument(
                f"--{state}-{name}", metavar="RANGE", type=_range, default=argparse.SUPPRESS,
                help=f"{usual.about}" + (f"; default {default}" if default else ""),
            )  # fmt: skip


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Check the server; returns 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN. Nothing is changed."""
    end = time.monotonic() + arguments.timeout
    generation: Generation | None = None
    try:
        generation, found = _judged(arguments, host, end)
    except Exception as error:  # noqa: BLE001 - a traceback would end with 1, which says WARNING
        found = [Judgement("sendoff", UNKNOWN, f"sendoff itself failed: {type(error).__name__}: {error}")]
    if arguments.json:
        print_json({**_about(generation), **check_text.as_json(found)})
    else:
        print(check_text.plugin(found))
    return CODES[worst(one.state for one in found)]


def wrong_usage(message: str) -> int:
    """Say what was wrong with the arguments, as a plugin does; returns 3."""
    print(check_text.status(UNKNOWN, f"wrong usage: {message}"))
    return CODES[UNKNOWN]


def _judged(arguments: argparse.Namespace, host: Host, end: float) -> tuple[Generation | None, list[Judgement]]:
    from sendoff.host import store
    from sendoff.host.monitoring import gather, in_time
    from sendoff.monitor.checks import judge, needs

    current = in_time(lambda: store.current(host), end)
    if isinstance(current, Unknown):
        text = f"what sendoff applied cannot be read: {current.reason}"
        return None, [Judgement("applied", UNKNOWN, text)]
    if not isinstance(current, Generation):
        return None, [_NOTHING_APPLIED]
    if not current.monitoring:
        return current, [Judgement("monitoring", OK, check_text.OFF)]
    wanted = [check for check in arguments.only or CHECKS if check not in arguments.without]
    facts = gather(host, current, arguments.database, end, needs(wanted))
    return current, judge(facts, limits(_given(arguments)), wanted)


def _about(generation: Generation | None) -> dict[str, Any]:
    return {
        "generation": generation.number if generation else None,
        "monitoring": generation.monitoring if generation else None,
    }


def _given(arguments: argparse.Namespace) -> dict[str, Range | None]:
    names = (f"{state}-{name}" for name in THRESHOLDS for state in ("warning", "critical"))
    found = vars(arguments)
    return {name: found[key] for name in names if (key := name.replace("-", "_")) in found}


def _range(text: str) -> Range | None:
    try:
        return parsed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
