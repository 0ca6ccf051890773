"""Looking around in the mail system as it would be."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess

from sendoff.lab import World
from sendoff.lab.layout import OUTSIDE
from sendoff.lab.process import entering, environment

_SHELL = ("/bin/sh", "-i")


def way_in(world: World) -> str:
    """Return the command line that opens a shell in the world."""
    return shlex.join(_command(world))


def shell(world: World) -> None:
    """Open a shell in the world on this terminal, and wait until it is left."""
    # The shell gets what the terminal sends; this process waits for it.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        subprocess.run(_command(world), check=False, env=environment({"TERM": os.environ.get("TERM", "dumb")}))
    finally:
        signal.signal(signal.SIGINT, before)


def wait() -> None:
    """Wait until somebody ends this process by Ctrl-C or SIGTERM."""
    with contextlib.suppress(KeyboardInterrupt):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        signal.pause()


def _command(world: World) -> list[str]:
    return entering(world.pid, _SHELL, "server", (), world.path(OUTSIDE))
