"""The only effects: everything that touches the world, behind small protocols.

`Host` bundles them; `real()` is this machine. Fakes for tests stand beside the real parts.
"""

from __future__ import annotations

from typing import NamedTuple

from sendoff.host.commands import Commands, RealCommands
from sendoff.host.files import Files, RealFiles


class Host(NamedTuple):
    """A machine's files and commands."""

    files: Files
    commands: Commands


def real() -> Host:
    """Return this machine."""
    return Host(RealFiles(), RealCommands())
