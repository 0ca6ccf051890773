"""The machine as it is: everything a plan is made from, read without changing anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from sendoff.change.state import Machine, Signer
from sendoff.host import Host, store
from sendoff.host.errors import HostError
from sendoff.host.paths import (
    BUILD,
    CONFIG,
    DKIM,
    MAIN_CF,
    MASTER_CF,
    POSTCONF,
    QUEUE,
    SAMPLE_MAIN_CF,
    SAMPLE_MASTER_CF,
)
from sendoff.host.texts import read_text
from sendoff.postfix import main_cf
from sendoff.postfix.compiled import Build
from sendoff.postfix.parameters import names

UNKNOWN_BUILD = Build("", frozenset({"hash", "texthash"}))
"""What is assumed of a Postfix that is not installed yet; the plan is made anew once it is."""

_INDEX_SUFFIXES = (".db", ".cdb", ".lmdb")


def observe(host: Host, *, secrets: bool = True) -> Machine:
    """Return the machine's state; without `secrets`, which only root may read, tables are known by name alone.

    Raises:
        HostError: something that is there cannot be read, such as a secret table by another user than root.
    """
    text = read_text(host, MAIN_CF)
    present = store.current(host)
    installed = host.files.status(POSTCONF) is not None
    return Machine(
        host_name=host_name(host),
        installed=installed,
        running=master_pid(host, main_cf.values(text or "")) is not None,
        build=read_build(host) if installed else UNKNOWN_BUILD,
        has_log=has_log(host),
        main_cf=text,
        master_cf=read_text(host, MASTER_CF) or read_text(host, SAMPLE_MASTER_CF),
        sample_main_cf=(read_text(host, SAMPLE_MAIN_CF) or "") if text is None else "",
        tables=_tables(host, present.folder, secrets) if present and present.folder else {},
        current=present,
        pending=store.pending(host),
        other_mta=None if installed else other_mta(host),
        packages=_packages(host, installed),
        signer=_signer(host),
        notify=store.notify_of(host, present.number) if present and present.notify and secrets else (),
    )


def host_name(host: Host) -> str:
    """Return the machine's own name with a domain: its node name, or the full name that /etc/hosts has for it."""
    node = os.uname().nodename
    if "." in node:
        return node.lower()
    for line in (read_text(host, "/etc/hosts") or "").splitlines():
        names = line.partition("#")[0].split()[1:]
        if node in names:
            full = next((name for name in names if name.startswith(f"{node}.")), None)
            if full:
                return full.lower()
    return f"{node}.localdomain".lower()


def has_log(host: Host) -> bool:
    """Tell whether a syslog or journald takes what Postfix logs; a socket alone may be left over from another time."""
    if all(host.files.status(path) for path in ("/run/systemd/system", "/run/systemd/journal/dev-log")):
        return True  # systemd keeps journald running
    if not host.files.status("/dev/log"):
        return False
    from sendoff.host import journal  # start-up: rarely needed

    return journal.has_log(host)


def master_pid(host: Host, parameters: dict[str, str]) -> int | None:
    """Return the process id of Postfix's master, or None when it does not run."""
    queue = parameters.get("queue_directory", QUEUE)
    try:
        found = (host.files.read(f"{queue}/pid/master.pid") or b"").strip()
    except HostError:
        # Only root may read it; what is called master and is root's is it, as near as anybody else can see.
        return next((pid for pid in _processes(host) if _is_master(host, pid) and _is_roots(host, pid)), None)
    return int(found) if found.isdigit() and _is_master(host, int(found)) else None


def _processes(host: Host) -> Iterator[int]:
    return (int(name) for name in host.files.names("/proc") if name.isdigit())


def _is_master(host: Host, pid: int) -> bool:
    return (host.files.read(f"/proc/{pid}/comm") or b"").strip() == b"master"


def _is_roots(host: Host, pid: int) -> bool:
    status = host.files.status(f"/proc/{pid}")
    return status is not None and status.owner == 0


def read_build(host: Host) -> Build:
    """Return what this Postfix can do, remembered until its program or its list of table types changes."""
    mark = build_mark(host)
    known = store.read_json(host, BUILD)
    if known and known["mark"] == mark:
        return Build(known["version"], frozenset(known["table_types"]), known["default_type"], known["defaults"])
    return ask_build(host)


def build_mark(host: Host) -> str:
    """Return a sign that changes when another Postfix, or another table type, is installed."""
    paths = (POSTCONF, f"{CONFIG}/dynamicmaps.cf", f"{CONFIG}/dynamicmaps.cf.d")
    found = (host.files.status(path) for path in paths)
    return " ".join(f"{status.inode}.{status.changed_ns}.{status.size}" if status else "-" for status in found)


def ask_build(host: Host) -> Build:
    """Ask postconf(1), in a folder of its own, since it needs a main.cf to answer."""
    import tempfile  # start-up: only when nothing is remembered

    with tempfile.TemporaryDirectory(prefix="sendoff-") as folder:
        for name in ("dynamicmaps.cf", "dynamicmaps.cf.d", "master.cf"):
            if host.files.status(f"{CONFIG}/{name}"):
                os.symlink(f"{CONFIG}/{name}", f"{folder}/{name}")
        host.files.write(f"{folder}/main.cf", b"", settled=True)
        types = host.commands.run([POSTCONF, "-c", folder, "-m"]).out.split()
        told = host.commands.run([POSTCONF, "-c", folder, "-d"]).out
    defaults = main_cf.values(told)
    ours = {name: value for name, value in defaults.items() if name in names()}
    version, default_type = defaults.get("mail_version", ""), defaults.get("default_database_type", "hash")
    return Build(version, frozenset(types), default_type, ours)


def remember_build(host: Host, build: Build) -> None:
    """Keep what `ask_build` found, for quick plans."""
    kept = {
        "version": build.version,
        "table_types": sorted(build.table_types),
        "default_type": build.default_type,
        "defaults": dict(build.defaults),
    }
    store.write_json(host, BUILD, {"mark": build_mark(host), **kept})


def _tables(host: Host, folder: str, secrets: bool) -> dict[str, str]:
    """Return the sources of the tables in a folder, by name; their indexes stand beside them."""
    sources = [name for name in host.files.names(folder) if not name.endswith(_INDEX_SUFFIXES)]
    return {name: (read_text(host, f"{folder}/{name}") or "") if secrets else "" for name in sources}


def _signer(host: Host) -> Signer:
    if host.files.status(DKIM) is None:
        return Signer()
    from sendoff.host.dkim import signer  # start-up: only where mail is signed, or was

    return signer.observe(host)


def _packages(host: Host, installed: bool) -> frozenset[str]:
    """Return which of the packages that sendoff needs are there, judged by a file of each."""
    multiarch = getattr(sys.implementation, "_multiarch", f"{os.uname().machine}-linux-gnu")
    marks = {
        "ca-certificates": ("/etc/ssl/certs/ca-certificates.crt",),
        "opendkim": ("/usr/sbin/opendkim",),
        "libsasl2-modules": (f"/usr/lib/{multiarch}/sasl2/liblogin.so", "/usr/lib/sasl2/liblogin.so"),
    }
    found = {name for name, paths in marks.items() if any(host.files.status(path) for path in paths)}
    return frozenset(found | {"postfix"} if installed else found)


def other_mta(host: Host) -> str | None:
    """Return the package of another installed mail server, which installing Postfix would remove."""
    if not host.files.status("/usr/bin/dpkg-query"):
        return None
    form = "${db:Status-Abbrev}\t${Package}\t${Provides}\n"
    for line in host.commands.run(["dpkg-query", "-W", "-f", form]).out.splitlines():
        status, package, provides = (*line.split("\t"), "", "")[:3]
        if status.startswith("ii") and "mail-transport-agent" in provides.replace(",", " ").split():
            return package
    return None
