"""The command line: finds the command, imports only what it needs, turns errors into words."""

from __future__ import annotations

import sys
from collections.abc import Sequence

COMMANDS = {
    "plan": "show what would change, and what that brings",
    "rehearse": "send the same mails through the system as it is and would be",
    "apply": "make the machine as the JSON says, and prove it",
    "status": "show what is applied, and whether it still is",
    "trace": "tell where a mail is: one verdict for each recipient",
    "report": "show what became of the mail, compared with the usual",
    "queue": "show what waits, where to, why and whose it is",
    "incidents": "show which providers block or throttle this server",
    "check": "check the mail service, for Icinga and Nagios",
    "watch": "follow the log and keep the ledger of every delivery",
    "doctor": "ask whether receivers will accept mail, and what is missing",
    "case": "get unblocked: the provider's form filled in, and what is due when",
    "spf": "tell what to publish for SPF, and check every server that sends",
    "dkim": "print the DKIM records to publish, check them, rotate a key",
    "history": "show the applied configurations and their differences",
    "rollback": "go back to an earlier configuration",
    "import": "write the JSON for the Postfix on this machine",
    "explain": "explain a key, a problem or a consequence",
    "schema": "print the JSON Schema of the document",
    "send-test": "send a real message and follow it to its end",
    "completion": "print the completion script for a shell",
}
"""Every command with what it does."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code (see `cli.exit_codes`)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # main.cf and file names may hold any bytes; what we print is always text.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _run(arguments)
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more to say, and nothing to complain about at exit.
        sys.stdout = None
        return 1
    except KeyboardInterrupt:
        print("sendoff: interrupted", file=sys.stderr)
        return 130


def _run(arguments: list[str]) -> int:
    name = arguments[0] if arguments else "--help"
    if name in ("-h", "--help", "help"):
        print(overview())
        return 0
    if name in ("-V", "--version"):
        from sendoff import __version__

        print(f"sendoff {__version__}")
        return 0
    if name not in COMMANDS:
        return _unknown(name)
    from sendoff.cli.command import run

    return run(name, arguments[1:])


def _unknown(name: str) -> int:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    hint = f"did you mean `sendoff {near[0]}`? " if near else ""
    print(f"sendoff: error: {name!r} is not a command; {hint}`sendoff --help` lists them", file=sys.stderr)
    return 1


def overview() -> str:
    """Return the text of `sendoff --help`."""
    lines = "\n".join(f"  {name:<11} {text}" for name, text in COMMANDS.items())
    return (
        "usage: sendoff COMMAND [ARGUMENT ...]\n\n"
        "The outgoing mail server of every server: one JSON says how it sends mail.\n\n"
        f"commands:\n{lines}\n\n"
        "`sendoff COMMAND --help` shows a command's options and an example.\n"
        "FILE is /etc/sendoff/server.json unless given; several files may be given, later ones override.\n\n"
        "example:\n  sendoff plan server.json"
    )
