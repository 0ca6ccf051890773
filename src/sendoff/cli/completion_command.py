"""`sendoff completion`: the script that completes sendoff's words in a shell.

The scripts are made by shtab from the commands' own parsers. Files are completed as *.json, and
names that `explain` knows by name, which bash needs help with, since it ends words at colons.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sendoff.cli import COMMANDS
from sendoff.cli.command import load, print_json
from sendoff.cli.exit_codes import OK
from sendoff.host import Host

HELP = "Print the completion script for a shell."
EXAMPLE = "sendoff completion bash"

SHELLS = {
    "bash": "sendoff completion bash | sudo tee /etc/bash_completion.d/sendoff",
    "zsh": "sendoff completion zsh | sudo tee /usr/local/share/zsh/site-functions/_sendoff",
    "fish": "sendoff completion fish | sudo tee /etc/fish/completions/sendoff.fish",
}
"""Each shell with the command that installs its script for all users."""

_BASH = r"""
# Completes one of $1. Where bash ends words at colons, what stands before the last colon is not part of the word.
_sendoff_words() {
  local word="${COMP_LINE:0:COMP_POINT}" before="" name
  word="${word##*[[:space:]]}"
  [[ "$COMP_WORDBREAKS" == *:* ]] && before="${word%"${word##*:}"}"
  for name in $(compgen -W "$1" -- "$word"); do echo "${name#"$before"}"; done
}
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("shell", choices=[*SHELLS], help="the shell")
    where = "\n".join(f"  {shell:<5} {command}" for shell, command in SHELLS.items())
    parser.epilog = f"{parser.epilog}\n\nto have it in every shell:\n{where}"


def run(arguments: argparse.Namespace, _host: Host) -> int:
    """Print the script."""
    made = script(arguments.shell)
    if arguments.json:
        print_json({"shell": arguments.shell, "script": made})
    else:
        sys.stdout.write(made)
    return OK


def script(shell: str) -> str:
    """Return the completion script for a shell."""
    import shtab

    made: str = shtab.complete(_parser(), shell, preamble=_BASH if shell == "bash" else "")
    if shell == "zsh":
        # shtab lets zsh complete only the first of several files.
        made = made.replace('"(*)::', '"*::')
    return made.rstrip("\n") + "\n"


def _parser() -> argparse.ArgumentParser:
    """Return one parser with all commands in it, whose arguments say what completes them."""
    import shtab

    from sendoff.change.consequences import RULES
    from sendoff.change.verify import CHECKS
    from sendoff.reference.catalogue import names

    # shtab's own pattern for zsh, in brackets, completes nothing.
    documents = shtab.glob("*.json") | {"zsh": "_files -g '*.json'"}
    by_metavar = {"FILE": documents, "ID": _words("accepted", (*RULES, *CHECKS)), "KEY-or-ID": _words("names", names())}
    root = argparse.ArgumentParser(prog="sendoff")
    root.add_argument("-V", "--version", action="store_true", help="show the version")
    commands = root.add_subparsers()
    for name, text in COMMANDS.items():
        made = commands.add_parser(name, help=text)
        load(name).add(made)
        made.add_argument("--json", action="store_true", help="print the result as JSON")
        for action in made._actions:
            if action.metavar in by_metavar:
                action.complete = by_metavar[action.metavar]  # type: ignore[attr-defined]
                # bash counts the pieces of a name between colons as words of their own.
                action.nargs = "*" if action.metavar == "KEY-or-ID" else action.nargs
    return root


def _words(label: str, words: Sequence[str]) -> dict[str, object]:
    """Return how each shell completes one of these words."""
    joined, function = " ".join(words), f"_sendoff_{label}"
    return {
        "bash": function,
        "zsh": "(" + joined.replace(":", r"\:") + ")",
        "fish": f"(string split ' ' '{joined}')",
        "preamble": {"bash": f'{function}() {{ _sendoff_words "{joined}"; }}\n'},
    }
