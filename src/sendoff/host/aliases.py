"""The alias database, without which local mail, root's among it, waits (aliases(5))."""

from __future__ import annotations

from sendoff.host import Host
from sendoff.host.errors import HostError

_SUFFIXES = {"hash": ".db", "btree": ".db", "cdb": ".cdb", "lmdb": ".lmdb", "dbm": ".pag", "sdbm": ".pag"}


ALIASES = "/etc/aliases"
_FIRST = b"# See man 5 aliases for format; run newaliases after a change\npostmaster: root\n"


def ensure(host: Host) -> None:
    """Give the machine an alias file with its index, where a package installed without a configuration has left none.

    Raises:
        HostError: newaliases(1) failed.
    """
    tables = host.commands.run(["postconf", "-xh", "alias_database"]).out.replace(",", " ").split()
    if any(table.endswith(f":{ALIASES}") for table in tables) and not host.files.status(ALIASES):
        host.files.write(ALIASES, _FIRST)
    if any(_lacks_index(host, table) for table in tables):
        done = host.commands.run(["newaliases"])
        if done.code:
            raise HostError(f"newaliases failed: {done.err.strip()}", "Mend the alias file it names.")


def _lacks_index(host: Host, table: str) -> bool:
    kind, _, path = table.partition(":")
    if kind not in _SUFFIXES or not host.files.status(path):
        return False
    return host.files.status(path + _SUFFIXES[kind]) is None
