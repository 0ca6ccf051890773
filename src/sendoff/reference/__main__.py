"""`python -m sendoff.reference FOLDER`: writes the reference pages into a folder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from sendoff.cli import COMMANDS
from sendoff.cli.command import load, parser
from sendoff.cli.exit_codes import EXIT_CODES
from sendoff.reference.pages import CommandHelp, pages


def described(name: str) -> CommandHelp:
    """Return a command as its page shows it, from its own parser."""
    command = load(name)
    # The same on every Python: what stands before an option, and how it is wrapped, differs between them.
    return CommandHelp(name, command.HELP, command.EXAMPLE, list(_options(parser(name), "")), EXIT_CODES[name])


def _options(found: argparse.ArgumentParser, before: str) -> Iterator[tuple[str, str]]:
    """Yield a parser's arguments with their meaning; those of its subcommands behind the subcommand's name."""
    for action in found._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, each in action.choices.items():
                yield f"{before}{name}", str(each.description or "")
                yield from _options(each, f"{before}{name} ")
        elif action.dest != "help":
            yield before + _argument(action), _meaning(action)


def _argument(action: argparse.Action) -> str:
    value = action.metavar or (
        "{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper()
    )
    if not action.option_strings:
        return f"[{value} ...]" if action.nargs == "*" else f"[{value}]" if action.nargs == "?" else str(value)
    return ", ".join(action.option_strings) + ("" if action.nargs == 0 else f" {value}")


def _meaning(action: argparse.Action) -> str:
    return (action.help or "") % {**vars(action), "prog": "sendoff"}


def all_pages() -> dict[str, str]:
    """Return every page by its file name."""
    return pages([described(name) for name in COMMANDS])


def main(argv: list[str]) -> int:
    """Write the pages; pages of the folder that are no longer made are removed."""
    folder = Path(argv[0])
    folder.mkdir(parents=True, exist_ok=True)
    made = all_pages()
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
