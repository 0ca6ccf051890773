"""How many messages wait, counted cheaply: files of the queue folders, not their contents."""

from __future__ import annotations

import os

from sendoff.change.facts import Unknown
from sendoff.host import Host
from sendoff.host.paths import QUEUE

FOLDERS = ("maildrop", "incoming", "active", "deferred", "hold")


def depth(host: Host, queue: str = QUEUE) -> dict[str, int] | Unknown:
    """Return the number of messages in each queue; as another user than root, only the total under `all`."""
    if not host.files.status(queue):
        return Unknown("there is no queue folder")
    try:
        return {name: _count(f"{queue}/{name}") for name in FOLDERS}
    except PermissionError:
        done = host.commands.run(["postqueue", "-j"])
        if done.code:
            return Unknown("only root may count the queue while Postfix does not run")
        return {"all": done.out.count("\n")}
    except OSError as error:
        return Unknown(f"the queue cannot be read: {error.strerror}")


def _count(path: str) -> int:
    """Count files below a queue folder; deferred mail is spread over folders by the first letters of its id."""
    total = 0
    with os.scandir(path) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                total += _count(entry.path)
            else:
                total += 1
    return total
