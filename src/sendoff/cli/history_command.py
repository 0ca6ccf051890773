"""`sendoff history`: the applied configurations, newest first, with their differences."""

from __future__ import annotations

import argparse
from typing import Any

from sendoff.change.state import Generation
from sendoff.cli.command import print_json
from sendoff.cli.exit_codes import OK
from sendoff.config.masking import printable
from sendoff.host import Host, store
from sendoff.postfix import header_checks, main_cf, milters, transports
from sendoff.postfix.parameters import names
from sendoff.render import on_block_text

HELP = "Show the applied configurations, newest first, each with what it changed."
EXAMPLE = "sendoff history"


SHARED = {*header_checks.SHARED, *milters.SHARED, *transports.SHARED, transports.FILTER}
"""Parameters in which the administrator's own values go on."""


def add(parser: argparse.ArgumentParser) -> None:
    """Add no options of its own."""


def run(arguments: argparse.Namespace, host: Host) -> int:
    """Print the generations; 0 is what sendoff found."""
    found = _generations(host)
    if arguments.json:
        print_json({"generations": found})
    elif not found:
        print("nothing was applied yet")
    else:
        print("\n".join(line for entry in found for line in _lines(entry)))
    return OK


def _generations(host: Host) -> list[dict[str, Any]]:
    """Return the generations, newest first.

    `[{"number", "applied", "reason", "accepted": [...], "unknown": [...], "changes": [{"parameter", "before",
    "after"}], "on_block": [...]}]`, the last as in `sendoff status --json`; parameters hold no secrets, and a changed
    table shows as its new path.
    """
    made = [found for number in store.numbers(host) if (found := store.generation(host, number))]
    if made and made[0].number == 0:
        text = (store.file_of(host, 0, "main.cf") or b"").decode(errors="replace")
        found_values, own = main_cf.values(text), names() - SHARED
        made[0] = made[0]._replace(parameters={k: v for k, v in found_values.items() if k in own})
    entries = [_entry(before, after) for before, after in zip([*made[:1], *made], made, strict=False)]
    return entries[::-1]


def _entry(before: Generation, after: Generation) -> dict[str, Any]:
    old = before.parameters
    names = sorted({*old, *after.parameters})
    changes = [
        {"parameter": name, "before": old.get(name), "after": after.parameters.get(name)}
        for name in names
        if old.get(name) != after.parameters.get(name)
    ]
    return {
        "number": after.number,
        "applied": after.applied,
        "reason": after.reason,
        "accepted": list(after.accepted),
        "unknown": list(after.unknown),
        "changes": changes,
        "on_block": on_block_text.on(after),
    }


def _lines(entry: dict[str, Any]) -> list[str]:
    accepted = f", accepted {', '.join(entry['accepted'])}" if entry["accepted"] else ""
    lines = [f"{entry['number']:>4}  {entry['applied']}  {printable(entry['reason'])}{accepted}"]
    lines += [f"      {on_block_text.line(one)}" for one in entry["on_block"]]
    for change in entry["changes"]:
        before = "(not set)" if change["before"] is None else change["before"] or "(empty)"
        after = "(not set)" if change["after"] is None else change["after"] or "(empty)"
        lines.append(f"      {change['parameter']}: {before} -> {after}")
    return lines
