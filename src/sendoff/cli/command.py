"""What every command shares: its parser, its output, and how its errors are told.

A command is a module `cli.<name>` with `HELP` (one sentence), `EXAMPLE` (a command line), `add(parser)`
for its options, and `run(arguments, host)`, which returns the exit code. One that is a plugin of something else has
`wrong_usage(message)` too, which tells wrong arguments and returns the code.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NoReturn, Protocol, cast

from sendoff.config.problems import InvalidInput
from sendoff.host import Host, real
from sendoff.host.errors import HostError

_OBEYED = "[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]"
"""Letters that a terminal obeys, or that turn a text around: strangers choose some of the texts that are printed."""


class Command(Protocol):
    """What a command's module offers."""

    HELP: str
    EXAMPLE: str

    def add(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's options."""
        ...

    def run(self, arguments: argparse.Namespace, host: Host) -> int:
        """Run the command; return its exit code."""
        ...


class _Parser(argparse.ArgumentParser):
    """Ends with 1 on wrong usage, since 2 means "changes pending"; a plugin says it in its own way."""

    wrong_usage: Callable[[str], int] | None = None

    def error(self, message: str) -> NoReturn:
        if self.wrong_usage:
            self.exit(self.wrong_usage(message))
        self.exit(1, f"{self.prog}: error: {message}\nsee `{self.prog} --help`\n")


def _formatter(prog: str) -> argparse.HelpFormatter:
    # Left to itself, argparse imports a quarter of what a plan needs, only to find out how wide the terminal is.
    try:
        width = os.get_terminal_size().columns
    except OSError:
        width = 80
    return argparse.RawDescriptionHelpFormatter(prog, width=max(width - 2, 40))


def load(name: str) -> Command:
    """Return a command's module."""
    return cast(Command, import_module(f"sendoff.cli.{name.replace('-', '_')}_command"))


def parser(name: str) -> argparse.ArgumentParser:
    """Return a command's parser, with its options and its example."""
    command = load(name)
    made = _Parser(
        prog=f"sendoff {name}",
        description=command.HELP,
        epilog=f"example:\n  {command.EXAMPLE}",
        formatter_class=_formatter,
    )
    made.wrong_usage = getattr(command, "wrong_usage", None)
    command.add(made)
    made.add_argument("--json", action="store_true", help="print the result as JSON")
    return made


def run(name: str, argv: Sequence[str]) -> int:
    """Parse a command's arguments and run it, turning errors into words or, with --json, into JSON."""
    arguments = parser(name).parse_args(argv)
    try:
        return load(name).run(arguments, real())
    except InvalidInput as error:
        _tell_problems(error, as_json=arguments.json)
    except HostError as error:
        _tell_error(error, as_json=arguments.json)
    return 1


def _tell_problems(error: InvalidInput, *, as_json: bool) -> None:
    from sendoff.render import problem, style  # start-up: only when something is wrong

    if as_json:
        print_json({"problems": [problem.as_json(found) for found in error.problems]})
        return
    for found in error.problems:
        print(problem.text(found, colour=style.coloured(sys.stderr)), file=sys.stderr)
    count = len(error.problems)
    print(f"sendoff: {count} problem{'s' if count > 1 else ''}; nothing was changed", file=sys.stderr)


def _tell_error(error: HostError, *, as_json: bool) -> None:
    if as_json:
        print_json({"error": {"what": error.what, "mend": error.mend}})
    print(f"sendoff: error: {error.what}" + (f"\n  mend: {error.mend}" if error.mend else ""), file=sys.stderr)


def print_json(value: object) -> None:
    """Print a result as JSON, in UTF-8, with stable order of keys."""
    import json  # start-up
    import re

    text = json.dumps(value, ensure_ascii=False, indent=2)
    print(re.sub(_OBEYED, lambda found: f"\\u{ord(found[0]):04x}", text))


def say(text: str) -> None:
    """Tell a person how far a long job has come; a terminal that is gone must not stop the job."""
    with contextlib.suppress(OSError):
        print(f"  {text}", file=sys.stderr, flush=True)
