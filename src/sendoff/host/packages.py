"""Installing what is missing, without a moment in which a fresh Postfix listens to the world.

The package is told to write no configuration, so there is nothing it could start with, and while
it is installed no service starts by itself. Our apply then starts it with the finished configuration.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from sendoff.host import Host
from sendoff.host.errors import HostError

_POLICY = "/usr/sbin/policy-rc.d"
_MARK = b"# written by sendoff\n"
_ANSWERS = "postfix postfix/main_mailer_type select No configuration\n"
_TIMEOUT = 900.0
_TAIL = 5


def install(host: Host, packages: Sequence[str]) -> None:
    """Install distribution packages.

    Raises:
        HostError: apt is missing or failed; its last lines are in the message.
    """
    if not host.files.status("/usr/bin/apt-get"):
        raise HostError(f"{', '.join(packages)} must be installed, and there is no apt-get", "Install them by hand.")
    _hold_services(host)
    try:
        if "postfix" in packages:
            host.commands.run(["debconf-set-selections"], input=_ANSWERS)
        _apt(host, ["update", "-q"])
        _apt(host, ["install", "-q", "-y", "--no-install-recommends", *packages])
        if "opendkim" in packages:
            # sendoff runs an instance of its own. The package's has nothing to do, and would start at the next boot.
            host.commands.run(["update-rc.d", "opendkim", "disable"])
    finally:
        release_services(host)


def _apt(host: Host, arguments: Sequence[str]) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive", "APT_LISTCHANGES_FRONTEND": "none", "NEEDRESTART_SUSPEND": "1"}
    done = host.commands.run(["apt-get", "-o", "DPkg::Lock::Timeout=120", *arguments], timeout=_TIMEOUT, env=quiet)
    if done.code:
        tail = "; ".join((done.err.strip() or done.out.strip()).splitlines()[-_TAIL:])
        raise HostError(f"`apt-get {arguments[0]}` failed: {tail}", "Mend what apt reports, then try again.")


def _hold_services(host: Host) -> None:
    """Have invoke-rc.d start nothing while this process lives; an existing policy is left alone."""
    if host.files.status(_POLICY) and not _is_ours(host):
        return
    script = b"#!/bin/sh\n" + _MARK + f"kill -0 {os.getpid()} 2>/dev/null && exit 101\nexit 0\n".encode()
    host.files.write(_POLICY, script, 0o755)


def release_services(host: Host) -> None:
    """Take our policy away, also one that a killed run left behind."""
    if _is_ours(host):
        host.files.remove(_POLICY)


def _is_ours(host: Host) -> bool:
    return _MARK in (host.files.read(_POLICY) or b"")
