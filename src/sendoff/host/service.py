"""Postfix itself: check a configuration, reload, start, restart. It is never left stopped.

With systemd its units are asked, so that systemd knows what runs; without it Postfix's own
commands are used, and Debian's chroot is filled first, which a bare `postfix start` does not do.
"""

from __future__ import annotations

import os
import signal
import time

from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.observe import master_pid
from sendoff.host.paths import STATE
from sendoff.host.texts import live_parameters

_CHROOT_SCRIPT = "/usr/lib/postfix/configure-instance.sh"
_POLL = 0.02

_ONE_AT_A_TIME = ["flock", "--close", f"{STATE}/waking"]
"""A restart goes on when sendoff is killed; who comes next must not start Postfix at the same time."""

# `postfix stop` refuses to work with a configuration that is broken; master is told by its process id then.
# A process that has ended but was not reaped yet has no exe any more.
_RESTART = """
postfix stop || kill -TERM "$1"
n=0
while [ -e "/proc/$1/exe" ] && [ $n -lt 300 ]; do sleep 0.1; n=$((n+1)); done
[ -x "$2" ] && "$2" - </dev/null
exec postfix start
"""


def has_systemd(host: Host) -> bool:
    """Tell whether systemd runs this machine (sd_booted(3))."""
    return host.files.status("/run/systemd/system") is not None


def wake(host: Host, action: str, timeout: float = 60.0) -> None:
    """Bring a configuration into force: `none`, `reload`, `restart` or `start`; returns when master runs.

    Raises:
        HostError: Postfix refused, or does not run after `timeout` seconds.
    """
    if action == "none":
        return
    before = running_pid(host)
    if before and action == "reload":
        _fill_chroot(host)
        _told(host, ["postfix", "reload"])
        return
    if before:
        _restart(host, before)
    else:
        _start(host)
    _wait(host, before, timeout)


def stop(host: Host) -> None:
    """Stop Postfix if it runs, also with a configuration too broken for its own commands."""
    pid = running_pid(host)
    if pid is None:
        return
    stop = ["systemctl", "stop", "postfix.service"] if has_systemd(host) else ["postfix", "stop"]
    if host.commands.on_terminal(stop).code:
        os.kill(pid, signal.SIGTERM)


def running_pid(host: Host) -> int | None:
    """Return master's process id, or None when Postfix does not run."""
    return master_pid(host, live_parameters(host))


def _start(host: Host) -> None:
    if has_systemd(host):
        # The unit of Debian 12 stays active when its Postfix has ended; a plain start would then do nothing.
        return _told(host, ["systemctl", "restart", "postfix.service"])
    _fill_chroot(host)
    try:
        _told(host, [*_ONE_AT_A_TIME, "postfix", "start"])
    except HostError:
        if running_pid(host) is None:
            raise


def _restart(host: Host, pid: int) -> None:
    """Stop and start from a process of its own, so that Postfix comes back even if we are killed in between."""
    if has_systemd(host):
        return _told(host, ["systemctl", "restart", "postfix.service"])
    return host.commands.detach(
        [*_ONE_AT_A_TIME, "/bin/sh", "-c", _RESTART, "sendoff-restart", str(pid), _CHROOT_SCRIPT]
    )


def _fill_chroot(host: Host) -> None:
    if host.files.status(_CHROOT_SCRIPT):
        host.commands.run([_CHROOT_SCRIPT, "-"], timeout=60.0)


def _told(host: Host, argv: list[str]) -> None:
    done = host.commands.on_terminal(argv)
    if done.code:
        raise HostError(f"`{' '.join(argv)}` failed: {done.out or 'it gave no reason'}")


def _wait(host: Host, before: int | None, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        pid = running_pid(host)
        if pid and pid != before:
            return
        time.sleep(_POLL)
    raise HostError(f"Postfix does not run {timeout:g} s after it was told to start", "Its log says why.")
