"""The world's wires: the server under test on one side, the whole Internet on the other.

Two network namespaces joined by a veth pair. The outer one takes *every* address as its own ("any IP"), so a
receiver or a client can have any address without configuration, and nothing of the real network can be reached.
They are two because a Postfix with `inet_interfaces = all` takes port 25 of all addresses in its namespace,
and takes all addresses there for its own ("mail loops back to myself").
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

SERVER, SERVER6 = "10.77.0.1", "2001:db8:77::1"
OUTSIDE, OUTSIDE6 = "10.77.0.2", "2001:db8:77::2"
TRUSTED, STRANGER = "10.77.0.100", "10.77.0.200"
"""Suggested client addresses."""
FAILING_NAME_SERVER = "10.77.0.53"
"""Answers SERVFAIL to everything."""
NAME_SERVER = "10.77.0.54"
"""The world's own name server, where there is no unbound."""
SILENT_NETWORK = "10.77.66.0/24"
"""Packets to it vanish: connecting lasts until the client's time limit."""
UNREACHABLE_NETWORK = "10.77.67.0/24"
"""Connecting to it fails at once."""


def connect(outside_pid: int, addresses: Sequence[str] = (), *, ipv6: bool = True) -> None:
    """Wire this (server's) namespace to that of process `outside_pid`, which then calls `open_outside`.

    `addresses` are the server's besides SERVER and SERVER6; without `ipv6` it has none of that family.
    """
    _switch(ipv6)
    # As systemd sets it on every machine. With the kernel's 10, Postfix's log daemon can block for ever: it hands
    # its own warnings to its own socket.
    _set("unix/max_dgram_qlen", 512)
    _ip(
        f"""
        link set lo up
        link add eth0 type veth peer name eth0 netns {outside_pid}
        link set eth0 up
        addr add {SERVER}/24 dev eth0
        addr add {SERVER6}/64 dev eth0 nodad noprefixroute
        route add {OUTSIDE6}/128 dev eth0
        route add default via {OUTSIDE}
        route add default via {OUTSIDE6}
        route add unreachable {UNREACHABLE_NETWORK}
        {_each("addr add {} dev eth0 nodad noprefixroute", addresses)}
    """,
        ipv6,
    )


def open_outside(addresses: Sequence[str] = (), *, ipv6: bool = True) -> None:
    """Make this namespace the Internet. Call after `connect`, with the same arguments."""
    _switch(ipv6)
    for family in ("ipv4", "ipv6") if ipv6 else ("ipv4",):
        _set(f"{family}/ip_nonlocal_bind", 1)
    _ip(
        f"""
        link set lo up
        link set eth0 up
        addr add {OUTSIDE}/32 dev eth0
        addr add {OUTSIDE6}/128 dev eth0 nodad
        route add {SERVER}/32 dev eth0 table local
        route add {SERVER6}/128 dev eth0 table local
        route add local default dev lo
        route add local 2000::/3 dev lo
        route add local fc00::/7 dev lo
        {_each("route add {} dev eth0 table local", addresses)}
        route add blackhole {SILENT_NETWORK} table local
    """,
        ipv6,
    )


def _each(line: str, addresses: Sequence[str]) -> str:
    lengths = ((address, 128 if ":" in address else 32) for address in addresses)
    return "\n".join(line.format(f"{address}/{length}") for address, length in lengths)


def _set(name: str, value: int) -> None:
    Path("/proc/sys/net", name).write_text(str(value))


def _switch(ipv6: bool) -> None:
    """Have IPv6 in this namespace, or not, whatever the machine's own default is; a kernel may lack it altogether."""
    for name in ("all", "default"):
        if Path(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6").exists():
            _set(f"ipv6/conf/{name}/disable_ipv6", int(not ipv6))


def _ip(batch: str, ipv6: bool) -> None:
    wanted = (line.strip() for line in batch.splitlines() if ipv6 or "::" not in line)
    lines = "".join(f"{line}\n" for line in wanted if line)
    done = subprocess.run(["ip", "-batch", "-"], input=lines, text=True, capture_output=True, check=False)
    if done.returncode != 0:
        raise OSError(f"ip could not build the network: {done.stderr.strip()}")
