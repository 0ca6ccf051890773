"""A server that is made like this machine, as a plain value: what a rehearsal gives a world instead of Debian's own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

QUEUE, DATA = "/var/spool/postfix", "/var/lib/postfix"


@dataclass(frozen=True, repr=False)
class File:
    """A file of the world; its text may be secret. Bytes outside UTF-8 are surrogates, as Python's surrogateescape."""

    path: str
    text: str
    mode: int = 0o644


@dataclass(frozen=True, repr=False)
class Copy:
    """This machine's /etc, names and users, with another configuration of Postfix.

    `files` are written over the copy of /etc; `tables` (`type:path`) are then built by postmap(1), and the alias
    database if `aliases`. `addresses` are the server's own besides the world's; `authorities` are files of
    certificates that trust the world's own authority too. `ipv6`: whether the machine has it. `queue` and `data` are
    Postfix's directories.
    Everything outside /etc, /run, /tmp and the mail directories can be read and not written.
    """

    main_cf: str
    master_cf: str
    files: tuple[File, ...] = ()
    tables: tuple[str, ...] = ()
    aliases: bool = False
    addresses: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    ipv6: bool = True
    queue: str = QUEUE
    data: str = DATA

    def to_json(self) -> dict[str, Any]:
        """For the keeper."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Copy:
        """From what `to_json` made."""
        lists = {name: tuple(value[name]) for name in ("tables", "addresses", "authorities")}
        return cls(**(value | lists | {"files": tuple(File(**file) for file in value["files"])}))
