"""What `sendoff watch` says, for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sendoff.config.masking import printable
from sendoff.render.moments import span

_MEGA = 1_000_000
_BAR = 30


def begun(log: str, database: str, metrics: str) -> str:
    """Return the one line with which a watch begins."""
    where = f"metrics and health at http://{metrics}/" if metrics else "no metrics"
    return printable(f"reading {log}; the ledger is {database}; {where}")


def read(found: dict[str, Any]) -> str:
    """Return what `--once` has read (its shape is that of `sendoff watch --once --json`)."""
    lines = [printable(f"read {found['lines']:,} lines of {found['log']}: {found['deliveries']:,} attempts to deliver")]
    if found["queue"] is not None:
        lines.append(_queue(found["queue"]))
    lines.append(printable(f"the ledger is {found['database']}"))
    return "\n".join(lines)


def _queue(queue: dict[str, Any]) -> str:
    if queue["unknown"]:
        return f"the queue could not be looked at: {printable(queue['unknown'])}"
    cut = " (cut short)" if queue["truncated"] else ""
    return f"looked at the queue: {sum(queue['depth'].values()):,} messages wait{cut}"


def progress(done: int, total: int, lines: int, seconds: float) -> str:
    """Return how far an import is: bytes of the files as they are on disk, lines, and seconds since it began."""
    share = min(done / total, 1.0) if total else 1.0
    rate = lines / seconds if seconds > 0 else 0.0
    left = f", {span(seconds / share - seconds)} left" if 0 < share < 1 else ""
    return f"{share:4.0%} of {total / _MEGA:,.1f} MB, {lines:,} lines, {rate:,.0f} lines/s{left}"


def bar(done: int, total: int) -> str:
    """Return a bar of fixed width."""
    full = _BAR if total <= 0 else min(_BAR, done * _BAR // total)
    return f"[{'#' * full}{'.' * (_BAR - full)}]"


def imported(found: dict[str, Any], retention_days: int) -> str:
    """Return what an import found (its shape is that of `sendoff watch --import --json`)."""
    seconds = found["seconds"]
    rate = f", {found['lines'] / seconds:,.0f} a second" if seconds > 0 else ""
    lines = [
        f"imported {_files(len(found['files']))} in {span(seconds)}{rate}",
        f"  lines       {found['lines']:,}",
        f"  new         {found['messages']:,} messages, {found['deliveries']:,} deliveries",
        f"  unknown     {found['unknown']:,} lines of Postfix that sendoff does not understand",
        f"  unreadable  {found['unreadable']:,} lines that are not a log's",
        *(f"  gap         {kind}: {count:,}" for kind, count in found["gaps"].items()),
        *(f"  trouble     {printable(told)}" for told in found["troubles"]),
    ]
    if found["older_than_retention"]:
        lines.append(
            f"  old         {found['older_than_retention']:,} deliveries are older than {retention_days} days"
            " (sendoff::ledger): the watch forgets them\n"
            "              when it next trims. To keep them, import into another database: --database PATH"
        )
    lines.append(printable(f"the ledger is {found['database']}"))
    return "\n".join(lines)


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"


def installed(path: str, unit: str) -> str:
    """Return what an installation will do, before it is asked for."""
    return f"write {path}:\n\n{_indented(unit)}\n\nthen have it started at boot, and start it"


def also_installed(path: str, unit: str) -> str:
    """Return what an installation will write too, for sendoff::on_block."""
    return f"\nwrite {path}, for sendoff::on_block:\n\n{_indented(unit)}"


def uninstalled(path: str) -> str:
    """Return what taking the service away will do, before it is asked for."""
    return f"stop the service, and remove {path}; the ledger stays"


def also_uninstalled(names: Sequence[str]) -> str:
    """Return what taking the service away will remove too."""
    return f"and remove {' and '.join(names)}; a detour that is on (sendoff::on_block) stays on"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in map(printable, text.splitlines()))
