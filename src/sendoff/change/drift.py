"""Drift: where the live configuration differs from what was applied, and who wins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sendoff.change.state import Machine
from sendoff.postfix import main_cf, master_cf


@dataclass(frozen=True, slots=True)
class Drift:
    """A parameter whose live value is not the applied one; the value at `wins` is in force.

    `applied` is None for one that was not written, `live` None for one that has gone.
    """

    parameter: str
    applied: str | None
    live: str | None
    wins: str


def drift(machine: Machine) -> tuple[Drift, ...]:
    """Return every difference between the last applied generation and the live files."""
    if machine.current is None:
        return ()
    return (*_in_main(machine), *_in_master(machine), *_in_tables(machine))


def _in_main(machine: Machine) -> Iterator[Drift]:
    assert machine.current  # noqa: S101 - `drift` asked
    found = {a.name: a for a in main_cf.assignments(machine.main_cf or "")}
    for name, applied in machine.current.parameters.items():
        live = found.get(name)
        if live is None:
            yield Drift(name, applied, None, "Postfix's default, since main.cf no longer sets it")
        elif live.value != applied:
            yield Drift(name, applied, live.value, f"main.cf, line {live.line}")


def _in_master(machine: Machine) -> Iterator[Drift]:
    """Yield options of services that win over a parameter of ours, for their service only."""
    assert machine.current  # noqa: S101
    for service in master_cf.services(machine.master_cf or ""):
        for name, value in service.options().items():
            if service.name != master_cf.RELAY and name in machine.current.parameters:
                applied = machine.current.parameters[name]
                place = f"master.cf, line {service.lines[0]}, for the service {service.name} alone"
                if value != applied:
                    yield Drift(name, applied, value, place)


def _in_tables(machine: Machine) -> Iterator[Drift]:
    assert machine.current  # noqa: S101
    folder = machine.current.folder
    entries = (entry for value in machine.current.parameters.values() for entry in value.replace(",", " ").split())
    for entry in entries:
        path = entry.partition(":")[2]
        if folder and path.startswith(folder + "/") and path[len(folder) + 1 :] not in machine.tables:
            yield Drift(path, "a table", None, "nothing: the table is missing, and mail that needs it is deferred")
