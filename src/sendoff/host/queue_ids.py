"""When the oldest waiting message was handed in, by nothing but the names of its files."""

from __future__ import annotations

import os
from collections.abc import Iterator

from sendoff.change.facts import Unknown
from sendoff.host.spool import Spool
from sendoff.monitor.check_queue import arrival

_QUEUES = ("incoming", "active", "deferred")


def oldest(place: Spool) -> int | Unknown | None:
    """Return the arrival (µs) of the oldest message that is not on hold; None when there is none.

    Long queue ids tell it; with short ones it is unknown, since a deferred file's times tell its retries.
    """
    earliest: int | None = None
    try:
        for name in (one for queue in _QUEUES for one in _names(f"{place.root}/{queue}")):
            moment = arrival(name)
            if moment is None:
                return Unknown("short queue ids do not tell it")
            earliest = moment if earliest is None else min(earliest, moment)
    except PermissionError:
        return Unknown("only root may look at the queue")
    except OSError as error:
        return Unknown(f"the queue cannot be read: {error.strerror}")
    return earliest


def _names(path: str) -> Iterator[str]:
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _names(entry.path)
            else:
                yield entry.name
