"""The watch as a service of systemd: its unit is written for this installation, and taken away again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.paths import LEDGER
from sendoff.host.service import has_systemd

NAME = "sendoff-watch.service"
UNIT = f"/etc/systemd/system/{NAME}"
_PROGRAM = "ExecStart=/usr/local/bin/sendoff watch"
_HOMES = ("/home/", "/root/", "/run/user/")
_TRUE_HOME, _READABLE_HOME = "ProtectHome=yes", "ProtectHome=read-only"


def template() -> str:
    """Return the unit as it is in packaging/systemd, for /usr/local/bin/sendoff."""
    return Path(__file__).with_name(NAME).read_text(encoding="utf-8")


def unit(program: Sequence[str], options: Sequence[str], folder: str = "", environment: str = "") -> str:
    """Return the unit that starts a program with `watch` and these options.

    `folder` is where another database than the usual one is; `environment` is a line for PYTHONPATH, or empty.
    """
    text = template().replace(_PROGRAM, "ExecStart=" + " ".join(map(quoted, [*program, "watch", *options])))
    more = []
    if environment:
        more.append(f"Environment={quoted(environment)}")
    if folder:
        more.append(f"ReadWritePaths={quoted(folder)}")
    if in_home((*program, *options, environment.partition("=")[2])):
        text = text.replace(_TRUE_HOME, _READABLE_HOME)
    head, mark, rest = text.partition("[Service]\n")
    return head + mark + "".join(f"{line}\n" for line in more) + rest


def in_home(words: Iterable[str]) -> bool:
    """Tell whether one of these paths is in somebody's home."""
    return any(word.startswith(_HOMES) for word in words)


def quoted(word: str) -> str:
    """Return a word as a unit file has it (systemd.service(5), "Command lines")."""
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{safe}"' if any(c.isspace() or c in "\"'\\;" for c in safe) else safe


def program() -> tuple[list[str], str]:
    """Return the command line that started this process, without sendoff's own arguments; and its PYTHONPATH.

    It names the interpreter itself: the start script of a clone may want to build an environment, which a service
    that may write nowhere cannot.
    """
    own = len(sys.argv) - 1
    started = sys.orig_argv[1 : len(sys.orig_argv) - own]
    words = [os.path.abspath(word) if os.path.exists(word) and not word.startswith("-") else word for word in started]
    path = os.environ.get("PYTHONPATH", "")
    absolute = os.pathsep.join(os.path.abspath(folder) for folder in path.split(os.pathsep) if folder)
    return [sys.executable, *words], f"PYTHONPATH={absolute}" if absolute and "-I" not in words else ""


def made(database: str, options: Sequence[str]) -> str:
    """Return the unit for the sendoff that runs now."""
    words, environment = program()
    folder = "" if database == LEDGER else os.path.dirname(os.path.abspath(database))
    return unit(words, options, folder, environment)


def installed(host: Host) -> str | None:
    """Return the unit that is installed, or None."""
    found = host.files.read(UNIT)
    return None if found is None else found.decode(errors="replace")


def install(host: Host, text: str) -> None:
    """Write the unit, have it started at boot, and start it, anew if it runs.

    Raises:
        HostError: no systemd here, or it refused.
    """
    need_systemd(host)
    host.files.write(UNIT, text.encode(), 0o644)
    systemctl(host, "daemon-reload")
    systemctl(host, "enable", NAME)
    systemctl(host, "restart", NAME)


def uninstall(host: Host) -> None:
    """Stop the service and take its unit away; the ledger stays.

    Raises:
        HostError: no systemd here, or it refused.
    """
    need_systemd(host)
    systemctl(host, "disable", "--now", NAME)
    host.files.remove(UNIT)
    systemctl(host, "daemon-reload")


def need_systemd(host: Host) -> None:
    """Raise HostError where systemd does not run this machine, or who asks is not root."""
    if not has_systemd(host):
        raise HostError(
            "systemd does not run this machine, so there is no service to install",
            "Have whatever starts programs here start `sendoff watch` as root; it stays in the foreground and ends"
            " with SIGTERM. By hand: setsid sendoff watch </dev/null &",
        )
    if os.geteuid() != 0:
        raise HostError("installing a service needs root", "Run the command with sudo.")


def systemctl(host: Host, *words: str) -> None:
    """Tell systemd something.

    Raises:
        HostError: it refused.
    """
    done = host.commands.run(["systemctl", *words], timeout=120.0)
    if done.code:
        said = " ".join((done.err or done.out).split())
        raise HostError(f"`systemctl {' '.join(words)}` failed: {said}", f"`journalctl -u {NAME}` says more.")
