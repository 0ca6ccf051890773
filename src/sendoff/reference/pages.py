"""The reference pages, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sendoff.reference import reply_classes
from sendoff.reference.catalogue import SOURCES
from sendoff.reference.entry import Entry

COMMAND = "python -m sendoff.reference docs/reference"
"""Writes all pages."""

_MADE = f"<!-- Made by `{COMMAND}`; the texts stand in src/sendoff. -->\n"

_INTRODUCTIONS = {
    "key": (
        "Keys",
        "The document is one JSON object. Keys of `postfix::` and `sendoff::` are sendoff's; all others belong to "
        "other modules and are ignored. A key that is taken out returns to its default. `sendoff schema` prints the "
        "same as JSON Schema, for editors.",
    ),
    "consequence": (
        "Consequences",
        "What a change will bring. `sendoff plan` tells them, each as `refuse`, `warn` or `note`. One that is refused "
        "stops an apply, unless its id is accepted by name: `--accept ID`.",
    ),
    "expectation": (
        "Expectations",
        "What is expected of the mail system as it would be; [rehearsal](../rehearsal.md) says how it is seen. "
        "`sendoff rehearse` tells all of them. One that fails stops an apply, unless it fails as it is, too, or its id "
        "is accepted by name: `--accept ID`. What concerns few mails, or what a next hop "
        "cannot do, is a warning.",
    ),
    "replay question": (
        "Replay questions",
        "What `sendoff plan --replay SINCE` counts of the mail that the ledger has; [replay](../replay.md) says how. A "
        "question that the change does not touch is not asked.",
    ),
    "check": (
        "Checks",
        "What the running server is asked after an apply. A check that fails undoes the change, unless its id was "
        "accepted by name: `--accept ID`. What cannot be asked is `unknown`, with the reason, and undoes nothing.",
    ),
    "monitoring check": (
        "Monitoring checks",
        "What `sendoff check` looks at, the plugin for Icinga and Nagios; [monitoring](../monitoring.md) says how to "
        "use it. Where `postfix::monitoring` is false nothing is looked at.",
    ),
    "doctor check": (
        "Doctor's checks",
        "What `sendoff doctor` asks; [doctor](../doctor.md) says how to use it and how its score is made. A failure "
        "costs the check's weight, a warning a quarter of it; what could not be asked is never counted as good.",
    ),
    "problem": (
        "Problems",
        "What may be wrong with a document. All problems are told at once, each as "
        "`FILE:LINE:COLUMN: error[id]: what`, and nothing is changed.",
    ),
    "metric": (
        "Metrics",
        "What `/metrics` of `sendoff watch` has; [Prometheus](../prometheus.md) says how to use it. Every value of a "
        "label is exported, at 0 where nothing was counted. What could not be asked is absent: "
        "`sendoff_collector_up` of its source is 0 then, and without the ledger everything of it is absent.",
    ),
    "course": (
        "Providers that lift blocks",
        "What `sendoff case open PROVIDER` knows of each; [unblocking](../unblocking.md) says how to use it. Forms and "
        "habits change: each says where it is from, and when it was last compared.",
    ),
    reply_classes.KIND: (reply_classes.TITLE, reply_classes.INTRODUCTION),
}

_FILES = {
    "key": "keys.md",
    "consequence": "consequences.md",
    "expectation": "expectations.md",
    "replay question": "replay-questions.md",
    "check": "checks.md",
    "monitoring check": "monitoring-checks.md",
    "doctor check": "doctor-checks.md",
    "problem": "problems.md",
    "metric": "metrics.md",
    reply_classes.KIND: "replies.md",
    "course": "cases.md",
}


@dataclass(frozen=True, slots=True)
class CommandHelp:
    """A command as its page shows it: its options with what they do, and its exit codes with their meaning."""

    name: str
    help: str
    example: str
    options: Sequence[tuple[str, str]]
    exit_codes: Mapping[int, str]


def pages(commands: Sequence[CommandHelp]) -> dict[str, str]:
    """Return every page by its file name."""
    found = {_FILES[source.kind]: "".join(_page(source.kind)) for source in SOURCES if source.kind in _FILES}
    return {**found, "commands.md": "".join(_commands(commands)), "exit-codes.md": "".join(_exit_codes(commands))}


def _page(kind: str) -> Iterator[str]:
    heading, introduction = _INTRODUCTIONS[kind]
    yield f"{_MADE}\n# {heading}\n\n{introduction}\n"
    source = next(source for source in SOURCES if source.kind == kind)
    if kind == "metric":
        return (yield from _metrics([source.entry(name) for name in source.names()]))
    if kind == reply_classes.KIND:
        return (yield from reply_classes.page())
    for name in source.names():
        yield from _key(source.entry(name)) if kind == "key" else _entry(source.entry(name))
    if kind == "key":
        yield from _parameters()


def _entry(entry: Entry) -> Iterator[str]:
    yield f"\n## {entry.name}\n\n{entry.title}.\n"
    for heading, body in entry.parts.items():
        yield f"\n**{heading}.** {body}\n"


def _key(entry: Entry) -> Iterator[str]:
    parts = dict(entry.parts)
    yield f"\n## {entry.name}\n\n{parts.pop('Meaning')}\n\n"
    example = json.dumps(json.loads(parts.pop("Example")), indent=2)
    yield from (f"- **{heading}:** {body}\n" for heading, body in parts.items())
    yield f"\n```json\n{example}\n```\n"


def _metrics(entries: Sequence[Entry]) -> Iterator[str]:
    yield "\n"
    head = ("metric", "type", "labels", "source", "meaning")
    yield from _table(head, (_metric_cells(entry) for entry in entries))
    yield "\n## Labels\n\n"
    values = {label: values for entry in entries for label, values in _labels(entry) if label != "version"}
    yield from _table(("label", "values"), ((f"`{label}`", found) for label, found in values.items()))


def _metric_cells(entry: Entry) -> tuple[str, ...]:
    labels = ", ".join(f"`{label}`" for label, _ in _labels(entry))
    return f"`{entry.name}`", entry.parts["Type"], labels, entry.parts["Source"], f"{entry.title}."


def _labels(entry: Entry) -> list[tuple[str, str]]:
    told = (label.partition(": ") for label in entry.parts.get("Labels", "").split("; "))
    return [(label, values) for label, _, values in told if label]


def _parameters() -> Iterator[str]:
    yield "\n## Postfix parameters\n\n"
    yield "sendoff writes these into its block of `main.cf`, beside those that have a key's name.\n\n"
    source = next(source for source in SOURCES if source.kind == "parameter")
    rows = ((name, source.entry(name).parts) for name in source.names())
    yield from _table(
        ("parameter", "follows from", "in an empty document", "written"),
        (
            (
                f"`{name}`",
                parts.get("Meaning") or parts["Follows from"],
                parts["Value of an empty document"],
                parts["Written"],
            )
            for name, parts in rows
        ),
    )


def _commands(commands: Sequence[CommandHelp]) -> Iterator[str]:
    yield f"{_MADE}\n# Commands\n\nEvery command has `--help` and `--json` (see [JSON output](../json-output.md)).\n"
    for command in commands:
        yield f"\n## sendoff {command.name}\n\n{command.help}\n\n```\n{command.example}\n```\n\n"
        yield from _table(("argument", "meaning"), ((f"`{name}`", text) for name, text in command.options))
        codes = "; ".join(f"{code} {text}" for code, text in command.exit_codes.items())
        yield f"\nExit codes: {codes}.\n"


def _exit_codes(commands: Sequence[CommandHelp]) -> Iterator[str]:
    codes = sorted({code for command in commands for code in command.exit_codes})
    yield f"{_MADE}\n# Exit codes\n\nWrong usage is always 1, and 130 is an interruption by Ctrl-C.\n\n"
    yield from _table(
        ("command", *map(str, codes)),
        ((f"`{command.name}`", *(command.exit_codes.get(code, "") for code in codes)) for command in commands),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |\n|{'---|' * len(head)}\n"
    for row in rows:
        cells = (cell.replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |\n"
