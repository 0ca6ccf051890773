"""Building a configuration beside the live one, and having Postfix read it before anything counts.

main.cf is live the moment it is written, so nothing is tried out in place: tables are built in the
folder of their generation, which nothing uses yet, and the two files are checked in a shadow folder.
"""

from __future__ import annotations

import os

from sendoff.host import Host
from sendoff.host.errors import HostError
from sendoff.host.files import sync
from sendoff.host.paths import CONFIG, SHADOW
from sendoff.host.texts import encoded
from sendoff.postfix.compiled import Compiled

_NEEDED = ("dynamicmaps.cf", "dynamicmaps.cf.d")
"""What Postfix's tools read beside the two files: which table types there are."""


def build(host: Host, compiled: Compiled) -> None:
    """Build the tables, have Postfix read the new files, and compare what it understood with what was meant.

    Raises:
        HostError: something cannot be written, or Postfix refuses it or reads it differently.
    """
    host.files.remove(SHADOW)
    host.files.make_folder(SHADOW, 0o700)
    try:
        _shadow(host, compiled)
        if compiled.tables:
            _build_tables(host, compiled)
        _read_back(host, compiled)
        done = host.commands.on_terminal(["postfix", "-c", SHADOW, "check"])
        if done.code:
            raise HostError(f"`postfix check` refuses the new configuration: {done.out}")
    finally:
        host.files.remove(SHADOW)


def _build_tables(host: Host, compiled: Compiled) -> None:
    """Write the tables and their indexes; secret ones are never readable by others, not even for a moment."""
    beside = f"{compiled.folder}.new"
    host.files.remove(beside)
    host.files.remove(compiled.folder)
    host.files.make_folder(os.path.dirname(beside))
    host.files.make_folder(beside, 0o755)
    for table in compiled.tables:
        path = f"{beside}/{table.name}"
        host.files.write(path, table.text.encode(), table.mode, settled=True)
        if table.indexed:
            _index(host, f"{table.type}:{path}")
    for name in host.files.names(beside):
        sync(f"{beside}/{name}")
    host.files.rename(beside, compiled.folder)


def _index(host: Host, table: str) -> None:
    """Run postmap(1), which gives a new index the mode and owner of its source; it needs a main.cf, and has the new."""
    done = host.commands.run(["postmap", "-c", SHADOW, table])
    # It may warn of the administrator's own lines; only the exit status tells about the table.
    if done.code:
        raise HostError(f"postmap cannot build {table}: {done.err.strip()}")


def _shadow(host: Host, compiled: Compiled) -> None:
    host.files.write(f"{SHADOW}/main.cf", encoded(compiled.main_cf), settled=True)
    host.files.write(f"{SHADOW}/master.cf", encoded(compiled.master_cf))
    for name in _NEEDED:
        _copy(host, f"{CONFIG}/{name}", f"{SHADOW}/{name}")


def _copy(host: Host, source: str, target: str) -> None:
    """Copy a file, or a folder of files; a link would make `postfix check` complain in the administrator's log."""
    names = host.files.names(source) if os.path.isdir(source) else []
    if names:
        host.files.make_folder(target)
    for name in names:
        _copy(host, f"{source}/{name}", f"{target}/{name}")
    data = None if os.path.isdir(source) else host.files.read(source)
    if data is not None:
        host.files.write(target, data)


def _read_back(host: Host, compiled: Compiled) -> None:
    names = list(compiled.parameters)
    if not names:
        return
    done = host.commands.run(["postconf", "-c", SHADOW, *names])
    read = dict(line.split(" =", 1) for line in done.out.splitlines() if " =" in line)
    for name in names:
        if name not in read or read[name].strip() != compiled.parameters[name]:
            found = read.get(name, "(nothing)").strip()
            raise HostError(
                f"Postfix reads {name} as {found!r}, meant was {compiled.parameters[name]!r}",
                "This is a fault of sendoff; please report it with your main.cf.",
            )
