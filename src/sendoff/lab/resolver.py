"""The world's resolver: a real unbound that knows only what it is told. Everything else does not exist (NXDOMAIN)."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterable
from pathlib import Path

from .layout import HOME
from .model import LabError
from .network import FAILING_NAME_SERVER

SOCKET = HOME / "unbound.socket"

_CONFIGURATION = f"""
server:
  interface: 127.0.0.1
  port: 53
  chroot: ""
  username: ""
  directory: "{HOME}"
  pidfile: ""
  use-syslog: no
  logfile: ""
  do-daemonize: no
  module-config: "iterator"
  do-not-query-localhost: no
  cache-max-negative-ttl: 0
  num-threads: 1
  msg-cache-size: 1m
  rrset-cache-size: 1m
  edns-buffer-size: 1232
  local-zone: "." static
remote-control:
  control-enable: yes
  control-use-cert: no
  control-interface: "{SOCKET}"
"""


def start() -> subprocess.Popen[bytes]:
    """Start unbound (inside the world, by its PID 1); it is ready when SOCKET accepts connections."""
    configuration = HOME / "unbound.conf"
    configuration.write_text(_CONFIGURATION)
    with (HOME / "unbound.log").open("wb") as log:
        return subprocess.Popen(["unbound", "-c", str(configuration)], stdin=subprocess.DEVNULL, stdout=log, stderr=log)


class Resolver:
    """Changes what names answer, at once and while all is running. Names and records as in a zone file."""

    def __init__(self, control: Path) -> None:
        self._control = control

    def add(self, *records: str) -> None:
        """Add lines like `example.net. MX 10 mx.example.net.`; blank lines and `;` comments are skipped."""
        for record in lines_of(records):
            self._tell(f"local_data {record}")

    def replace(self, *records: str) -> None:
        """As `add`, but each name loses first what it answered (records, servfail, silence)."""
        wanted = lines_of(records)
        self.remove(*{record.split()[0] for record in wanted})
        self.add(*wanted)

    def remove(self, *names: str) -> None:
        """The names exist no longer."""
        for name in names:
            self._tell(f"stub_remove {name}")
            if name.strip(".").lower() in self._special_zones():
                self._tell(f"local_zone_remove {name}")
            self._tell(f"local_data_remove {name}")

    def servfail(self, *names: str) -> None:
        """The names, and what is below them, answer SERVFAIL: their name server fails."""
        for name in names:
            self.remove(name)
            self._tell(f"local_zone {name} transparent")
            self._tell(f"stub_add {name} {FAILING_NAME_SERVER}")

    def silence(self, *names: str) -> None:
        """Queries for the names, and what is below them, get no answer at all: the client runs into its time limit."""
        for name in names:
            self.remove(name)
            self._tell(f"local_zone {name} always_deny")

    def _special_zones(self) -> set[str]:
        zones = (line.split() for line in self._tell("list_local_zones").splitlines())
        return {name.strip(".").lower() for name, kind in zones if kind in ("transparent", "always_deny")}

    def _tell(self, command: str) -> str:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(10)
            connection.connect(str(self._control))
            connection.sendall(f"UBCT1 {command}\n".encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
        if answer.startswith("error"):
            raise LabError(f"unbound refuses {command!r}: {answer.strip()}")
        return answer


def lines_of(texts: Iterable[str]) -> list[str]:
    """The records in texts of one or more lines."""
    lines = (line.strip() for text in texts for line in text.splitlines())
    return [line for line in lines if line and not line.startswith(";")]
