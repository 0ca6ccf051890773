"""Texts of a case as files, to attach or to copy from."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sendoff.config.masking import printable
from sendoff.host import Host
from sendoff.host.errors import HostError


def check(folder: str) -> None:
    """See that a folder is there, if one is named, before anything else is written.

    Raises:
        HostError: it is not.
    """
    if folder and not os.path.isdir(folder):
        raise HostError(f"{printable(folder)} is no folder", "Name a folder that is there.")


def write(host: Host, folder: str, texts: Mapping[str, str]) -> list[str]:
    """Write texts into a folder; return their paths. They are for their owner alone.

    Raises:
        HostError: a file cannot be written.
    """
    paths = []
    for name, text in texts.items():
        path = os.path.join(folder, name)
        host.files.write(path, f"{text}\n".encode(errors="replace"), 0o600)
        paths.append(path)
    return paths
