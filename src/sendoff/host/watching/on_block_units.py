"""The units by which systemd follows what the watch says of sendoff::on_block.

They are installed with the watch, whether the key is set or not: without it nothing writes the file that they look at.
"""

from __future__ import annotations

from pathlib import Path

from sendoff.host import Host
from sendoff.host.watching import installing

PATH, SERVICE = "sendoff-on-block.path", "sendoff-on-block.service"
FOLDER = "/etc/systemd/system"
_PROGRAM = "ExecStart=/usr/local/bin/sendoff apply --live --yes"


def template(name: str) -> str:
    """Return a unit as it is in packaging/systemd, for /usr/local/bin/sendoff."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def made() -> dict[str, str]:
    """Return the units for the sendoff that runs now, by their paths."""
    words, environment = installing.program()
    command = " ".join(map(installing.quoted, [*words, "apply", "--live", "--yes"]))
    text = template(SERVICE).replace(_PROGRAM, f"ExecStart={command}")
    if environment:
        text = text.replace("[Service]\n", f"[Service]\nEnvironment={installing.quoted(environment)}\n")
    if installing.in_home([*words, environment.partition("=")[2]]):
        text = text.replace("ProtectHome=yes", "ProtectHome=read-only")
    return {f"{FOLDER}/{PATH}": template(PATH), f"{FOLDER}/{SERVICE}": text}


def install(host: Host, units: dict[str, str]) -> None:
    """Write the units and have systemd look from now on.

    Raises:
        HostError: systemd refused.
    """
    if not units:
        return
    for path, text in units.items():
        host.files.write(path, text.encode(), 0o644)
    installing.systemctl(host, "daemon-reload")
    installing.systemctl(host, "enable", PATH)
    installing.systemctl(host, "restart", PATH)


def installed(host: Host) -> bool:
    """Tell whether the units are there."""
    return host.files.status(f"{FOLDER}/{PATH}") is not None


def uninstall(host: Host) -> None:
    """Take the units away, where they are; what is on stays on.

    Raises:
        HostError: systemd refused.
    """
    if not installed(host):
        return
    installing.systemctl(host, "disable", "--now", PATH)
    for name in (PATH, SERVICE):
        host.files.remove(f"{FOLDER}/{name}")
    installing.systemctl(host, "daemon-reload")
