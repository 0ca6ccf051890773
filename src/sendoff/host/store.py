"""What sendoff remembers, under /var/lib/sendoff.

    generations/N/   one applied configuration: generation.json, the two files, the documents, and whom to tell
    pending/         the same for an apply under way, with the undo record and the files as they were
    build.json       what this Postfix can do, so that a plan need not run it to find out

The rename of pending to generations/N is the moment an apply counts as done.
"""

from __future__ import annotations

import json
from typing import Any

from sendoff.change.state import Generation, Pending
from sendoff.config.values.notify import Url
from sendoff.host import Host
from sendoff.host.paths import GENERATIONS, PENDING, STATE

RECORD = f"{PENDING}/undo.json"
NOTIFY = "notify.json"
"""The URLs of those who are told of incidents, in a generation's folder; root alone reads them."""


def folder(number: int) -> str:
    """Return the folder of a generation."""
    return f"{GENERATIONS}/{number}"


def read_json(host: Host, path: str) -> dict[str, Any] | None:
    """Return a JSON object that sendoff wrote, or None where there is none."""
    data = host.files.read(path)
    if data is None:
        return None
    found: dict[str, Any] = json.loads(data)
    return found


def write_json(host: Host, path: str, value: object, mode: int = 0o644) -> None:
    """Write an object as JSON, whole."""
    host.files.write(path, as_json(value), mode)


def as_json(value: object) -> bytes:
    """Return what `write_json` writes."""
    return json.dumps(value, indent=1).encode() + b"\n"


def numbers(host: Host) -> list[int]:
    """Return the numbers of all generations, ascending; 0 is what sendoff found."""
    return sorted(int(name) for name in host.files.names(GENERATIONS) if name.isdigit())


def generation(host: Host, number: int) -> Generation | None:
    """Return a generation by its number."""
    found = read_json(host, f"{folder(number)}/generation.json")
    if found is None:
        return None
    # One of an earlier version lacks members, which then have their defaults; a later version's may have more.
    known = {name: value for name, value in found.items() if name in Generation._fields}
    return Generation(**{**known, "accepted": tuple(found["accepted"]), "unknown": tuple(found["unknown"])})._replace(
        domains=tuple(known.get("domains", ()))
    )


def applied(host: Host) -> list[tuple[str, int]]:
    """Return when each generation was applied (UTC, ISO 8601) and its number, ascending; readable by everybody."""
    found = (read_json(host, f"{folder(number)}/generation.json") for number in numbers(host))
    return sorted((made["applied"], made["number"]) for made in found if made)


def current(host: Host) -> Generation | None:
    """Return the newest generation, or None when nothing was applied yet."""
    last = max(numbers(host), default=0)
    return generation(host, last) if last else None


def pending(host: Host) -> Pending | None:
    """Return the apply that did not finish, if there is one."""
    record = read_json(host, RECORD)
    return Pending(record["number"], record["started"], record["phase"]) if record else None


def file_of(host: Host, number: int, name: str) -> bytes | None:
    """Return a file of a generation: `main.cf`, `master.cf`."""
    return host.files.read(f"{folder(number)}/{name}")


def notify_of(host: Host, number: int) -> tuple[Url, ...]:
    """Return the URLs of those whom a generation tells of incidents.

    Raises:
        HostError: they cannot be read; only root may.
    """
    return tuple(Url(text) for text in json.loads(file_of(host, number, NOTIFY) or b"[]"))


def documents_of(host: Host, number: int) -> list[tuple[str, bytes]]:
    """Return the documents a generation was made from: their names and contents, in order."""
    base = f"{folder(number)}/documents"
    found = read_json(host, f"{base}/names.json") or {"names": []}
    return [(name, host.files.read(f"{base}/{index}.json") or b"") for index, name in enumerate(found["names"])]


def write_generation(
    host: Host, base: str, made: Generation, files: dict[str, bytes], documents: list[tuple[str, bytes]]
) -> None:
    """Write a generation's folder at `base`.

    The documents and files may hold passwords, so only root reads them. Everybody reads generation.json, since those
    who ask for the fate of a mail need not be root.
    """
    host.files.make_folder(STATE)
    host.files.make_folder(GENERATIONS)
    host.files.make_folder(base)
    host.files.make_folder(f"{base}/documents", 0o700)
    write_json(host, f"{base}/documents/names.json", {"names": [name for name, _ in documents]}, 0o600)
    for index, (_, data) in enumerate(documents):
        host.files.write(f"{base}/documents/{index}.json", data, 0o600)
    for name, data in files.items():
        host.files.write(f"{base}/{name}", data, 0o600)
    write_json(host, f"{base}/generation.json", made._asdict())
