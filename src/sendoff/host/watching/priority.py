"""Standing back behind Postfix: mail goes first."""

from __future__ import annotations

import contextlib
import os

_NICE = 10


def stand_back() -> None:
    """Ask the kernel for little: lower priority, and longer turns but later ones. Refused is fine."""
    with contextlib.suppress(OSError):
        os.nice(_NICE - os.getpriority(os.PRIO_PROCESS, 0))
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
