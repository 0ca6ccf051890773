"""Runs sendoff and kills it, as `kill -9` would, just before its Nth effect on the machine.

    python dying.py N COMMAND [ARGUMENT ...]

Every effect goes through the host's files and commands, so counting their calls covers all of them.
With N = 0 nothing is killed, and the number of effects is written to standard error at the end.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from sendoff.cli import command, main
from sendoff.host import Host
from sendoff.host.commands import RealCommands
from sendoff.host.files import RealFiles

EFFECTS = ("write", "make_folder", "remove", "rename", "run", "on_terminal", "detach")


class Dying:
    """Passes every call on; dies before the Nth one that has an effect."""

    count = 0

    def __init__(self, real: object, dies_at: int) -> None:
        """Wrap a real part."""
        self._real = real
        self._dies_at = dies_at

    def __getattr__(self, name: str) -> Any:
        """Return the real method, counted if it has an effect."""
        if name in EFFECTS:
            Dying.count += 1
            if Dying.count == self._dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
        return getattr(self._real, name)


if __name__ == "__main__":
    dies_at = int(sys.argv[1])
    host = Host(Dying(RealFiles(), dies_at), Dying(RealCommands(), dies_at))
    setattr(command, "real", lambda: host)  # noqa: B010 - the one place where a command gets its host
    code = main(sys.argv[2:])
    print(f"effects {Dying.count}", file=sys.stderr)
    sys.exit(code)
