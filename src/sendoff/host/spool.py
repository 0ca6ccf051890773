"""Postfix's queue folder: where a message's file is, and when Postfix will try it again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import NamedTuple

from sendoff.host import Host, real
from sendoff.host.paths import QUEUE
from sendoff.host.texts import live_parameters

_LONG_ID = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
"""The digits of long queue ids, base 52; a `z` ends the time in them."""
_SECONDS, _MICROSECONDS = 6, 4


class Spool(NamedTuple):
    """The queue folder, and how Postfix spreads its files over folders (hash_queue_names, hash_queue_depth)."""

    root: str = QUEUE
    hashed: tuple[str, ...] = ("deferred", "defer")
    depth: int = 1

    def path(self, queue: str, queue_id: str) -> str:
        """Return where the file of a message is while it is in this queue."""
        if queue not in self.hashed:
            return f"{self.root}/{queue}/{queue_id}"
        spread = _spread_by(queue_id)
        if self.depth == 1:
            return f"{self.root}/{queue}/{spread[:1]}/{queue_id}"
        folders = "/".join(spread[place : place + 1] or "_" for place in range(self.depth))
        return f"{self.root}/{queue}/{folders}/{queue_id}"

    def next_retry(self, queue_id: str) -> int | None:
        """Return when a deferred message is tried again (µs): Postfix writes that as its file's time.

        None where it cannot be told: it is not deferred now, or its file may not be looked at.
        """
        try:
            return os.stat(self.path("deferred", queue_id)).st_mtime_ns // 1000
        except OSError:
            return None


def spool(host: Host | None = None) -> Spool:
    """Return this machine's spool, as main.cf has it; what main.cf does not say is Postfix's default."""
    found = live_parameters(host or real())
    names = found.get("hash_queue_names")
    depth = found.get("hash_queue_depth", "")
    return Spool(
        found.get("queue_directory") or QUEUE,
        Spool().hashed if names is None else tuple(names.replace(",", " ").split()),
        int(depth) if depth.isdigit() else 1,
    )


def next_retry(queue_ids: Iterable[str], host: Host | None = None) -> dict[str, int]:
    """Return when deferred messages are tried again (µs), for as many as can be told; that needs root."""
    place = spool(host)
    return {queue_id: when for queue_id in queue_ids if (when := place.next_retry(queue_id)) is not None}


def _spread_by(queue_id: str) -> str:
    """Return the characters by which a file is spread: the microseconds of its arrival, five hexadecimal digits."""
    end = queue_id.rfind("z")
    if end < _SECONDS + _MICROSECONDS:
        return queue_id
    value = 0
    for digit in queue_id[end - _MICROSECONDS : end]:
        value = value * len(_LONG_ID) + _LONG_ID.find(digit)
    return f"{value:05X}"
