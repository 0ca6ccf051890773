"""What a rehearsal is made from, read from the machine: both configurations, their tables, and the server's addresses.

Tables are read by postmap(1), the live ones from their own files, so that it is Postfix's reading that counts. They
hold passwords, which go nowhere but into the memory of the worlds.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sendoff.change.plan import Plan
from sendoff.host import Host
from sendoff.host.paths import CONFIG, QUEUE
from sendoff.host.rehearsing.errors import require
from sendoff.host.texts import read_text
from sendoff.lab import Copy, File
from sendoff.lab.copy import DATA
from sendoff.lab.network import SERVER, SERVER6
from sendoff.postfix import main_cf
from sendoff.postfix.tables import SIGNER, Table
from sendoff.rehearsal.adapting import EMPTY, Adapted, adapt
from sendoff.rehearsal.configuration import Configuration, references
from sendoff.rehearsal.mails import Surroundings

_ROUTING = (
    "transport_maps", "sender_dependent_default_transport_maps", "sender_dependent_relayhost_maps",
    "smtp_sasl_password_maps",
)  # fmt: skip
_LISTED = ("hash", "btree", "cdb", "lmdb", "dbm", "sdbm", "texthash", "inline")
"""Table types whose entries postmap(1) lists."""
_PATTERNS = ("regexp", "pcre", "cidr")
_AUTHORITIES = ("smtp_tls_CAfile",)
_ORDINARY = ("www-data", "nobody")


class Found(NamedTuple):
    """Both configurations made fit for a world, what the stage is made from, and the machine's own things."""

    around: Surroundings
    now: Copy | None
    then: Copy
    node: str
    user: tuple[int, int]
    not_rehearsed: tuple[str, ...]

    def __repr__(self) -> str:
        """Return nothing of it: it holds the machine's configuration."""
        return "Found()"


def read(host: Host, plan: Plan) -> Found:
    """Read all of it.

    Raises:
        CannotRehearse: something is missing that the plan would bring first.
        HostError: a file cannot be read.
    """
    require(plan)
    step = plan.transition
    machine, compiled = step.machine, step.compiled
    networks = "" if machine.main_cf is None else _networks(host, machine.main_cf)
    now = None
    if machine.main_cf is not None:
        tables = _tables(host, machine.main_cf, {}, {})
        now = Configuration(machine.main_cf, machine.master_cf or "", machine.host_name, tables, networks,
                            machine.build.defaults)  # fmt: skip
    ours = {table.reference(compiled.folder): table for table in compiled.tables}
    then = Configuration(
        compiled.main_cf, compiled.master_cf, machine.host_name,
        _tables(host, compiled.main_cf, ours, now.tables if now else {}), networks, machine.build.defaults,
    )  # fmt: skip
    own, ipv6 = addresses(host)
    door, door6 = _doors((now, then), own)
    around = Surroundings(now, then, step.settings, door, door6, own, ipv6)
    new = [table for table in compiled.tables if table.name not in SIGNER]
    fresh = compiled.folder != (machine.current.folder if machine.current else "")
    adapted = adapt(then), adapt(now) if now else None
    notes = [*adapted[0].not_rehearsed, *(adapted[1].not_rehearsed if adapted[1] else ())]
    return Found(
        around,
        _copy(host, now, adapted[1], around) if now and adapted[1] else None,
        _copy(host, then, adapted[0], around, folder=compiled.folder, tables=new if fresh else ()),
        os.uname().nodename, _user(host), tuple(dict.fromkeys(notes)),
    )  # fmt: skip


def _copy(
    host: Host, configuration: Configuration, adapted: Adapted, around: Surroundings, *, folder: str = "",
    tables: Iterable[Table] = (),
) -> Copy:  # fmt: skip
    """Return the world's server; the tables of a generation that is not applied yet are made there."""
    made = list(tables)
    files = [File(EMPTY, ""), *(File(f"{folder}/{table.name}", table.text, table.mode) for table in made)]
    authorities = [configuration.value(name) for name in _AUTHORITIES]
    return Copy(
        adapted.main_cf, adapted.master_cf, tuple(files),
        tuple(table.reference(folder) for table in made if table.indexed),
        aliases=bool(folder) and _lacks_aliases(host, configuration),
        addresses=around.own,
        ipv6=around.ipv6,
        authorities=tuple(path for path in authorities if path.startswith("/etc/") and host.files.status(path)),
        queue=configuration.value("queue_directory", QUEUE),
        data=configuration.value("data_directory", DATA),
    )  # fmt: skip


def _lacks_aliases(host: Host, configuration: Configuration) -> bool:
    """Tell whether an apply would make the alias database (host/aliases.py)."""
    tables = references(configuration.value("alias_database"))
    return any(
        kind in ("hash", "btree") and host.files.status(path) and not host.files.status(f"{path}.db")
        for kind, _, path in (table.partition(":") for table in tables)
    )


def _tables(
    host: Host, text: str, ours: Mapping[str, Table], known: Mapping[str, Mapping[str, str]]
) -> dict[str, Mapping[str, str]]:
    values = main_cf.values(text)
    wanted = {reference for name in _ROUTING for reference in references(values.get(name, ""))}
    return {
        each: _entries(ours[each].text) if each in ours else known[each] if each in known else _listed(host, each)
        for each in wanted
    }


def _listed(host: Host, reference: str) -> dict[str, str]:
    """Return the entries of a table of the machine; of one with patterns, what it leads to, by the pattern."""
    kind, _, path = reference.removeprefix("proxy:").partition(":")
    if kind in _PATTERNS:
        return _entries(read_text(host, path) or "")
    if kind not in _LISTED:
        return {}
    return _entries(host.commands.run(["postmap", "-s", f"{kind}:{path}"]).out)


def _entries(text: str) -> dict[str, str]:
    lines = (line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#"))
    found: dict[str, str] = {}
    for words in lines:
        found.setdefault(words[0], words[1].strip() if len(words) > 1 else "")
    return found


def _networks(host: Host, text: str) -> str:
    """Return mynetworks as Postfix derives it from its interfaces, where main.cf does not set it."""
    if "mynetworks" in main_cf.values(text):
        return ""
    return host.commands.run(["postconf", "-c", CONFIG, "-xh", "mynetworks"]).out.strip()


def addresses(host: Host) -> tuple[tuple[str, ...], bool]:
    """Return this machine's own addresses, without loopback's and link-local ones, and whether it has IPv6 at all."""
    links = json.loads(host.commands.run(["ip", "-json", "address"]).out or "[]")
    entries = [entry for link in links for entry in link.get("addr_info", ()) if "local" in entry]
    ipv6 = any(entry["local"] == "::1" for entry in entries)
    own = dict.fromkeys(entry["local"] for entry in entries if entry.get("scope") == "global")
    return tuple(address for address in own if ipv6 or ":" not in address), ipv6


def _doors(configurations: Iterable[Configuration | None], own: tuple[str, ...]) -> tuple[str, str]:
    """Return the IPv4 and IPv6 address at which clients of the network come in."""
    listed = [word.strip("[]") for each in configurations if each for word in each.words("inet_interfaces", "all")]
    named = [word for word in listed if word in own]
    door = next((word for word in named if ":" not in word), SERVER)
    return door, next((word for word in named if ":" in word), SERVER6)


def _user(host: Host) -> tuple[int, int]:
    """Return the ids of an ordinary user."""
    text = read_text(host, "/etc/passwd") or ""
    found = {name: re.search(rf"(?m)^{name}:[^:]*:(\d+):(\d+):", text) for name in _ORDINARY}
    match = next((each for each in found.values() if each), None)
    return (int(match[1]), int(match[2])) if match else (65534, 65534)
